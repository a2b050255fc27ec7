# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the storage page of 2008 share: its samples as they stand there, and a connection with a root of its own."""
import struct
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

try:
    import libvirt
except ModuleNotFoundError:
    print("skipped: python3-libvirt is not installed")
    sys.exit(77)

MIB = 1 << 20

SAMPLES = {
    "dir": """
<pool type="dir">
  <name>virtimages</name>
  <target>
    <path>/var/lib/virt/images</path>
  </target>
</pool>
""",
    "fs": """
<pool type="fs">
  <name>virtimages</name>
  <source>
    <device path="/dev/VolGroup00/VirtImages"/>
  </source>
  <target>
    <path>/var/lib/virt/images</path>
  </target>
</pool>
""",
    "netfs": """
<pool type="netfs">
  <name>virtimages</name>
  <source>
    <host name="nfs.example.com"/>
    <dir path="/var/lib/virt/images"/>
  </source>
  <target>
    <path>/var/lib/virt/images</path>
  </target>
</pool>
""",
    "logical": """
<pool type="logical">
  <name>HostVG</name>
  <source>
    <device path="/dev/sda1"/>
    <device path="/dev/sdb1"/>
    <device path="/dev/sdc1"/>
  </source>
  <target>
    <path>/dev/HostVG</path>
  </target>
</pool>
""",
    "disk": """
<pool type="disk">
  <name>sda</name>
  <source>
    <device path='/dev/sda'/>
  </source>
  <target>
    <path>/dev</path>
  </target>
</pool>
""",
    "iscsi": """
<pool type="iscsi">
  <name>virtimages</name>
  <source>
    <host name="iscsi.example.com"/>
    <device path="demo-target"/>
  </source>
  <target>
    <path>/dev/disk/by-path</path>
  </target>
</pool>
""",
}

# Headers of 8 MiB each: what a program that reads this format looks at.
HEADERS = {
    "bochs": b"Bochs Virtual HD Image".ljust(32, b"\0") + b"Redolog".ljust(16, b"\0") + b"Growing".ljust(16, b"\0")
             + struct.pack("<IIIIIIQ", 0x20000, 512, 1, 1, 65536, 0, 8 * MIB),
    "cloop": b"#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1\n".ljust(128, b"\0")
             + struct.pack(">II", 65536, 8 * MIB // 65536),
    "cow": struct.pack(">4sI1024sIQI", b"OOOM", 2, b"", 0, 8 * MIB, 512),
    "dmg": bytes(MIB) + struct.pack(">4sII", b"koly", 4, 512).ljust(492, b"\0") + struct.pack(">Q", 8 * MIB // 512).ljust(20, b"\0"),
    "iso": (bytes(32768) + b"\1CD001\1").ljust(8 * MIB, b"\0"),
    "qcow": struct.pack(">4sIQIIQ", b"QFI\xfb", 1, 0, 0, 0, 8 * MIB),
    "qcow2": struct.pack(">4sIQIIQ", b"QFI\xfb", 2, 0, 0, 16, 8 * MIB),
    "vmdk": struct.pack("<4sIIQ", b"KDMV", 1, 3, 8 * MIB // 512),
    "vpc": struct.pack(">8sIIQIIIIQQ", b"conectix", 2, 0x10000, 512, 0, 0, 0x10000, 0, 8 * MIB, 8 * MIB),
}
# A format's trailer stands at the end of its file, and all of the others are followed by something.
HEADERS = {kind: header if kind == "dmg" else header.ljust(65536, b"\0") for kind, header in HEADERS.items()}


def volume_document(name, capacity=MIB, allocation=None, file_format=None, target="", more=""):
    if file_format is not None:
        target = f"<format type='{file_format}'/>{target}"
    told = f"<allocation>{allocation}</allocation>" if allocation is not None else ""
    return (f"<volume>{f'<name>{name}</name>' if name else ''}{more}<capacity>{capacity}</capacity>{told}"
            f"<target>{target}</target></volume>")


class Page(unittest.TestCase):
    """Each test has a root of its own; what it left active is stopped."""

    def setUp(self):
        libvirt.registerErrorHandler(lambda *_: None, None)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.connection = libvirt.open(f"qemu:///embed?root={self.base}/root")
        self.addCleanup(self.stop)

    def stop(self):
        for pool in self.connection.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE):
            pool.destroy()
        self.connection.close()

    def refused(self, words, call, *arguments):
        """What is refused says why, in these words among others."""
        with self.assertRaises(libvirt.libvirtError) as caught:
            call(*arguments)
        self.assertIn(words.lower(), str(caught.exception).lower())
        return caught.exception

    def define(self, document):
        return self.connection.storagePoolDefineXML(document)

    def started(self, document, build=False, flags=0):
        pool = self.define(document)
        if build:
            pool.build(flags)
        pool.create()
        return pool

    def directory(self, name="files", more=""):
        """A started pool that is a directory."""
        return self.started(f"<pool type='dir'><name>{name}</name><target><path>{self.base / name}</path>{more}</target></pool>",
                            build=True)

    @staticmethod
    def document(thing):
        return ET.fromstring(thing.XMLDesc())

    def bytes_of(self, thing, element):
        """The number that an element of a document holds, which is one of bytes."""
        found = self.document(thing).find(element)
        self.assertEqual(found.get("unit"), "bytes")
        return int(found.text)

    def volume_format(self, volume):
        return self.document(volume).find("target/format").get("type")

    def names(self, pool):
        pool.refresh()
        return sorted(pool.listVolumes())

    def assert_same_pool(self, document, pool):
        """All that stands in a sample stands in the pool's document."""
        told = self.document(pool)
        for element in ET.fromstring(document).iter():
            if element.tag in ("pool", "source", "target"):
                continue
            like = [(found.text or "").strip() for found in told.iter(element.tag)
                    if all(found.get(name) == value for name, value in element.attrib.items())]
            self.assertIn((element.text or "").strip(), like, element.tag)
