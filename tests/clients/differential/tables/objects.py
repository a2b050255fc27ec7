# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interfaces and devices of the host, and networks: what libvirt's test driver serves of them."""
from case import Case, connection_method, vary

INTERFACE = "<interface type='ethernet' name='{0}'><start mode='none'/><mac address='{1}'/></interface>"
DOCUMENTS = {
    "another": INTERFACE.format("eth5", "aa:bb:cc:dd:ee:f1"),
    "the same": INTERFACE.format("eth1", "aa:bb:cc:dd:ee:f1"),
    "the same address": INTERFACE.format("eth6", "aa:bb:cc:dd:ee:ff"),
    "no name": "<interface type='ethernet'/>",
    "no type": "<interface name='a'/>",
    "another root": "<network/>",
    "unknown": "<interface type='ethernet' name='a'><start mode='none'/><foo/></interface>",
}
PORT = ("<device>{0}<capability type='scsi_host'><capability type='fc_host'><wwnn>1111222233334444</wwnn>"
        "<wwpn>5555666677778888</wwpn></capability></capability></device>")
DEVICES = {
    "first": PORT.format("<parent>scsi_host1</parent>"),
    "parent missing": PORT.format("<parent>none</parent>"),
    "parent cannot": PORT.format("<parent>computer</parent>"),
    "parent half": PORT.format("<parent wwnn='2000000012341234'/>"),
    "no names": "<device><capability type='scsi_host'><capability type='fc_host'/></capability></device>",
    "a network card": "<device><capability type='net'><interface>e</interface></capability></device>",
    "another root": "<network/>",
}

# Sections of a network (virNetworkUpdateSection), and elements for them.
ELEMENTS = {
    0: ["<foo/>"], 1: ["<bridge name='x'/>"], 2: ["<domain name='x'/>"], 3: ["<ip address='1.2.3.4'/>"],
    4: ["<host mac='52:54:00:11:22:33' name='a' ip='192.168.122.10'/>", "<host name='a'/>", "<host/>",
        "<host mac='zz' name='a' ip='192.168.122.10'/>", "<foo/>"],
    5: ["<range start='192.168.122.2' end='192.168.122.254'/>", "<range/>"],
    6: ["<forward/>"], 7: ["<interface dev='e3'/>", "<interface/>"], 8: ["<pf dev='e'/>"],
    9: ["<portgroup name='p'/>", "<portgroup name='p' default='yes'/>", "<portgroup/>"],
    10: ["<host ip='10.0.0.5'><hostname>a</hostname></host>", "<host ip='10.0.0.5'/>", "<host/>"],
    11: ["<txt name='a' value='v'/>", "<txt name='a'/>", "<txt/>"],
    12: ["<srv service='s' protocol='tcp'/>", "<srv service='s'/>"],
    13: ["<foo/>"],
}


def _interfaces(world):
    return sorted((each.name(), each.MACString(), each.isActive()) for each in world.connection.listAllInterfaces())


def _eth1(world):
    return world.connection.interfaceLookupByName("eth1")


def _listed(world, flags):
    return sorted(each.name() for each in world.connection.listAllInterfaces(flags))


def _define(world, xml, flags):
    return world.connection.interfaceDefineXML(xml, flags).name(), _interfaces(world)


def _steps(*steps):
    def act(world):
        for step in steps:
            step(world)
        return _interfaces(world)
    return act


def _transaction(change, end):
    def act(world):
        world.connection.changeBegin(0)
        change(world)
        getattr(world.connection, end)(0)
        return _interfaces(world)
    return act


INTERFACE_LIVES = {
    "create": lambda world: _eth1(world).create(0), "create(1)": lambda world: _eth1(world).create(1),
    "destroy": _steps(lambda world: _eth1(world).destroy(0)), "destroy(1)": lambda world: _eth1(world).destroy(1),
    "destroy twice": _steps(*2 * [lambda world: _eth1(world).destroy(0)]),
    "undefine": _steps(lambda world: _eth1(world).undefine()), "XMLDesc": lambda world: _eth1(world).XMLDesc(0),
    "XMLDesc(2)": lambda world: _eth1(world).XMLDesc(2),
    "begin twice": _steps(*2 * [lambda world: world.connection.changeBegin(0)]),
    "begin(1)": lambda world: world.connection.changeBegin(1), "commit": lambda world: world.connection.changeCommit(0),
    "rollback": lambda world: world.connection.changeRollback(0),
    "undefine and roll back": _transaction(lambda world: _eth1(world).undefine(), "changeRollback"),
    "stop and roll back": _transaction(lambda world: _eth1(world).destroy(0), "changeRollback"),
    "stop and commit": _transaction(lambda world: _eth1(world).destroy(0), "changeCommit"),
}


def _devices(world, flags):
    return sorted(each.name() for each in world.connection.listAllDevices(flags))


def _of_device(name, question):
    return lambda world: getattr(world.connection.nodeDeviceLookupByName(name), question)()


def _made(world, xml, flags):
    return world.connection.nodeDeviceCreateXML(xml, flags).name()


def _update(world, command, section, xml, flags):
    network = world.connection.networkLookupByName("default")
    network.update(command, section, -1, xml, flags)
    return network.XMLDesc(0)


def _interface_cases():
    for flags in (0, 1, 2, 3, 4, 1 << 31):
        yield Case("objects", "default", f"listAllInterfaces({flags})", lambda world, flags=flags: _listed(world, flags))
    for row in vary(("eth1", "eth2", "")):
        yield connection_method("objects", "default", "interfaceLookupByName", row)
    for row in vary(("aa:bb:cc:dd:ee:ff", "AA:BB:CC:DD:EE:FF", "aa:bb:cc:dd:ee:00", "nonsense")):
        yield connection_method("objects", "default", "interfaceLookupByMACString", row)
    for name, xml in DOCUMENTS.items():
        for flags in (0, 1, 2):
            yield Case("objects", "default", f"interfaceDefineXML({name}, {flags})",
                       lambda world, xml=xml, flags=flags: _define(world, xml, flags))
    for name, act in INTERFACE_LIVES.items():
        yield Case("objects", "default", f"interface {name}", act)


def _device_cases():
    for bit in range(30):
        yield Case("objects", "default", f"listAllDevices(1<<{bit})", lambda world, bit=bit: _devices(world, 1 << bit))
    for name in ("computer", "scsi_host1", "scsi_host2", "scsi_host11", "none"):
        for question in ("XMLDesc", "parent", "listCaps", "numOfCaps"):
            yield Case("objects", "default", f"{name} {question}", _of_device(name, question))
    for name, xml in DEVICES.items():
        for flags in (0, 2):
            yield Case("objects", "default", f"nodeDeviceCreateXML({name}, {flags})",
                       lambda world, xml=xml, flags=flags: _made(world, xml, flags))
    for name in ("scsi_host1", "scsi_host11", "none"):
        yield Case("objects", "default", f"{name} destroy", _of_device(name, "destroy"))


def _network_cases():
    for section, elements in ELEMENTS.items():
        for xml in elements:
            for command in range(1, 6):
                yield Case("objects", "default", f"networkUpdate({command}, {section}, {xml})",
                           lambda world, command=command, section=section, xml=xml:
                           _update(world, command, section, xml, 0))
    for flags in (1, 2, 3, 4):
        yield Case("objects", "default", f"networkUpdate flags {flags}",
                   lambda world, flags=flags: _update(world, 3, 9, "<portgroup name='p'/>", flags))


def cases():
    yield from _interface_cases()
    yield from _device_cases()
    yield from _network_cases()
