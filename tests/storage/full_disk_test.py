#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk that is full in the middle of a call: nothing half-made is left or listed, and what was there is as it was."""
import os
import shutil
import subprocess
import unittest

import own_mounts
from page import MIB, Page, volume_document

import libvirt

SIZE = 24 * MIB  # of the disk
LUKS = ("<volume><name>{}</name><capacity>{}</capacity><target><format type='raw'/><encryption format='luks'>"
        "<secret type='passphrase' uuid='{}'/></encryption></target></volume>")
FULL = "No space left on device"

needs_qemu_img = unittest.skipUnless(shutil.which("qemu-img"), "qemu-img (qemu-utils) is not installed")


class FullDisk(Page):
    def setUp(self):
        super().setUp()
        self.home = self.base / "files"
        self.home.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "tmpfs", str(self.home)], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.home)], check=True)
        self.pool = self.directory()

    def free(self):
        status = os.statvfs(self.home)
        return status.f_bavail * status.f_frsize

    def fill(self, name="filler", leave=MIB):
        with open(self.home / name, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, self.free() - leave)
        self.pool.refresh()

    def assert_unchanged(self, call, *arguments, words=FULL):
        """It fails, and leaves the directory and what is told of it as they were."""
        before = {name: os.stat(self.home / name).st_size for name in os.listdir(self.home)}
        room = self.free()
        self.refused(words, call, *arguments)
        self.assertEqual({name: os.stat(self.home / name).st_size for name in os.listdir(self.home)}, before)
        self.assertEqual(sorted(self.pool.listVolumes()), sorted(before))
        self.assertEqual(self.names(self.pool), sorted(before))
        self.assertGreaterEqual(self.free(), room)

    def test_creates_no_raw_volume(self):
        self.assert_unchanged(self.pool.createXML, volume_document("v", 2 * SIZE))
        self.assert_unchanged(self.pool.createXML, volume_document("v", 4 * SIZE, 2 * SIZE))

    @needs_qemu_img
    def test_creates_no_qcow2_volume(self):
        self.fill(leave=4096)
        self.assert_unchanged(self.pool.createXML, volume_document("v", SIZE, file_format="qcow2"))

    @needs_qemu_img
    def test_preallocates_no_qcow2_volume(self):
        self.assert_unchanged(self.pool.createXML, volume_document("v", 2 * SIZE, file_format="qcow2"),
                              libvirt.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA)

    def test_copies_no_raw_volume(self):
        source = self.pool.createXML(volume_document("a", 15 * MIB))
        (self.home / "a").write_bytes(b"x" * 15 * MIB)
        self.assert_unchanged(self.pool.createXMLFrom, volume_document("b", 0), source)
        self.assert_unchanged(self.pool.createXMLFrom, volume_document("b", 0, 0), source)

    @needs_qemu_img
    def test_converts_no_volume(self):
        source = self.pool.createXML(volume_document("a", 15 * MIB))
        (self.home / "a").write_bytes(os.urandom(15 * MIB))
        self.assert_unchanged(self.pool.createXMLFrom, volume_document("b", 0, file_format="qcow2"), source)

    @needs_qemu_img
    def test_encrypts_no_volume(self):  # the only one of LUKS, as making that takes seconds
        secret = self.connection.secretDefineXML("<secret ephemeral='yes' private='yes'/>")
        secret.setValue(b"open sesame")
        source = self.pool.createXML(volume_document("a", 15 * MIB))
        (self.home / "a").write_bytes(os.urandom(15 * MIB))
        self.assert_unchanged(self.pool.createXMLFrom, LUKS.format("b", 0, secret.UUIDString()), source)

    def test_grows_no_volume(self):
        volume = self.pool.createXML(volume_document("a", MIB))
        self.assert_unchanged(volume.resize, 2 * SIZE, libvirt.VIR_STORAGE_VOL_RESIZE_ALLOCATE, words="")
        self.assertEqual(volume.info()[1], MIB)

    def test_ends_an_upload_and_keeps_the_volume_usable(self):
        volume = self.pool.createXML(volume_document("a", 2 * SIZE, 0))
        stream = self.connection.newStream()
        volume.upload(stream, 0, 0)
        with self.assertRaises(libvirt.libvirtError) as caught:
            for _ in range(2 * SIZE // MIB):
                stream.send(b"x" * MIB)
            stream.finish()
        self.assertIn(FULL, str(caught.exception))
        stream.abort()
        self.assertEqual(self.names(self.pool), ["a"])
        self.assertEqual(volume.info()[1], 2 * SIZE)
        volume.delete()
        self.assertEqual(self.names(self.pool), [])
        self.assertGreater(self.free(), SIZE - MIB)

    def test_is_told_by_the_pool(self):
        self.fill(leave=0)
        self.assertEqual(self.pool.info()[3], 0)
        self.assertEqual(self.document(self.pool).find("available").text, "0")


if __name__ == "__main__":
    own_mounts.enter("mounting a small disk")
    unittest.main()
