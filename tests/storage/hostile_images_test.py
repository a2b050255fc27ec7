#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Images whose headers somebody wrote to do harm: each call answers at once, and opens nothing that it should not."""
import os
import shutil
import socket
import struct
import time
import unittest

from page import HEADERS, MIB, Page, volume_document

import libvirt

LONGEST_S = 5  # that a call may take; each looks at a few headers

needs_qemu_img = unittest.skipUnless(shutil.which("qemu-img"), "qemu-img (qemu-utils) is not installed")


def qcow2(backing=b"", backing_format=b"", size=8 * MIB, **fields):
    """A whole image of version 3 without data, that stands on whatever is said."""
    extension = struct.pack(">II", 0xE2792ACA, len(backing_format)) + backing_format.ljust((len(backing_format) + 7) // 8 * 8, b"\0") \
        if backing_format else b""
    rest = extension + bytes(8)
    header = {"version": 3, "cluster_bits": 16, "crypt": 0, "l1_size": 1, "l1": 3 << 16, "refcounts": 1 << 16, "refcount_clusters": 1,
              "backing_offset": 104 + len(rest) if backing else 0, "backing_size": len(backing), **fields}
    start = struct.pack(">4sIQIIQIIQQIIQQQQII", b"QFI\xfb", header["version"], header["backing_offset"], header["backing_size"],
                        header["cluster_bits"], size, header["crypt"], header["l1_size"], header["l1"], header["refcounts"],
                        header["refcount_clusters"], 0, 0, 0, 0, 0, 4, 104)
    counts = struct.pack(">Q", 2 << 16).ljust(65536, b"\0") + struct.pack(">HHHH", 1, 1, 1, 1).ljust(65536, b"\0")
    return (start + rest + backing).ljust(65536, b"\0") + counts + bytes(65536)


class Images(Page):
    def setUp(self):
        super().setUp()
        self.home = self.base / "files"
        self.pool = self.directory()

    def put(self, name, contents):
        (self.home / name).write_bytes(contents)
        self.pool.refresh()
        return self.pool.storageVolLookupByName(name)

    def backing_path(self, volume):
        return self.document(volume).find("backingStore/path").text

    def quickly(self, call, *arguments):
        began = time.monotonic()
        try:
            return call(*arguments)
        finally:
            self.assertLess(time.monotonic() - began, LONGEST_S)

    def convert(self, volume):
        return self.pool.createXMLFrom(volume_document("copy", 0), volume)

    def assert_handled(self, volume, backing):
        """It is told, and is deleted alone."""
        self.assertEqual(self.quickly(volume.info)[1], 8 * MIB)
        self.assertEqual(self.quickly(self.backing_path, volume), backing)
        self.quickly(self.pool.refresh)
        name = volume.name()
        others = sorted(set(os.listdir(self.home)) - {name})
        self.quickly(volume.delete)
        self.assertEqual(sorted(os.listdir(self.home)), others)


class Chains(Images):
    @needs_qemu_img
    def test_that_lead_back_to_themselves_are_told_and_not_followed(self):
        for length in (1, 2, 3):
            with self.subTest(length):
                for at in range(length):
                    next_one = f"{self.home}/{(at + 1) % length}".encode()
                    volume = self.put(str(at), qcow2(next_one, b"qcow2"))
                below = self.put("below", qcow2(f"{self.home}/0".encode(), b"qcow2"))
                for start in (volume, below):
                    self.quickly(self.refused, "in its own chain", self.convert, start)
                    self.quickly(self.refused, "in its own chain", start.resize, 16 * MIB)
                over = f"<backingStore><path>{self.home}/below</path><format type='qcow2'/></backingStore>"
                self.quickly(self.refused, "in its own chain", self.pool.createXML,
                             volume_document("over", file_format="qcow2", more=over))
                self.assertEqual(sorted(os.listdir(self.home)), [*map(str, range(length)), "below"])
                below.delete()
                self.assert_handled(volume, f"{self.home}/0")
                for name in os.listdir(self.home):
                    (self.home / name).unlink()

    @needs_qemu_img
    def test_that_never_end_are_told_and_not_followed(self):
        for at in range(300):
            (self.home / f"{at}").write_bytes(qcow2(f"{self.home}/{at + 1}".encode(), b"qcow2"))
        volume = self.put("300", qcow2())
        first = self.pool.storageVolLookupByName("0")
        self.quickly(self.refused, "more than 200 links", self.convert, first)
        self.assert_handled(first, f"{self.home}/1")
        self.assertEqual(self.quickly(volume.info)[1], 8 * MIB)

    @needs_qemu_img
    def test_that_are_broken_are_told(self):
        volume = self.put("v", qcow2(b"/nowhere/base", b"qcow2"))
        self.refused("'/nowhere/base'", self.convert, volume)
        self.assert_handled(volume, "/nowhere/base")

    @needs_qemu_img
    def test_to_the_network_reach_nobody(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0)
            port = server.getsockname()[1]
            for backing in (f"http://127.0.0.1:{port}/base", f"nbd://127.0.0.1:{port}", f"nbd:127.0.0.1:{port}",
                            f'json:{{"driver":"nbd","host":"127.0.0.1","port":"{port}"}}', f"ssh://127.0.0.1:{port}/base",
                            'json:{"driver":"file","filename":"/etc/passwd"}', "fat:/etc", "json:{", "json:" + "[" * 1000):
                with self.subTest(backing[:60]):
                    volume = self.put("v", qcow2(backing.encode(), b"raw"))
                    self.quickly(self.refused, "no file of this host", self.convert, volume)
                    self.quickly(self.refused, "no file of this host", volume.resize, 16 * MIB)
                    self.assert_handled(volume, backing)
            with self.assertRaises(BlockingIOError):
                server.accept()

    @needs_qemu_img
    def test_that_are_asked_for_reach_nobody_either(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0)
            port = server.getsockname()[1]
            for backing in (f"nbd://127.0.0.1:{port}", f'json:{{"driver":"nbd","host":"127.0.0.1","port":"{port}"}}', "fat:/etc", "json:{}"):
                more = f"<backingStore><path>{backing}</path><format type='raw'/></backingStore>"
                self.refused("inaccessible backing store volume", self.pool.createXML, volume_document("v", file_format="qcow2", more=more))
            with self.assertRaises(BlockingIOError):
                server.accept()
        self.assertEqual(os.listdir(self.home), [])

    @needs_qemu_img
    def test_to_what_is_no_file_wait_for_nothing(self):
        os.mkfifo(self.base / "pipe")
        for backing in (f"{self.base}/pipe", "/dev/tty", "/dev/zero", "/proc/self/mem", str(self.base), "/dev/watchdog"):
            for told in (b"", b"raw", b"qcow2"):
                with self.subTest(f"{backing} {told}"):
                    volume = self.put("v", qcow2(backing.encode(), told))
                    # That one is a file, though nobody can read it.
                    self.quickly(self.refused, "" if backing == "/proc/self/mem" else backing, self.convert, volume)
                    self.assert_handled(volume, backing)

    def test_name_what_they_stand_on_in_xml(self):
        for backing in ("<&>\"'", "ü", "a b", "a,b=c", "-x", "../../etc/passwd"):
            with self.subTest(backing):
                self.assert_handled(self.put("v", qcow2(backing.encode(), b"raw")), f"{self.home}/{backing}")

    def test_whose_names_are_no_text_are_told_as_damage(self):
        for backing in (b"\xff\xfe", b"a\nb", b"\0\0\0", b"\x1b[2J"):
            with self.subTest(backing):
                volume = self.put("v", qcow2(backing, b"raw"))
                self.assertEqual(volume.info()[1], 8 * MIB)
                self.assertIsNone(self.document(volume).find("backingStore"))
                volume.delete()


class Data(Images):
    """Images whose data lie in other files."""

    def setUp(self):
        super().setUp()
        self.secret = self.base / "secret"
        self.secret.write_bytes(b"nobody's business".ljust(65536, b"!"))

    def assert_kept(self, contents, words):
        volume = self.put("v", contents)
        self.quickly(volume.info)
        self.quickly(self.document, volume)
        self.quickly(self.refused, words, self.convert, volume)
        self.quickly(self.refused, "", volume.resize, 16 * MIB)
        self.assertEqual(os.listdir(self.home), ["v"])
        self.assertEqual(self.secret.read_bytes(), b"nobody's business".ljust(65536, b"!"))
        volume.delete()
        self.assertTrue(self.secret.exists())

    def others(self):
        return (str(self.secret), "../secret", "nbd://127.0.0.1:1/x", f'json:{{"driver":"file","filename":"{self.secret}"}}')

    @needs_qemu_img
    def test_of_qcow2_are_not_taken_from_elsewhere(self):
        for other in self.others():
            with self.subTest(other):
                name = other.encode()
                whole = bytearray(qcow2())
                whole[72:80] = struct.pack(">Q", 4)  # the data are in another file
                whole[104:112 + len(name)] = struct.pack(">II", 0x44415441, len(name)) + name
                self.assert_kept(bytes(whole), "which is not in its own directory")

    @needs_qemu_img
    def test_of_vmdk_are_not_taken_from_elsewhere(self):
        for other in self.others():
            with self.subTest(other):
                extent = other.replace('"', "'")
                text = ("# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"monolithicFlat\"\n"
                        f"RW 128 FLAT \"{extent}\" 0\n#DDB\nddb.adapterType = \"ide\"\n").encode()
                self.assert_kept(text, "which is not in its own directory")
                # The same in a sparse file that does not tell its size.
                sparse = struct.pack("<4sIIQQQQ", b"KDMV", 1, 3, 0, 128, 1, 2).ljust(512, b"\0") + text.ljust(1024, b"\0")
                self.assert_kept(sparse.ljust(65536, b"\0"), "which is not in its own directory")

    @needs_qemu_img
    def test_beside_the_image_are_taken(self):
        (self.home / "flat").write_bytes(b"data".ljust(65536, b"."))
        volume = self.put("v", b"# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"monolithicFlat\"\n"
                               b"RW 128 FLAT \"flat\" 0\n#DDB\nddb.adapterType = \"ide\"\n")
        copy = self.convert(volume)
        with open(copy.path(), "rb") as copied:
            self.assertEqual(copied.read(5), b"data.")


class Headers(Images):
    HUGE = (0, 1, 2**31, 2**32 - 1)

    def variants(self):
        for number in self.HUGE:
            for field in ("version", "cluster_bits", "crypt", "l1_size", "refcount_clusters", "backing_size"):
                yield f"{field} {number}", qcow2(b"base", b"raw", **{field: number})
        for number in (1, 2**40, 2**63 - 1, 2**63, 2**64 - 1):
            for field in ("l1", "refcounts", "backing_offset", "size"):
                yield f"{field} {number}", qcow2(b"base", b"raw", **{field: number})

    def test_with_absurd_numbers_are_answered(self):
        for what, contents in self.variants():
            with self.subTest(what):
                volume = self.put("v", contents)
                self.quickly(volume.info)
                self.quickly(self.document, volume)
                self.quickly(volume.delete)
                self.assertEqual(os.listdir(self.home), [])

    def test_that_end_early_are_answered(self):
        for kind, header in HEADERS.items():
            whole = header[:600] if kind not in ("iso", "dmg") else header[-600:]
            for length in (0, 1, 3, 4, 8, 20, 71, 103, 511, 599):
                with self.subTest(f"{kind} {length}"):
                    volume = self.put("v", whole[:length])
                    self.quickly(volume.info)
                    self.quickly(self.document, volume)
                    volume.delete()

    def test_with_every_bit_set_are_answered(self):
        for kind, header in HEADERS.items():
            for keep in (4, 8, 12, 32, 64):
                with self.subTest(f"{kind} {keep}"):
                    volume = self.put("v", header[:keep] + b"\xff" * 65536)
                    self.quickly(volume.info)
                    self.quickly(self.document, volume)
                    self.quickly(volume.delete)

    @needs_qemu_img
    def test_of_huge_disks_are_not_believed_when_they_are_resized(self):
        volume = self.put("v", qcow2(size=2**63 - 512))
        self.quickly(self.refused, "", volume.resize, MIB)
        self.quickly(self.refused, "", volume.resize, 2**63 - 1, libvirt.VIR_STORAGE_VOL_RESIZE_DELTA)
        volume.delete()


if __name__ == "__main__":
    unittest.main()
