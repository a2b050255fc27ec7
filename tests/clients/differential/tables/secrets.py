# SPDX-License-Identifier: LGPL-2.1-or-later
"""Secrets: those of libvirt's own driver, secret:///embed, and of this library, where they belong to qemu:///embed."""
import glob
import os
import sys
import tempfile

import libvirt

import events
from case import Case, vary

LIBVIRTS_DRIVER = "/usr/lib/*/libvirt/connection-driver/libvirt_driver_secret.so"
UUID = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-2222-3333-4444-555555555555"
USES = {"volume": "<volume>{}</volume>", "ceph": "<name>{}</name>", "iscsi": "<target>{}</target>", "tls": "<name>{}</name>",
        "vtpm": "<name>{}</name>"}
STATES = {"valued": "", "empty": "", "private": " private='yes'"}


def use(kind="volume", name="/a"):
    return f"<usage type='{kind}'>{USES.get(kind, '<name>{}</name>').format(name)}</usage>"


def document(uuid=UUID, more=None, traits=""):
    name = f"<uuid>{uuid}</uuid>" if uuid else ""
    return f"<secret{traits}>{name}{use() if more is None else more}</secret>"


SECRET_METHODS = {
    "value": [(0, 1)], "setValue": [{"a word": b"word", "nothing": b"", "a zero": b"a\0b", "the most": bytes(65536),
                                     "too much": bytes(65537)}, (0, 1)],
    "XMLDesc": [(0, 1)], "undefine": [], "UUIDString": [], "usageID": [], "usageType": [],
}
CONNECTION_METHODS = {
    "secretLookupByUUIDString": [(UUID, OTHER, "nonsense", "")],
    "secretLookupByUsage": [(libvirt.VIR_SECRET_USAGE_TYPE_VOLUME, libvirt.VIR_SECRET_USAGE_TYPE_CEPH, 0, 99), ("/a", "/b", "")],
    "listAllSecrets": [(0, 1, 2, 3, 4, 8, 12, 15, 16)], "listSecrets": [], "numOfSecrets": [],
}
DOCUMENTS = {
    "the same": document(), "more": document(more=use() + "<description>d</description>"), "without a use": document(more=""),
    "another": document(OTHER, use(name="/b")), "its use": document(OTHER), "another use": document(more=use(name="/b")),
    "private": document(traits=" private='yes'"), "ephemeral": document(traits=" ephemeral='yes'"),
    "odd trait": document(traits=" private='maybe'"), "odd UUID": document("nonsense"), "odd use": document(OTHER, use("odd", "x")),
    "use without a type": document(OTHER, "<usage/>"), "no UUID": document("", use(name="/c")),
    "use without a name": document(OTHER, "<usage type='volume'/>"), "unknown element": document(OTHER, "<odd/>"),
    "description": document(OTHER, "<description>a &amp; b</description>"), "not XML": "<secret", "empty": "",
    "another root": "<pool/>", **{f"for {kind}": document(OTHER, use(kind, "x")) for kind in USES},
}
ROOTS = tempfile.TemporaryDirectory(prefix="differential-")    # of the process whose children run the cases
LEFT = []    # what keeps the connections of a case open, so that the next one is run in another process


def _connect():
    """The only one of this process: libvirt opens the driver once."""
    scheme = "qemu" if "LD_LIBRARY_PATH" in os.environ else "secret"
    return libvirt.open(f"{scheme}:///embed?root={ROOTS.name}/{os.getpid()}")


def _plain(value):
    if isinstance(value, libvirt.virSecret):
        return [value.UUIDString(), value.usageType(), value.usageID(), value.XMLDesc()]
    if isinstance(value, list) and value and isinstance(value[0], libvirt.virSecret):
        return sorted(map(_plain, value), key=lambda secret: secret[2])
    return value


def _watched(connection, act):
    """What `act` answers, which secrets had which events, and what there is then."""
    events.drain(None)
    seen = []
    listeners = [
        connection.secretEventRegisterAny(
            None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE,
            lambda _connection, secret, event, detail, _opaque: seen.append([secret.usageID(), event, detail]), None),
        connection.secretEventRegisterAny(
            None, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED,
            lambda _connection, secret, _opaque: seen.append([secret.usageID(), "value"]), None)]
    try:
        answer = _plain(act())
        events.drain(None)
        return [answer, seen, _plain(connection.listAllSecrets())]
    finally:
        for listener in listeners:
            connection.secretEventDeregisterAny(listener)


def _case(state, name, act):
    def run(world):
        connection = _connect()
        secret = connection.secretDefineXML(document(traits=STATES[state]))
        LEFT.extend((secret, world.connection.lookupByName("test")))
        if state != "empty":
            secret.setValue(b"secret")
        return _watched(connection, lambda: act(connection, secret))
    return Case("secrets", "default", f"{state} {name}", run)


def cases():
    if not glob.glob(LIBVIRTS_DRIVER):
        print(f"secrets are not compared: libvirt-daemon, which has {LIBVIRTS_DRIVER}, is not installed", file=sys.stderr)
        return
    for state in STATES:
        for name, columns in SECRET_METHODS.items():
            for row in vary(*columns):
                yield _case(state, f"secret.{name}({row.label})",
                            lambda _c, secret, name=name, row=row: getattr(secret, name)(*row.values))
        for name, columns in CONNECTION_METHODS.items():
            for row in vary(*columns):
                yield _case(state, f"{name}({row.label})",
                            lambda connection, _s, name=name, row=row: getattr(connection, name)(*row.values))
    for row in vary(DOCUMENTS, (0, 1, 2)):
        yield _case("valued", f"secretDefineXML({row.label})",
                    lambda connection, _s, row=row: connection.secretDefineXML(*row.values))
