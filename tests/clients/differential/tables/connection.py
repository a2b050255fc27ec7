# SPDX-License-Identifier: LGPL-2.1-or-later
"""Connections: how they are opened, and what they tell of themselves and of the node."""
import libvirt

from case import Case, connection_method, vary
from tables.values import FLAGS

URIS = ("test:///default", "test:///", "test://", "test:", "test", "test:///nowhere", "test:///etc",
        "test:///dev/null", "test://host/default",
        "test+unix:///default", "test+tcp:///default", "test:///default?a=b", "test:///default#x", "test:///DEFAULT",
        "test:///default/",
        "TEST:///default", "", "nonsense", "nonsense:///default", "test:///default?x", "test:///%64efault", "://",
        "/default", "test:default",
        "x" * 600)
CALLS = {
    "getType": [], "getVersion": [], "getLibVersion": [], "getURI": [], "getHostname": [], "getInfo": [],
    "getFreeMemory": [],
    "isAlive": [], "isEncrypted": [], "isSecure": [], "getSecurityModel": [],
    "getMaxVcpus": [(None, "test", "kvm", "nonsense", "")],
    "getCellsFreeMemory": [(0, 1, 2, 3, -1, 100), (10, 1, 0, -1)], "getCapabilities": [], "getSysinfo": [FLAGS],
    "getCPUMap": [FLAGS], "getCPUStats": [(-1, 0, 1, 16, 100, -2), FLAGS],
    "getMemoryStats": [(-1, 0, 1, 100, -2), FLAGS],
    "getCPUModelNames": [("x86_64", "i686", "aarch64", "z80", ""), FLAGS], "getMemoryParameters": [FLAGS],
    "getDomainCapabilities": [(None, "/usr/bin/x"), (None, "x86_64", "z80"), (None, "pc"),
                              (None, "test", "kvm", "nonsense"), FLAGS],
    "getFreePages": [{"[4]": [4], "[]": [], "[2048]": [2048], "[7]": [7]}, (0, 1, 5, -1), (1, 0, 2, 10), FLAGS],
    "allocPages": [{"{4: 1}": {4: 1}, "{}": {}}, (0, -1, 9), (1, 0, 9), FLAGS], "getSEVInfo": [FLAGS],
    "suspendForDuration": [(0, 1, 2, 3, -1), (60, 0, 10), FLAGS], "setKeepAlive": [(5, 0, -1), (5, 0)],
    "compareCPU": [{"a model": "<cpu match='exact'><arch>x86_64</arch><model>qemu64</model></cpu>", "nothing": "",
                    "broken": "<cpu"}, FLAGS],
    "baselineCPU": [{"one": ["<cpu><arch>x86_64</arch><model>qemu64</model></cpu>"], "none": [], "broken": ["<cpu"]},
                    (0, 1, 2, 3, 4, 1 << 30)],
    "domainXMLFromNative": [("test", "qemu-argv", ""), ("x", ""), FLAGS],
    "domainXMLToNative": [("test", ""), ("<domain/>", ""), FLAGS],
    "changeBegin": [FLAGS], "changeCommit": [FLAGS], "changeRollback": [FLAGS], "newStream": [(0, 1, 2, 3)],
    "restore": [("/nowhere", "", "relative", "/dev/null", "/etc/passwd", "/etc")],
    "restoreFlags": [("/nowhere", ""), (None, "<domain/>"), FLAGS],
    "saveImageGetXMLDesc": [("/nowhere", ""), FLAGS], "saveImageDefineXML": [("/nowhere", ""), ("<domain/>", ""),
        FLAGS],
    "setIdentity": [({}, {"user-name": "ann"}, {"nonsense": "x"}), (0, 1)],
    "domainEventDeregisterAny": [(0, 1, 24, 25, 100, -1)],
}
STATES = ("default", "read-only default", "no-state")


def _open(how, uri):
    connection = how(uri)
    return [connection.getURI(), connection.getType(), connection.numOfDomains()]


def _refused_credentials(uri, flags):
    return _open(lambda each: libvirt.openAuth(each, [[libvirt.VIR_CRED_AUTHNAME], lambda _wanted, _data: -1, None],
                                               flags), uri)


def _register(world, event_id, own):
    callback = world.connection.domainEventRegisterAny(world.domain if own else None, event_id, lambda *_: None, None)
    world.connection.domainEventDeregisterAny(callback)
    return "taken back"


def cases():
    for uri in URIS:
        label = uri if len(uri) < 60 else "long"
        yield Case("connection", "default", f"open({label!r})", lambda _world, uri=uri: _open(libvirt.open, uri))
        yield Case("connection", "default", f"openReadOnly({label!r})", lambda _world,
                   uri=uri: _open(libvirt.openReadOnly, uri))
        for flags in (0, 1, 2, 3, 4, 1 << 30) if uri == URIS[0] else (0,):
            yield Case("connection", "default", f"openAuth({label!r}, {flags})",
                       lambda _world, uri=uri, flags=flags: _refused_credentials(uri, flags))
    for name, columns in CALLS.items():
        for place, row in enumerate(vary(*columns)):
            for state in STATES if place == 0 else STATES[:1]:
                yield connection_method("connection", state, name, row)
    for event_id in (*range(27), 100, -1):
        for state in ("default", "running", "read-only running"):
            yield Case("connection", state, f"event {event_id}",
                       lambda world, event_id=event_id: _register(world, event_id, False))
    for event_id in range(27):
        yield Case("connection", "running", f"event {event_id} of the guest",
                   lambda world, event_id=event_id: _register(world, event_id, True))
