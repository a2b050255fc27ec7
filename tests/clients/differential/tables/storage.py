# SPDX-License-Identifier: LGPL-2.1-or-later
"""Storage pools and the volumes in them."""
import libvirt

import events
from case import Case, vary

STATES = ("active", "inactive", "transient", "gone")

POOL = "<pool type='{type}'><name>{name}</name><uuid>{uuid}</uuid>{source}<target><path>{target}</path></target></pool>"
POOL_UUID = "11111111-2222-3333-4444-555555555555"
VOLUME = "<volume><name>{name}</name><capacity>{capacity}</capacity>{more}</volume>"


def pool_xml(name="pool", uuid=POOL_UUID, target="/pool", kind="dir", source=""):
    return POOL.format(name=name, uuid=uuid, target=target, type=kind, source=f"<source>{source}</source>")


def volume_xml(name="new", capacity=1000, more=""):
    return VOLUME.format(name=name, capacity=capacity, more=more)


# What a pool's methods are given.
POOL_METHODS = {
    "create": [(0, 1, 2, 4, 8, 99)], "build": [(0, 1, 2, 4, 8)], "destroy": [], "delete": [(0, 1, 2)], "undefine": [],
    "refresh": [(0, 1)], "info": [], "XMLDesc": [(0, 1, 2)], "isActive": [], "isPersistent": [], "autostart": [],
    "setAutostart": [(1, 0)], "numOfVolumes": [], "listVolumes": [], "listAllVolumes": [(0, 1)],
    "storageVolLookupByName": [("volume", "none", "")], "name": [], "UUIDString": [],
    "createXML": [{
        "small": volume_xml(), "again": volume_xml("volume"), "sparse": volume_xml(capacity=10 ** 15,
            more="<allocation>7</allocation>"), "huge": volume_xml(capacity=10 ** 15),
        "more than it holds": volume_xml(more="<allocation>6000</allocation>"),
        "qcow2": volume_xml(more="<target><format type='qcow2'/></target>"),
        "overlay": volume_xml(more="<backingStore><path>/pool/volume</path><format type='raw'/></backingStore>"),
        "key and path": volume_xml(more="<key>k</key><target><path>/else</path></target>"),
        "permissions": volume_xml(more="<target><permissions><mode>0640</mode></permissions></target>"),
        "no capacity": "<volume><name>new</name></volume>", "no name": "<volume><capacity>5</capacity></volume>",
        "unit": "<volume><name>new</name><capacity unit='KiB'>5</capacity></volume>",
        "not XML": "<volume", "another root": "<vol/>", "empty": "",
        "odd format": volume_xml(more="<target><format type='odd'/></target>"),
    }, (0, 1, 2, 8)],
}
VOLUME_METHODS = {
    "info": [], "XMLDesc": [(0, 1)], "path": [], "key": [], "name": [], "delete": [(0, 1, 2)],
    "storagePoolLookupByVolume": [], "resize": [(5000,), (0,)], "wipe": [(0,)], "infoFlags": [(0, 1)],
}
LOOKUPS = {
    "storagePoolLookupByName": [("pool", "default-pool", "none", "")],
    "storagePoolLookupByUUIDString": [(POOL_UUID, POOL_UUID.replace("1", "9"), "nonsense")],
    "storageVolLookupByKey": [("/pool/volume", "none", "")],
    "storageVolLookupByPath": [("/pool/volume", "/pool//volume", "volume", "")],
    "storagePoolLookupByTargetPath": [("/pool", "/none")],
    "numOfStoragePools": [], "numOfDefinedStoragePools": [],
    "getStoragePoolCapabilities": [(0, 1)],
    "findStoragePoolSources": [("logical", "netfs", "fs", "dir", "nonsense"),
                               ("<source><host name='there'/></source>", None, "<source", "<other/>"), (0, 1)],
}
SOURCES = {
    "dir": "", "fs": "<device path='/dev/x'/>", "netfs": "<host name='h'/><dir path='/x'/>", "logical": "<name>vg</name>",
    "disk": "<device path='/dev/x'/>", "iscsi": "<host name='h'/><device path='iqn.x'/>",
    "scsi": "<adapter name='host0'/>", "mpath": "", "zfs": "<name>z</name>", "vstorage": "<name>v</name>",
}
# Two pools that may be in each other's way: the type, and the two sources with their targets.
NEIGHBOURS = {
    "another directory": ("dir", ("", "/a"), ("", "/b")), "one directory": ("dir", ("", "/a"), ("", "/a/")),
    "one device": ("fs", (SOURCES["fs"], "/a"), (SOURCES["fs"], "/b")),
    "another share": ("netfs", (SOURCES["netfs"], "/a"), ("<host name='h'/><dir path='/y'/>", "/b")),
    "one share": ("netfs", (SOURCES["netfs"], "/a"), (SOURCES["netfs"], "/b")),
    "one iSCSI target": ("iscsi", (SOURCES["iscsi"], "/a"), ("<host name='i'/><device path='iqn.x'/>", "/b")),
    "one volume group": ("logical", ("<name>vg</name>", "/a"), ("<name>vg</name>", "/b")),
    "one adapter": ("scsi", (SOURCES["scsi"], "/a"), ("<adapter name='scsi_host0'/>", "/b")),
    "two multipaths": ("mpath", ("", "/a"), ("", "/b")), "one cluster": ("vstorage", ("<name>v</name>", "/a"),
                                                                          ("<name>v</name>", "/b")),
}


def _make(connection, state):
    """The pool in that state, with one volume."""
    pool = connection.storagePoolDefineXML(pool_xml()) if state != "transient" else connection.storagePoolCreateXML(
        pool_xml())
    if state != "transient":
        pool.create()
    volume = pool.createXML(volume_xml("volume", 4096))
    if state in ("inactive", "gone"):
        pool.destroy()
    if state == "gone":
        pool.undefine()
    return pool, volume


def _facts(connection):
    """All that there is afterwards."""
    return {pool.name(): [pool.info(), pool.isActive(), pool.isPersistent(), pool.autostart(), pool.XMLDesc(),
                          sorted(volume.XMLDesc() for volume in pool.listAllVolumes()) if pool.isActive() else None]
            for pool in connection.listAllStoragePools()}


def _watched(connection, act):
    """What `act` answers, which pools had which events, and what there is then."""
    events.drain(None)    # of what was done before
    seen = []
    listeners = [
        connection.storagePoolEventRegisterAny(
            None, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
            lambda _connection, pool, event, detail, _opaque: seen.append([pool.name(), event, detail]), None),
        connection.storagePoolEventRegisterAny(
            None, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH,
            lambda _connection, pool, _opaque: seen.append([pool.name(), "refreshed"]), None)]
    try:
        answer = _plain(act())
        events.drain(None)
        return [answer, seen, _facts(connection)]
    finally:
        for listener in listeners:
            connection.storagePoolEventDeregisterAny(listener)


def _plain(value):
    if isinstance(value, libvirt.virStorageVol):
        return [value.name(), value.key(), value.path(), value.info()]
    if isinstance(value, libvirt.virStoragePool):
        return value.name()
    if isinstance(value, list) and value and isinstance(value[0], (str, libvirt.virStorageVol)):
        return sorted(_plain(item) if not isinstance(item, str) else item for item in value)
    return value


def _case(state, name, act):
    def run(world):
        pool, volume = _make(world.connection, state)
        return _watched(world.connection, lambda: act(world.connection, pool, volume))
    return Case("storage", "default", f"{state} {name}", run)


def _methods():
    for state in STATES:
        for name, columns in POOL_METHODS.items():
            for row in vary(*columns):
                yield _case(state, f"pool.{name}({row.label})",
                            lambda _c, pool, _v, name=name, row=row: getattr(pool, name)(*row.values))
        for name, columns in VOLUME_METHODS.items():
            for row in vary(*columns):
                yield _case(state, f"volume.{name}({row.label})",
                            lambda _c, _p, volume, name=name, row=row: getattr(volume, name)(*row.values))
        for name, columns in LOOKUPS.items():
            for row in vary(*columns):
                yield _case(state, f"{name}({row.label})",
                            lambda connection, _p, _v, name=name, row=row: getattr(connection, name)(*row.values))
        for flags in (0, 1, 2, 8):
            yield _case(state, f"clone({flags})", lambda _c, pool, volume, flags=flags: pool.createXMLFrom(
                volume_xml(), volume, flags))


def _definitions():
    documents = {
        "the same": pool_xml(), "another": pool_xml("other", POOL_UUID.replace("1", "9"), "/other"),
        "its name": pool_xml(uuid=POOL_UUID.replace("1", "9"), target="/other"), "its UUID": pool_xml("other"),
        "no type": pool_xml().replace(" type='dir'", ""), "odd type": pool_xml(kind="odd"),
        "no target": "<pool type='dir'><name>other</name></pool>", "no name": "<pool type='dir'/>",
        "slash": pool_xml("a/b", POOL_UUID.replace("1", "9"), "/other"), "not XML": "<pool", "empty": "",
        "another root": "<vol/>",
    }
    for state in ("inactive", "active", "transient"):
        for method in ("storagePoolDefineXML", "storagePoolCreateXML"):
            for row in vary(documents, (0, 1, 2, 16)):
                yield _case(state, f"{method}({row.label})",
                            lambda connection, _p, _v, method=method, row=row: getattr(connection, method)(*row.values))


def _types():
    for kind, source in SOURCES.items():
        def act(connection, _pool, _volume, kind=kind, source=source):
            pool = connection.storagePoolCreateXML(
                pool_xml("other", POOL_UUID.replace("1", "9"), "/other", kind, source))
            volume = pool.createXML(volume_xml())
            return [volume.path(), str(volume.info())]
        yield _case("inactive", f"a pool of type {kind}", act)
    for bit in range(22):
        yield _case("inactive", f"listAllStoragePools({1 << bit})", lambda connection, _p, _v, bit=bit: sorted(
            pool.name() for pool in connection.listAllStoragePools(1 << bit)))
    for label, (kind, one, other) in NEIGHBOURS.items():
        def meet(connection, _pool, _volume, kind=kind, one=one, other=other):
            connection.storagePoolDefineXML(pool_xml("one", POOL_UUID.replace("1", "8"), one[1], kind, one[0]))
            connection.storagePoolDefineXML(pool_xml("two", POOL_UUID.replace("1", "9"), other[1], kind, other[0]))
        yield _case("gone", f"two pools: {label}", meet)


def cases():
    yield from _methods()
    yield from _definitions()
    yield from _types()
