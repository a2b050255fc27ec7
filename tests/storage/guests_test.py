#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""guests_test.py: volumes as disks of guests, and how the pools leave those alone that running guests need. Real QEMU,
through python3-libvirt on the library that LD_LIBRARY_PATH names; guests are paused machines without anything to boot."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

EMULATOR = "/usr/bin/qemu-system-x86_64"

try:
    import libvirt
except ImportError:
    print("skipped: python3-libvirt is not installed")
    sys.exit(77)
for tool in (EMULATOR, "qemu-img"):
    if shutil.which(tool) is None:
        print(f"skipped: {tool} is not installed (Debian's packages qemu-system-x86 and qemu-utils)")
        sys.exit(77)

libvirt.registerErrorHandler(lambda context, error: None, None)
libvirt.virEventRegisterDefaultImpl()
PAUSED = libvirt.VIR_DOMAIN_START_PAUSED


def disk(source, target="vda", device="disk", kind="volume", format_="raw", more=""):
    bus = {"vd": "virtio", "hd": "ide", "fd": "fdc"}[target[:2]]
    return (f"<disk type='{kind}' device='{device}'><driver name='qemu' type='{format_}'/><source {source}/>"
            f"<target dev='{target}' bus='{bus}'/>{more}</disk>")


def volume(name, pool="p", more=""):
    return f"pool='{pool}' volume='{name}' {more}"


class Guests(unittest.TestCase):
    # What QEMU has told of itself: it is asked once, and not for each root again.
    told = tempfile.TemporaryDirectory()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name).resolve()
        self.root = self.base / "root"
        (self.base / "pool").mkdir()
        self.root.mkdir(mode=0o700)
        shutil.copytree(self.told.name, self.root / "cache")
        self.addCleanup(shutil.copytree, self.root / "cache", self.told.name, dirs_exist_ok=True)
        self.addCleanup(self.kill_guests)
        self.connection = None
        self.open()
        self.addCleanup(self.close)
        self.pool = self.make_pool("p", self.base / "pool")

    # What another process that opens the root later finds.
    def open(self):
        self.close()
        self.connection = libvirt.open(f"qemu:///embed?root={self.root}")

    def close(self):
        self.pool = None
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    # Nothing of a process that has ended, whether somebody has waited for it or not.
    @staticmethod
    def words_of(process):
        try:
            return [word for word in (process / "cmdline").read_bytes().split(b"\0") if word]
        except OSError:
            return []

    def kill_guests(self):
        for entry in Path("/proc").glob("[0-9]*"):
            command = self.words_of(entry)
            if command and command[0] == EMULATOR.encode() and any(str(self.root).encode() in word for word in command):
                os.kill(int(entry.name), signal.SIGKILL)
                deadline = time.monotonic() + 10
                while self.words_of(entry) and time.monotonic() < deadline:
                    time.sleep(0.01)

    def make_pool(self, name, path):
        pool = self.connection.storagePoolDefineXML(
            f"<pool type='dir'><name>{name}</name><target><path>{path}</path></target></pool>")
        pool.build(0)
        pool.create(0)
        return pool

    def make(self, name, format_="raw", backing=None, size=1 << 20):
        stands_on = (f"<backingStore><path>{self.base}/pool/{backing[0]}</path><format type='{backing[1]}'/></backingStore>"
                     if backing else "")
        return self.pool.createXML(f"<volume><name>{name}</name><capacity>{size}</capacity><allocation>0</allocation>"
                                   f"<target><format type='{format_}'/></target>{stands_on}</volume>")

    def define(self, *disks, name="web"):
        return self.connection.defineXML(
            f"<domain type='qemu'><name>{name}</name><uuid>{uuid.uuid5(uuid.NAMESPACE_DNS, name)}</uuid>"
            "<memory unit='MiB'>16</memory>"
            "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
            f"<devices><controller type='usb' model='none'/><memballoon model='none'/>{''.join(disks)}</devices></domain>")

    def start(self, *disks, name="web"):
        domain = self.define(*disks, name=name)
        domain.createWithFlags(PAUSED)
        return domain

    @staticmethod
    def disks_of(domain, flags=0):
        return re.findall(r"<disk.*?</disk>", domain.XMLDesc(flags), re.S)

    def assert_refused(self, code, message, call, *arguments):
        with self.assertRaises(libvirt.libvirtError) as failed:
            call(*arguments)
        self.assertEqual(failed.exception.get_error_code(), code, failed.exception)
        self.assertRegex(str(failed.exception), message)

    def assert_in_use(self, call, *arguments, by="web"):
        self.assert_refused(libvirt.VIR_ERR_OPERATION_INVALID, f"in use by domain '{by}'", call, *arguments)


class VolumesAsDisks(Guests):
    def test_are_found_when_the_guest_starts(self):
        self.make("raw")
        self.make("base", "qcow2")
        self.make("top", "qcow2", ("base", "qcow2"), 4 << 20)
        domain = self.start(disk(volume("top"), format_="qcow2"), disk(volume("raw"), "hdc", "cdrom"))
        live = self.disks_of(domain)
        self.assertRegex(live[0], r"(?s)type='volume'.*<source pool='p' volume='top' index='2'/>\s*"
                         r"<backingStore type='file' index='3'>\s*<format type='qcow2'/>\s*"
                         rf"<source file='{self.base}/pool/base'/>\s*<backingStore/>\s*</backingStore>")
        self.assertRegex(live[1], r"<source pool='p' volume='raw' index='1'/>\s*<backingStore/>")
        inactive = self.disks_of(domain, libvirt.VIR_DOMAIN_XML_INACTIVE)
        self.assertIn("<source pool='p' volume='top'/>", inactive[0])
        self.assertNotIn("backingStore", inactive[0])
        self.assertEqual(domain.blockInfo("vda")[0], 4 << 20)
        self.assertEqual(domain.blockInfo(f"{self.base}/pool/top")[0], 4 << 20)
        self.assertEqual(domain.blockStats("vda")[0], 0)
        self.assertEqual(domain.blockPeek("hdc", 0, 4), bytes(4))
        domain.destroy()
        self.assertEqual(domain.blockInfo("vda")[0], 4 << 20)

    def test_are_told_apart_from_what_is_missing(self):
        self.make("raw")
        self.make_pool("off", self.base / "off").destroy()
        for source, code, message in (
                (volume("raw", "none"), libvirt.VIR_ERR_NO_STORAGE_POOL, "no storage pool with matching name 'none'"),
                (volume("none"), libvirt.VIR_ERR_NO_STORAGE_VOL, "no storage vol with matching name 'none'"),
                (volume("raw", "off"), libvirt.VIR_ERR_CONFIG_UNSUPPORTED,
                 "storage pool 'off' containing volume 'raw' is not active"),
                (volume("raw", more="mode='direct'"), libvirt.VIR_ERR_XML_ERROR, "only valid when storage pool is of iscsi"),
                (volume("raw", more="mode='host'"), libvirt.VIR_ERR_XML_ERROR, "only valid when storage pool is of iscsi")):
            domain = self.define(disk(source))
            self.assert_refused(code, message, domain.create)
            self.assertEqual(domain.isActive(), 0)

    def test_may_be_missing_when_their_policy_says_so(self):
        optional = volume("none", more="startupPolicy='optional'")
        events = []
        self.connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_DISK_CHANGE,
                                               lambda connection, domain, old, new, alias, reason, to:
                                               to.append((alias, old, new, reason)), events)
        domain = self.start(disk(optional), disk(optional, "hdc", "cdrom"), disk(optional, "fda", "floppy"),
                            disk(volume("x", "none", "startupPolicy='optional'"), "hdd", "cdrom"))
        while len(events) < 4:
            libvirt.virEventRunDefaultImpl()
        self.assertIn(("virtio-disk0", None, None, libvirt.VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START), events)
        self.assertIn(("ide0-1-0", None, None, libvirt.VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START), events)
        live = self.disks_of(domain)
        self.assertEqual(len(live), 3, "a disk is left out, a drive is empty")
        for drive in live:
            self.assertNotIn("<source", drive)
            self.assertIn("type='file'", drive)
        self.assertEqual(len(self.disks_of(domain, libvirt.VIR_DOMAIN_XML_INACTIVE)), 4)
        domain.destroy()
        requisite = self.define(disk(volume("none", more="startupPolicy='requisite'"), "hdc", "cdrom"))
        self.assert_refused(libvirt.VIR_ERR_NO_STORAGE_VOL, "none", requisite.create)

    def test_are_found_again_by_a_guest_that_was_saved(self):
        self.make("raw")
        disc = self.make("disc")
        domain = self.start(disk(volume("raw")),
                            disk(volume("disc", more="startupPolicy='requisite'"), "hdc", "cdrom"))
        domain.managedSave()
        disc.delete()
        domain.createWithFlags(PAUSED)
        live = self.disks_of(domain)
        self.assertIn("volume='raw' index='1'", live[0])
        self.assertNotIn("<source", live[1], "what must be there for a boot may be missing for one that goes on")

    def test_that_are_directories_are_given_as_fat(self):
        (self.base / "pool/folder").mkdir()
        self.pool.refresh()
        domain = self.define(disk(volume("folder")))
        self.assert_refused(libvirt.VIR_ERR_CONFIG_UNSUPPORTED, "requires use of storage format 'fat'", domain.create)
        domain = self.define(disk(volume("folder"), format_="fat"))
        self.assert_refused(libvirt.VIR_ERR_CONFIG_UNSUPPORTED, "can't be accessed in read-write mode", domain.create)
        domain = self.start(disk(volume("folder"), format_="fat", more="<readonly/>"))
        self.assertIn("volume='folder' index='1'", self.disks_of(domain)[0])

    def test_stand_in_the_command_of_the_guest(self):
        self.make("raw")
        xml = self.define(disk(volume("raw"))).XMLDesc(0)
        self.assertIn(f'"filename":"{self.base}/pool/raw"', self.connection.domainXMLToNative("qemu-argv", xml, 0))

    def test_are_there_for_guests_that_start_with_their_root(self):
        self.make("raw")
        self.pool.setAutostart(1)
        domain = self.define(disk(volume("raw")))
        domain.setAutostart(1)
        del domain  # which keeps the connection open
        self.open()
        self.assertEqual(self.connection.lookupByName("web").isActive(), 1)


class VolumesInUse(Guests):
    def setUp(self):
        super().setUp()
        self.make("base", "qcow2")
        self.make("middle", "qcow2", ("base", "qcow2"))
        self.make("top", "qcow2", ("middle", "qcow2"))
        self.make("raw", size=4 << 20)
        self.make("free")

    def use(self):
        return self.start(disk(volume("top"), format_="qcow2"),
                          disk(f"file='{self.base}/link/raw'", "vdb", kind="file", more="<shareable/>"),
                          disk(volume("free"), "hdc", "cdrom"))

    def link(self):
        (self.base / "link").symlink_to("pool")

    def look_up(self, name):
        return self.connection.storagePoolLookupByName("p").storageVolLookupByName(name)

    def assert_all_in_use(self):
        for name in ("top", "middle", "base", "raw", "free"):
            found = self.look_up(name)
            self.assert_in_use(found.delete)
            self.assert_in_use(found.wipe)
            self.assert_in_use(found.resize, 1 << 19, libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK)
            stream = self.connection.newStream()
            self.assert_in_use(found.upload, stream, 0, 0, 0)
            self.assertTrue((self.base / "pool" / name).exists())

    def test_are_kept_with_all_that_they_stand_on_until_the_guest_ends(self):
        self.link()
        domain = self.use()
        self.assert_all_in_use()
        self.look_up("raw").resize(8 << 20)
        self.assertEqual(self.look_up("raw").info()[1], 8 << 20)
        self.assert_in_use(self.look_up("top").resize, 8 << 20)
        domain.blockResize("vda", 8 << 20, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
        self.assertEqual(self.look_up("top").info()[1], 8 << 20)
        domain.destroy()
        for name in ("top", "middle", "base", "raw", "free"):
            self.look_up(name).delete()
        self.assertEqual(list((self.base / "pool").iterdir()), [])

    def test_are_kept_for_a_guest_of_an_earlier_process(self):
        self.link()
        script = ("import libvirt, sys, os\n"
                  "connection = libvirt.open(sys.argv[1])\n"
                  "connection.lookupByName('web').createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)\n"
                  "os.kill(os.getpid(), 9)\n")
        self.define(disk(volume("top"), format_="qcow2"),
                    disk(f"file='{self.base}/link/raw'", "vdb", kind="file", more="<shareable/>"),
                    disk(volume("free"), "hdc", "cdrom"))
        self.close()
        subprocess.run([sys.executable, "-c", script, f"qemu:///embed?root={self.root}"], check=False)
        self.open()
        domain = self.connection.lookupByName("web")
        self.assertEqual(domain.isActive(), 1)
        self.assertIn("volume='top' index='3'", self.disks_of(domain)[0])
        self.assert_all_in_use()
        domain.destroy()
        self.look_up("base").delete()

    def test_are_kept_when_their_pool_is_to_go(self):
        self.link()
        domain = self.use()
        self.pool.destroy()
        self.assert_in_use(self.pool.delete, 0)
        domain.destroy()

    def test_are_kept_for_a_guest_of_another_root(self):
        self.link()
        self.use()
        other = libvirt.open(f"qemu:///embed?root={self.base}/other")
        self.addCleanup(other.close)
        pool = other.storagePoolCreateXML(
            f"<pool type='dir'><name>theirs</name><target><path>{self.base}/link</path></target></pool>")
        self.assert_in_use(pool.storageVolLookupByName("base").delete)
        # Nobody in this process knows the guest any more, but its locks do.
        self.close()
        self.assert_refused(libvirt.VIR_ERR_OPERATION_INVALID, "another program", pool.storageVolLookupByName("top").delete)

    def test_are_free_again_after_a_start_that_failed(self):
        (self.base / "pool/top").write_bytes(b"no image")
        domain = self.define(disk(volume("top"), format_="qcow2"))
        self.assert_refused(libvirt.VIR_ERR_INTERNAL_ERROR, "not in qcow2 format", domain.create)
        self.look_up("top").delete()
        self.assert_refused(libvirt.VIR_ERR_NO_STORAGE_VOL, "top", domain.create)

    def test_cannot_be_started_with_while_they_are_written_to(self):
        stream = self.connection.newStream()
        self.look_up("free").upload(stream, 0, 0, 0)
        domain = self.define(disk(volume("free")))
        self.assert_refused(libvirt.VIR_ERR_OPERATION_INVALID, "being changed by storage pool 'p'", domain.create)
        stream.finish()
        domain.createWithFlags(PAUSED)

    def test_whose_chain_is_broken_are_refused(self):
        self.look_up("base").delete()
        domain = self.define(disk(volume("top"), format_="qcow2"))
        self.assert_refused(libvirt.VIR_ERR_SYSTEM_ERROR, "base.*does not exist", domain.create)


if __name__ == "__main__":
    unittest.main()
