#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A volume that is replaced between the pool's last look and a call: no file outside of the pool is read, changed or deleted,
no call waits for what it finds, and each says what is there instead."""
import os
import shutil
import socket
import time
import unittest

from page import MIB, Page, volume_document

import libvirt

SECRET = b"nobody's business " * 300
GUEST = """<domain type='qemu'><name>guest</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os>
<devices><disk type='volume' device='disk'><driver name='qemu' type='raw'/><source pool='files' volume='v'/>
<target dev='vda' bus='virtio'/></disk></devices></domain>"""
LONGEST_S = 5  # that a call may take; each does nearly nothing

needs_qemu_img = unittest.skipUnless(shutil.which("qemu-img"), "qemu-img (qemu-utils) is not installed")


def bind_socket(path):
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


class Replaced(Page):
    def setUp(self):
        super().setUp()
        self.secret = self.base / "secret"
        self.other = self.base / "other"
        self.other.mkdir()
        self.pool = self.directory()
        self.path = self.base / "files" / "v"

    # What may be there instead, each with a word that the error has.
    def replacements(self):
        return {
            "a link to a file": ("leads out of the pool", lambda: self.path.symlink_to(self.secret)),
            "a link to a device": ("leads out of the pool", lambda: self.path.symlink_to("/dev/null")),
            "a link to a directory": ("leads out of the pool", lambda: self.path.symlink_to(self.other)),
            "a link into /proc": ("leads out of the pool", lambda: self.path.symlink_to("/proc/self/environ")),
            "a link to nothing outside": ("leads out of the pool", lambda: self.path.symlink_to(self.base / "nowhere")),
            "a link to nothing": ("", lambda: self.path.symlink_to("nowhere")),
            "a link to itself": ("link", lambda: self.path.symlink_to("v")),
            "a named pipe": ("named pipe", lambda: os.mkfifo(self.path)),
            "a socket": ("socket", lambda: bind_socket(self.path)),
        }

    def upload(self, volume):
        stream = self.connection.newStream()
        try:
            volume.upload(stream, 0, 0)
            stream.send(b"uploaded")
            stream.finish()
        except libvirt.libvirtError:
            self.abort(stream)
            raise

    def download(self, volume):
        stream = self.connection.newStream()
        try:
            volume.download(stream, 0, 0)
            self.assertNotIn(SECRET[:8], stream.recv(64))
            stream.finish()
        except libvirt.libvirtError:
            self.abort(stream)
            raise

    @staticmethod
    def abort(stream):
        try:
            stream.abort()
        except libvirt.libvirtError:
            pass  # it was never begun

    def clone(self, volume, file_format="raw"):
        self.pool.createXMLFrom(volume_document("copy", 0, file_format=file_format), volume)

    def calls(self):
        calls = {
            "info": lambda volume: volume.info(),
            "document": lambda volume: volume.XMLDesc(),
            "resize": lambda volume: volume.resize(2 * MIB),
            "shrink": lambda volume: volume.resize(1, libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK),
            "wipe": lambda volume: volume.wipe(),
            "upload": self.upload,
            "download": self.download,
            "clone": self.clone,
            "delete": lambda volume: volume.delete(),
            "delete zeroed": lambda volume: volume.delete(libvirt.VIR_STORAGE_VOL_DELETE_ZEROED),
        }
        if shutil.which("qemu-img"):
            calls["convert"] = lambda volume: self.clone(volume, "qcow2")
        return calls

    def volume(self):
        """As the pool saw it last."""
        self.path.unlink(missing_ok=True)
        self.path.write_bytes(bytes(8192))
        self.pool.refresh()
        return self.pool.storageVolLookupByName("v")

    def test_by_what_is_no_volume_is_refused_by_every_call(self):
        for what, (words, replace) in self.replacements().items():
            for name, call in self.calls().items():
                with self.subTest(f"{what}: {name}"):
                    self.secret.write_bytes(SECRET)
                    volume = self.volume()
                    self.path.unlink()
                    replace()
                    began = time.monotonic()
                    self.refused(words or "v", call, volume)
                    self.assertLess(time.monotonic() - began, LONGEST_S)
                    self.assertEqual(self.secret.read_bytes(), SECRET)
                    self.assertEqual(list(self.other.iterdir()), [])
                    self.assertTrue(os.path.lexists(self.path))
                    self.assertEqual(sorted(os.listdir(self.path.parent)), ["v"])

    def test_by_what_is_no_volume_is_listed_no_more(self):
        for what, (_, replace) in self.replacements().items():
            with self.subTest(what):
                self.volume()
                self.path.unlink()
                replace()
                self.assertEqual(self.names(self.pool), [])

    def test_by_a_directory_keeps_what_is_in_it(self):
        for name, call in self.calls().items():
            with self.subTest(name):
                volume = self.volume()
                self.path.unlink()
                self.path.mkdir()
                (self.path / "kept").write_bytes(b"kept")
                if name in ("info", "document"):
                    self.assertEqual(volume.info()[0], libvirt.VIR_STORAGE_VOL_DIR)
                else:
                    self.refused("directory" if name not in ("resize", "shrink") else "is no file", call, volume)
                self.assertEqual((self.path / "kept").read_bytes(), b"kept")
                shutil.rmtree(self.path)

    def test_by_another_file_is_the_other_file(self):
        volume = self.volume()
        self.path.unlink()
        self.path.write_bytes(b"x" * 3 * MIB)
        self.assertEqual(volume.info()[1], 3 * MIB)
        volume.resize(4 * MIB)
        self.assertEqual(self.path.stat().st_size, 4 * MIB)
        volume.delete()
        self.assertEqual(self.names(self.pool), [])

    def test_by_nothing_is_gone(self):
        for name, call in self.calls().items():
            with self.subTest(name):
                volume = self.volume()
                self.path.unlink()
                self.refused("v", call, volume)
                self.assertEqual(os.listdir(self.path.parent), [])

    def test_by_a_link_to_a_neighbour_stands_for_that(self):
        volume = self.volume()
        (self.path.parent / "neighbour").write_bytes(bytes(100))
        self.path.unlink()
        self.path.symlink_to("neighbour")
        self.assertEqual(volume.info()[1], 100)
        self.upload(volume)
        self.assertEqual((self.path.parent / "neighbour").read_bytes()[:8], b"uploaded")
        volume.delete()
        self.assertEqual(self.names(self.pool), ["neighbour"])

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "qemu-system-x86_64 (qemu-system-x86) is not installed")
    def test_is_no_disk_of_a_guest(self):
        self.secret.write_bytes(SECRET)
        for what, (words, replace) in self.replacements().items():
            with self.subTest(what):
                self.volume()
                self.path.unlink()
                replace()
                self.refused(words or "v", self.connection.createXML, GUEST, libvirt.VIR_DOMAIN_START_PAUSED)
                self.assertEqual(self.connection.listAllDomains(), [])
        self.assertEqual(self.secret.read_bytes(), SECRET)

    @needs_qemu_img
    def test_as_a_backing_file_is_refused(self):
        for what in ("a named pipe", "a link to a device", "a link to itself", "a socket"):
            with self.subTest(what):
                volume = self.volume()
                self.path.unlink()
                self.replacements()[what][1]()
                backing = f"<backingStore><path>{volume.path()}</path><format type='raw'/></backingStore>"
                self.refused("inaccessible backing store", self.pool.createXML,
                             volume_document("over", file_format="qcow2", more=backing))
                self.assertEqual(os.listdir(self.path.parent), ["v"])


if __name__ == "__main__":
    unittest.main()
