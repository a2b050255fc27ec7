#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A tool that is missing: the error names it and the Debian package that has it, and nothing half-made is left."""
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from hostile_images_test import qcow2
import own_mounts
from page import MIB, Page, volume_document

import libvirt

TREE = Path(__file__).resolve().parents[2]
FOLDERS = ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
# Every tool that a backend starts, and whose it is. Those of packages that are not installed where this runs were looked up in Debian 12.
PACKAGES = {
    "coreutils": {"stat"},
    "mount": {"umount"},
    "util-linux": {"partx", "setpriv", "wipefs"},
    "udev": {"udevadm"},
    "qemu-utils": {"qemu-img"},
    "e2fsprogs": {"mkfs.ext2", "mkfs.ext3", "mkfs.ext4"},
    "udftools": {"mkfs.udf"},
    "gfs2-utils": {"mkfs.gfs2"},
    "dosfstools": {"mkfs.vfat"},
    "hfsprogs (not in Debian 12)": {"mkfs.hfsplus"},
    "xfsprogs": {"mkfs.xfs"},
    "ocfs2-tools": {"mkfs.ocfs2"},
    "nfs-common": {"mount.nfs", "showmount"},
    "cifs-utils": {"mount.cifs"},
    "glusterfs-client": {"mount.glusterfs"},
    "lvm2": {"lvchange", "lvcreate", "lvextend", "lvreduce", "lvremove", "lvs", "pvremove", "pvs", "vgchange", "vgcreate",
             "vgremove", "vgs"},
    "parted": {"parted"},
    "open-iscsi": {"iscsiadm"},
}
# A list of arguments begins with its tool.
STARTS = re.compile(r'(?:Arguments \w+ = \{|return \{|argv = \{|Invocation invocation\{\{|\n\s*\{|run\(\{\{|report\(|tool_path\(|begin\(\), )'
                    r'"([a-z][a-z0-9.-]+)"(?=, "-|, command, "-q"|, "settle"|, \w+_fields|\))')


def paths_of(tool):
    return [path for path in (f"{folder}/{tool}" for folder in FOLDERS) if os.path.exists(path)]


class EveryTool(unittest.TestCase):
    def test_is_in_the_table(self):
        """And the table has no other: this finds them in the sources, where tables of tools name the package beside the tool."""
        told = set()
        for folder in (TREE / "plugins/storage", TREE / "sdk/kit"):
            for source in folder.rglob("*.cpp"):
                if "tests" in source.parts or "testing" in source.parts:
                    continue
                text = source.read_text(encoding="utf-8")
                told |= set(STARTS.findall(text))
                told |= {tool for tool, package in re.findall(r'"((?:mkfs|mount)\.[a-z0-9]+)", "([^"]+)"', text)
                         if tool in PACKAGES.get(package, ())}
        self.assertEqual(sorted(told), sorted(tool for tools in PACKAGES.values() for tool in tools))

    @unittest.skipUnless(shutil.which("dpkg-query"), "dpkg-query (dpkg) is not installed")
    def test_is_in_its_package(self):
        for package, tools in PACKAGES.items():
            listed = subprocess.run(["dpkg-query", "--listfiles", package], capture_output=True, text=True, check=False)
            if listed.returncode != 0:
                continue  # it is not installed
            files = set(listed.stdout.splitlines())
            for tool in tools:
                with self.subTest(tool):
                    self.assertTrue(any(f"{folder}/{tool}" in files for folder in FOLDERS), package)


class MissingTools(Page):
    def without(self, tool, call, *arguments):
        """What is refused while that tool is not there."""
        hidden = []
        for path in paths_of(tool):
            real = os.path.realpath(path)
            if real not in hidden:
                subprocess.run(["mount", "--bind", "/dev/null", real], check=True)
                hidden.append(real)
        try:
            with self.subTest(tool):
                error = self.refused(f"this host has no '{tool}'", call, *arguments)
                package = next(package for package, tools in PACKAGES.items() if tool in tools)
                self.assertIn(f"install the package {package}", str(error))
        finally:
            for path in hidden:
                subprocess.run(["umount", path], check=True)

    def test_make_convert_and_resize_no_image(self):
        pool = self.directory()
        raw = pool.createXML(volume_document("raw"))
        (self.base / "files" / "image").write_bytes(qcow2())
        pool.refresh()
        image = pool.storageVolLookupByName("image")
        for call in (lambda: pool.createXML(volume_document("new", file_format="qcow2")),
                     lambda: pool.createXMLFrom(volume_document("new", file_format="qcow2"), raw),
                     lambda: pool.createXMLFrom(volume_document("new"), image),
                     lambda: image.resize(16 * MIB)):
            self.without("qemu-img", call)
            self.assertEqual(self.names(pool), ["image", "raw"])
        self.assertEqual(sorted(os.listdir(self.base / "files")), ["image", "raw"])

    def test_mount_no_network_file_system_and_find_none(self):
        for kind, tool in (("nfs", "mount.nfs"), ("auto", "mount.nfs"), ("cifs", "mount.cifs"), ("glusterfs", "mount.glusterfs")):
            pool = self.define(f"<pool type='netfs'><name>n</name><source><host name='127.0.0.1'/><dir path='/x'/><format type='{kind}'/>"
                               f"</source><target><path>{self.base}/mnt</path></target></pool>")
            pool.build()
            self.without(tool, pool.create)
            self.assertFalse(pool.isActive())
            pool.undefine()
        self.without("showmount", self.connection.findStoragePoolSources, "netfs",
                     "<source><host name='127.0.0.1'/></source>")

    def test_find_no_iscsi_target_and_log_in_to_none(self):
        iqn = "iqn.2004-04.example:t"
        pool = self.define(f"<pool type='iscsi'><name>i</name><source><host name='127.0.0.1'/><device path='{iqn}'/></source>"
                           "<target><path>/dev/disk/by-path</path></target></pool>")
        self.without("iscsiadm", pool.create)
        self.without("iscsiadm", self.connection.findStoragePoolSources, "iscsi",
                     "<source><host name='127.0.0.1'/></source>")

    def test_find_no_volume_group_and_start_none(self):
        pool = self.define("<pool type='logical'><name>modvirt-none</name><source><name>modvirt-none</name></source></pool>")
        for call in (pool.create, lambda: self.connection.findStoragePoolSources("logical", None)):
            with self.subTest(call):
                lvm = paths_of("lvm")[:1]  # all of its tools are links to that
                for path in lvm:
                    subprocess.run(["mount", "--bind", "/dev/null", path], check=True)
                try:
                    error = self.refused("this host has no", call)
                finally:
                    for path in lvm:
                        subprocess.run(["umount", path], check=True)
                self.assertIn("install the package lvm2", str(error))

    def device(self):
        """A block device that holds nothing."""
        file = self.base / "disk"
        with open(file, "wb") as opened:
            opened.truncate(64 * MIB)
        made = subprocess.run(["losetup", "--find", "--show", str(file)], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            self.skipTest(f"no loop device can be had: {made.stderr}")
        device = made.stdout.strip()
        self.addCleanup(subprocess.run, ["losetup", "--detach", device], check=True)
        return device

    def test_make_no_file_system(self):
        device = self.device()
        made_by = {"ext2": "mkfs.ext2", "ext3": "mkfs.ext3", "ext4": "mkfs.ext4", "udf": "mkfs.udf", "gfs2": "mkfs.gfs2",
                   "vfat": "mkfs.vfat", "hfs+": "mkfs.hfsplus", "xfs": "mkfs.xfs", "ocfs2": "mkfs.ocfs2"}
        for kind, tool in made_by.items():
            pool = self.define(f"<pool type='fs'><name>f</name><source><device path='{device}'/><format type='{kind}'/></source>"
                               f"<target><path>{self.base}/mnt</path></target></pool>")
            self.without(tool, pool.build, libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE)
            self.without(tool, pool.build, libvirt.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE)
            pool.undefine()

    @unittest.skipUnless(paths_of("parted"), "parted is not installed")
    def test_make_and_read_no_partition_table(self):
        device = self.device()
        pool = self.define(f"<pool type='disk'><name>d</name><source><device path='{device}'/><format type='gpt'/></source>"
                           "<target><path>/dev</path></target></pool>")
        self.without("wipefs", pool.build)
        self.without("wipefs", pool.build, libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE)
        self.without("parted", pool.build)
        self.without("parted", pool.create)
        pool.build()
        self.without("partx", pool.create)
        self.assertFalse(pool.isActive())

    @unittest.skipUnless(paths_of("lvm"), "lvm2 is not installed")
    def test_build_no_volume_group(self):
        device = self.device()
        pool = self.define(f"<pool type='logical'><name>modvirt-none</name><source><device path='{device}'/>"
                           "<name>modvirt-none</name></source></pool>")
        self.without("wipefs", pool.build)
        self.without("wipefs", pool.build, libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE)

    def test_are_not_missed_where_they_are_a_help_only(self):
        """setpriv ends qemu-img with its caller; what it makes is as good without."""
        if not paths_of("qemu-img"):
            self.skipTest("qemu-img (qemu-utils) is not installed")
        pool = self.directory()
        path = os.path.realpath(shutil.which("setpriv"))
        subprocess.run(["mount", "--bind", "/dev/null", path], check=True)
        try:
            pool.createXML(volume_document("new", file_format="qcow2"))
        finally:
            subprocess.run(["umount", path], check=True)


if __name__ == "__main__":
    own_mounts.enter("hiding tools")
    unittest.main()
