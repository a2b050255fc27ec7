#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Targets that are mounted already, and devices that are in use or hold something, where the host's own kernel suffices: on loop
devices, in a mount namespace of its own. Volume groups and real disks are in the lab."""
import os
import shutil
import subprocess
import unittest

import own_mounts
from page import MIB, Page, volume_document

import libvirt

OVERWRITE = libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE
NO_OVERWRITE = libvirt.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE
LVM = b"\0" * 512 + b"LABELONE" + (1).to_bytes(8, "little") + b"\0\0\0\0" + (32).to_bytes(4, "little") + b"LVM2 001"

needs_ext4 = unittest.skipUnless(shutil.which("mkfs.ext4", path="/usr/sbin:/sbin"), "mkfs.ext4 (e2fsprogs) is not installed")
needs_parted = unittest.skipUnless(shutil.which("parted", path="/usr/sbin:/sbin"), "parted is not installed")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Devices(Page):
    def device(self, name="disk"):
        with open(self.base / name, "wb") as opened:
            opened.truncate(64 * MIB)
        made = subprocess.run(["losetup", "--find", "--show", str(self.base / name)], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            self.skipTest(f"no loop device can be had: {made.stderr}")
        device = made.stdout.strip()
        self.addCleanup(run, "losetup", "--detach", device)
        return device

    def formatted(self, name="disk", label="theirs"):
        device = self.device(name)
        run("mkfs.ext4", "-q", "-L", label, device)
        return device

    def mounted(self, device, path):
        path.mkdir(exist_ok=True)
        run("mount", device, str(path))
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(path)], check=False, stderr=subprocess.DEVNULL)
        return path

    def define_alone(self, document):
        """A pool whose device no other one has."""
        for pool in self.connection.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE):
            pool.undefine()
        return self.define(document)

    def file_system_pool(self, device, kind="ext4"):
        return self.define_alone(f"<pool type='fs'><name>f</name><source><device path='{device}'/><format type='{kind}'/></source>"
                                 f"<target><path>{self.base}/mnt</path></target></pool>")

    def disk_pool(self, device, kind="gpt"):
        return self.define_alone(f"<pool type='disk'><name>d</name><source><device path='{device}'/><format type='{kind}'/></source>"
                                 "<target><path>/dev</path></target></pool>")

    @staticmethod
    def start_of(device):
        with open(device, "rb") as opened:
            return opened.read(MIB)

    def mounts(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as lines:
            return sum(line.split()[4].startswith(str(self.base)) for line in lines)


@needs_ext4
class Targets(Devices):
    def test_that_hold_the_pools_own_file_system_already_are_taken_over(self):
        device = self.formatted()
        self.mounted(device, self.base / "mnt")
        (self.base / "mnt" / "v").write_bytes(b"volume")
        pool = self.file_system_pool(device)
        pool.create()
        self.assertIn("v", pool.listVolumes())
        self.assertEqual(self.mounts(), 1)
        pool.destroy()
        self.assertEqual(self.mounts(), 0)

    def test_that_hold_another_file_system_are_left_alone(self):
        theirs = self.mounted(self.formatted("theirs"), self.base / "mnt")
        (theirs / "kept").write_bytes(b"kept")
        pool = self.file_system_pool(self.formatted("ours"))
        self.refused("where pool 'f' would be: unmount it first", pool.create)
        self.assertFalse(pool.isActive())
        self.refused("", pool.delete)
        self.assertEqual((theirs / "kept").read_bytes(), b"kept")
        self.assertEqual(self.mounts(), 1)

    def test_that_somebody_mounted_over_serve_no_volumes(self):
        pool = self.file_system_pool(self.formatted("ours"))
        pool.build()
        pool.create()
        volume = pool.createXML(volume_document("v"))
        self.mounted(self.formatted("theirs"), self.base / "mnt")
        for call in (pool.refresh, lambda: pool.createXML(volume_document("w")), volume.delete, lambda: volume.resize(2 * MIB),
                     volume.wipe, volume.info):
            self.refused("unmount it first", call)
        self.assertNotIn("w", os.listdir(self.base / "mnt"))
        run("umount", str(self.base / "mnt"))
        self.assertIn("v", os.listdir(self.base / "mnt"))

    def test_that_somebody_unmounted_serve_no_volumes(self):
        pool = self.file_system_pool(self.formatted())
        pool.build()
        pool.create()
        volume = pool.createXML(volume_document("v"))
        run("umount", str(self.base / "mnt"))
        (self.base / "mnt" / "v").write_bytes(b"below the mount")
        for call in (lambda: pool.createXML(volume_document("w")), volume.delete, volume.wipe, volume.XMLDesc,
                     lambda: volume.upload(self.connection.newStream(), 0, 0),
                     lambda: volume.download(self.connection.newStream(), 0, 0)):
            self.refused("is not mounted", call)
        self.assertEqual((self.base / "mnt" / "v").read_bytes(), b"below the mount")
        self.assertEqual(os.listdir(self.base / "mnt"), ["v"])

    def test_may_be_links_to_directories(self):
        device = self.formatted()
        (self.base / "real").mkdir()
        (self.base / "mnt").symlink_to("real")
        pool = self.file_system_pool(device)
        pool.build()
        pool.create()
        self.assertIn("lost+found", os.listdir(self.base / "real"))
        pool.destroy()
        self.assertEqual(os.listdir(self.base / "real"), [])


class HeldDevices(Devices):
    """What is on them is kept, unless it may be overwritten; what is in use is kept whatever may be overwritten."""

    def assert_kept(self, device, words, build, flags):
        before = self.start_of(device)
        self.refused(words, build, flags)
        self.assertEqual(self.start_of(device), before)

    @needs_ext4
    def test_with_a_file_system_take_the_flag_to_be_overwritten(self):
        device = self.formatted()
        self.assert_kept(device, "holds 'ext4' with the label 'theirs'", self.file_system_pool(device).build, NO_OVERWRITE)
        for kind in ("gpt", "dos"):
            self.assert_kept(device, "ext4", self.disk_pool(device, kind).build, 0)
            self.assert_kept(device, "ext4", self.disk_pool(device, kind).build, NO_OVERWRITE)

    @needs_ext4
    def test_that_lvm_has_prepared_take_the_flag_to_be_overwritten(self):
        device = self.device()
        with open(device, "r+b") as opened:
            opened.write(LVM)
        if "LVM2_member" not in run("wipefs", "--no-act", "--output", "TYPE", device):
            self.skipTest("util-linux sees no label of LVM in what was written here")
        self.assert_kept(device, "LVM2_member", self.file_system_pool(device).build, NO_OVERWRITE)
        self.assert_kept(device, "LVM2_member", self.disk_pool(device).build, 0)

    @needs_parted
    def test_with_a_partition_table_take_the_flag_to_be_overwritten(self):
        device = self.device()
        run("parted", "--script", device, "mklabel", "gpt")
        self.assert_kept(device, "gpt", self.file_system_pool(device).build, NO_OVERWRITE)
        self.assert_kept(device, "", self.disk_pool(device, "dos").build, 0)
        self.assert_kept(device, "already formatted using 'gpt'", self.disk_pool(device, "gpt").build, 0)

    @needs_ext4
    def test_that_are_mounted_are_never_built_on(self):
        device = self.formatted()
        theirs = self.mounted(device, self.base / "theirs")
        (theirs / "kept").write_bytes(b"kept")
        run("sync", "--file-system", str(theirs))
        for pool in (self.file_system_pool, self.disk_pool):
            self.refused("", pool(device).build, NO_OVERWRITE)
        self.refused("in use", self.file_system_pool(device).build, OVERWRITE)
        self.refused("in use", self.disk_pool(device).build, OVERWRITE)
        self.refused("in use", self.disk_pool(device).delete)
        self.assertEqual((theirs / "kept").read_bytes(), b"kept")
        run("umount", str(theirs))
        run("fsck.ext4", "-fn", device)

    @needs_ext4
    def test_that_are_no_block_devices_are_never_touched(self):
        plain = self.base / "plain"
        plain.write_bytes(b"kept")
        for path in (str(plain), "/dev/null", "/dev/zero", str(self.base), "relative", "loop0", f"{self.base}/none"):
            with self.subTest(path):
                for pool in (self.file_system_pool, self.disk_pool):
                    self.refused("", pool(path).build, OVERWRITE)
                    self.refused("", pool(path).create)
        self.assertEqual(plain.read_bytes(), b"kept")


@needs_parted
class FullTables(Devices):
    """A partition that there is no room for leaves the table as it was; so does one whose name would be another's."""

    def built(self, kind):
        pool = self.disk_pool(self.device(), kind)
        pool.build()
        pool.create()
        return pool

    def assert_unchanged(self, pool, words, call, *arguments):
        device = self.document(pool).find("source/device").get("path")
        before = self.start_of(device)
        volumes = sorted(pool.listVolumes())
        self.refused(words, call, *arguments)
        self.assertEqual(sorted(pool.listVolumes()), volumes)
        self.assertEqual(self.names(pool), volumes)
        self.assertEqual(self.start_of(device), before)

    def test_without_room_make_and_copy_nothing(self):
        pool = self.built("gpt")
        first = os.path.basename(self.document(pool).find("source/device").get("path")) + "p1"
        source = self.directory().createXML(volume_document("large", 100 * MIB, 0))
        self.assert_unchanged(pool, "no free extent holds", pool.createXML, volume_document(first, 65 * MIB))
        self.assert_unchanged(pool, "no free extent holds", pool.createXMLFrom, volume_document(first, 0), source)

    def test_of_four_partitions_take_no_fifth(self):
        pool = self.built("dos")
        device = os.path.basename(self.document(pool).find("source/device").get("path"))
        for number in range(1, 5):
            pool.createXML(volume_document(f"{device}p{number}", MIB))
        self.assert_unchanged(pool, "all 4 partitions", pool.createXML, volume_document(f"{device}p5", MIB))

    def test_make_no_partition_of_another_name(self):
        pool = self.built("gpt")
        for name in ("a/b", "../x", "-x", "--help", "sda1", "loop99p1", "n" * 300, "ü", "a&#10;b"):
            with self.subTest(name):
                self.assert_unchanged(pool, "invalid partition name", pool.createXML, volume_document(name, MIB))


if __name__ == "__main__":
    own_mounts.enter("using loop devices")
    unittest.main()
