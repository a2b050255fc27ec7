# SPDX-License-Identifier: LGPL-2.1-or-later
"""Definitions: which names and UUIDs go together, and documents that are wrong."""
import itertools

from case import Case
from worlds import UUID, guest_xml

OTHER_UUID = "22222222-2222-3333-4444-555555555555"
HEAD = "<domain type='test'>{}</domain>"
SMALL = "<name>small</name><memory>4096</memory><os><type>hvm</type></os>"

IDENTITIES = {
    "the same": guest_xml(),
    "another UUID": guest_xml(uuid=OTHER_UUID),
    "another name": guest_xml("other"),
    "another name and UUID": guest_xml("other", OTHER_UUID),
    "no UUID": guest_xml().replace(f"<uuid>{UUID}</uuid>", ""),
    "another name, no UUID": guest_xml("other").replace(f"<uuid>{UUID}</uuid>", ""),
    "the name of test": guest_xml("test"),
    "the UUID of test": guest_xml(uuid="6695eb01-f6a4-8304-79aa-97f2502e193f"),
}
STATES = ("off", "running", "paused", "transient", "saved", "stopped", "gone", "unpersisted", "read-only running")

WAYS = {
    "defineXML": lambda connection, xml, flags: connection.defineXML(xml),
    "defineXMLFlags": lambda connection, xml, flags: connection.defineXMLFlags(xml, flags),
    "createXML": lambda connection, xml, flags: connection.createXML(xml, flags),
}

DOCUMENTS = {
    "small": HEAD.format(SMALL),
    "nothing": "",
    "white": " \n",
    "text": "hello",
    "broken": "<domain",
    "broken later": "<domain type='test'>\n<name>x</nam></domain>",
    "another root": "<network><name>x</name></network>",
    "another type": "<domain type='kvm'>" + SMALL + "</domain>",
    "unknown type": "<domain type='nonsense'>" + SMALL + "</domain>",
    "no type": "<domain>" + SMALL + "</domain>",
    "no name": HEAD.format("<memory>4096</memory><os><type>hvm</type></os>"),
    "empty name": HEAD.format("<name/><memory>4096</memory><os><type>hvm</type></os>"),
    "name with a slash": HEAD.format(SMALL.replace("small", "a/b")),
    "name with a newline": HEAD.format(SMALL.replace("small", "a\nb")),
    "name of blanks": HEAD.format(SMALL.replace("small", "  ")),
    "no memory": HEAD.format("<name>small</name><os><type>hvm</type></os>"),
    "memory 0": HEAD.format(SMALL.replace("4096", "0")),
    "memory -1": HEAD.format(SMALL.replace("4096", "-1")),
    "memory in words": HEAD.format(SMALL.replace("4096", "much")),
    "memory overflow": HEAD.format(SMALL.replace("<memory>4096", "<memory unit='EiB'>99999999999")),
    "memory unit unknown": HEAD.format(SMALL.replace("<memory>", "<memory unit='parsec'>")),
    "memory in bytes": HEAD.format(SMALL.replace("<memory>4096", "<memory unit='b'>4097")),
    "current above": HEAD.format(SMALL + "<currentMemory>9999</currentMemory>"),
    "no os": HEAD.format("<name>small</name><memory>4096</memory>"),
    "os unknown": HEAD.format(SMALL.replace("hvm", "nonsense")),
    "os empty": HEAD.format(SMALL.replace("hvm", "")),
    "arch unknown": HEAD.format(SMALL.replace("<type>", "<type arch='z80'>")),
    "arch x86_64": HEAD.format(SMALL.replace("<type>", "<type arch='x86_64'>")),
    "boot unknown": HEAD.format(SMALL.replace("</os>", "<boot dev='tape'/></os>")),
    "uuid wrong": HEAD.format(SMALL + "<uuid>nonsense</uuid>"),
    "uuid of zeros": HEAD.format(SMALL + "<uuid>00000000-0000-0000-0000-000000000000</uuid>"),
    "uuid without dashes": HEAD.format(SMALL + "<uuid>22222222222233334444555555555555</uuid>"),
    "vcpu 0": HEAD.format(SMALL + "<vcpu>0</vcpu>"),
    "vcpu -1": HEAD.format(SMALL + "<vcpu>-1</vcpu>"),
    "vcpu words": HEAD.format(SMALL + "<vcpu>many</vcpu>"),
    "vcpu 33": HEAD.format(SMALL + "<vcpu>33</vcpu>"),
    "vcpu current above": HEAD.format(SMALL + "<vcpu current='3'>2</vcpu>"),
    "vcpu current 0": HEAD.format(SMALL + "<vcpu current='0'>2</vcpu>"),
    "vcpu cpuset wrong": HEAD.format(SMALL + "<vcpu cpuset='x'>2</vcpu>"),
    "title with a newline": HEAD.format(SMALL + "<title>a\nb</title>"),
    "unknown element": HEAD.format(SMALL + "<nonsense/>"),
    "unknown device": HEAD.format(SMALL + "<devices><nonsense/></devices>"),
    "unknown attribute": HEAD.format(SMALL + "<devices><disk nonsense='1'><target dev='vda'/></disk></devices>"),
    "disk without target": HEAD.format(SMALL + "<devices><disk type='file'/></devices>"),
    "disk type unknown": HEAD.format(SMALL + "<devices><disk type='x'><target dev='vda'/></disk></devices>"),
    "disk device unknown": HEAD.format(SMALL + "<devices><disk device='x'><target dev='vda'/></disk></devices>"),
    "disk bus unknown": HEAD.format(SMALL + "<devices><disk><target dev='vda' bus='x'/></disk></devices>"),
    "disk target twice": HEAD.format(SMALL + "<devices><disk><target dev='vda'/></disk><disk><target dev='vda'/></disk></devices>"),
    "disk target odd": HEAD.format(SMALL + "<devices><disk><target dev='foo'/></disk></devices>"),
    "interface without source": HEAD.format(SMALL + "<devices><interface type='network'/></devices>"),
    "interface type unknown": HEAD.format(SMALL + "<devices><interface type='x'/></devices>"),
    "interface mac wrong": HEAD.format(SMALL + "<devices><interface type='user'><mac address='x'/></interface></devices>"),
    "interface mac multicast": HEAD.format(SMALL + "<devices><interface type='user'><mac address='01:00:00:00:00:01'/></interface></devices>"),
    "interface user": HEAD.format(SMALL + "<devices><interface type='user'/></devices>"),
    "graphics unknown": HEAD.format(SMALL + "<devices><graphics type='x'/></devices>"),
    "graphics port": HEAD.format(SMALL + "<devices><graphics type='vnc' port='5901'/></devices>"),
    "graphics port wrong": HEAD.format(SMALL + "<devices><graphics type='vnc' port='x'/></devices>"),
    "address twice": HEAD.format(SMALL + "<devices><controller type='pci' index='0' model='pci-root'/><memballoon model='virtio'><address type='pci' slot='5'/></memballoon>"
                                 "<rng model='virtio'><backend model='random'/><address type='pci' slot='5'/></rng></devices>"),
    "address out of range": HEAD.format(SMALL + "<devices><memballoon model='virtio'><address type='pci' slot='99'/></memballoon></devices>"),
    "controller unknown": HEAD.format(SMALL + "<devices><controller type='x'/></devices>"),
    "on_poweroff unknown": HEAD.format(SMALL + "<on_poweroff>x</on_poweroff>"),
    "on_poweroff rename": HEAD.format(SMALL + "<on_poweroff>rename-restart</on_poweroff>"),
    "clock unknown": HEAD.format(SMALL + "<clock offset='x'/>"),
    "feature unknown": HEAD.format(SMALL + "<features><x/></features>"),
    "features": HEAD.format(SMALL + "<features><acpi/><apic/><pae/></features>"),
    "cpu mode unknown": HEAD.format(SMALL + "<cpu mode='x'/>"),
    "iothreads": HEAD.format(SMALL + "<iothreads>2</iothreads>"),
    "iothreads wrong": HEAD.format(SMALL + "<iothreads>x</iothreads>"),
    "two names": HEAD.format("<name>first</name>" + SMALL),
    "doctype": "<!DOCTYPE domain><domain type='test'>" + SMALL + "</domain>",
    "entity": "<!DOCTYPE d [<!ENTITY e 'small'>]><domain type='test'>" + SMALL.replace("small", "&e;") + "</domain>",
    "comment": "<!-- hello -->" + HEAD.format("<!-- here -->" + SMALL),
    "cdata": HEAD.format(SMALL.replace("small", "<![CDATA[small]]>")),
    "id given": "<domain type='test' id='77'>" + SMALL + "</domain>",
    "foreign namespace": "<domain type='test' xmlns:x='urn:x'>" + SMALL + "<x:y/></domain>",
    "control character": HEAD.format(SMALL.replace("small", "a&#1;b")),
}


def _made(world, way, xml, flags):
    """Makes the domain and tells its document too."""
    domain = WAYS[way](world.connection, xml, flags)
    return [domain, domain.XMLDesc(0)]


def _case(state, way, label, xml, flags):
    return Case("definition", state, f"{way}({label}, {flags})",
                lambda world: _made(world, way, xml, flags))


def cases():
    for state, way, (label, xml) in itertools.product(STATES, WAYS, IDENTITIES.items()):
        yield _case(state, way, label, xml, 0)
    for way, (label, xml) in itertools.product(WAYS, DOCUMENTS.items()):
        yield _case("default", way, label, xml, 0)
    for label, xml in DOCUMENTS.items():
        yield _case("default", "defineXMLFlags", label, xml, 1)
    for way, flags in itertools.product(("defineXMLFlags", "createXML"), (2, 3, 4, 8, 16, 32, 1 << 30)):
        yield _case("default", way, "small", DOCUMENTS["small"], flags)
    for flags in (1, 2, 4, 8, 64):
        yield _case("running", "createXML", "another name and UUID", IDENTITIES["another name and UUID"], flags)
