#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""names_test.py MODVIRT: names that are long, odd or hostile, of pools, of volumes, and of files that lie in a pool's directory."""
import ctypes
import json
import os
import socket
import subprocess
import sys
import unittest

from page import Page, volume_document

import libvirt

MODVIRT = ""
SILENT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: None)

DIRECTORY = "<pool type='dir'><name>{}</name><target><path>{}</path></target></pool>"
# Those that are fine, however they look, and as an element spells them.
PLAIN = {name: name for name in (".hidden", "x..", " ", "-x", "--help", "a%sb%n", "ü", "a'b", 'a"b', "a\\b", "*", "$HOME", "n" * 251)}
PLAIN["a<b&c>"] = "a&lt;b&amp;c&gt;"


class Pools(Page):
    def define_named(self, name):
        return self.define(DIRECTORY.format(name, self.base / "pool"))

    def test_have_nearly_every_name(self):
        for name, spelled in {**PLAIN, ".": ".", "..": ".."}.items():
            with self.subTest(name):
                pool = self.define_named(spelled)
                self.assertEqual(pool.name(), name)
                pool.setAutostart(1)
                pool.build()
                pool.create()
                self.assertEqual(self.connection.storagePoolLookupByName(name).UUIDString(), pool.UUIDString())
                self.assertEqual(self.document(pool).find("name").text, name)
                pool.destroy()
                pool.undefine()
                self.assertEqual(self.connection.listAllStoragePools(), [])

    def test_keep_their_names_for_the_next_process(self):
        for spelled in PLAIN.values():
            self.define(DIRECTORY.format(spelled, self.base / f"pool{len(self.connection.listAllStoragePools())}"))
        self.connection.close()
        self.connection = libvirt.open(f"qemu:///embed?root={self.base}/root")
        self.assertEqual(sorted(pool.name() for pool in self.connection.listAllStoragePools()), sorted(PLAIN))

    def test_are_refused_names_that_no_file_and_no_line_can_hold(self):
        for spelled, code, words in (("a/b", libvirt.VIR_ERR_XML_ERROR, "name a/b cannot contain '/'"),
                                     ("../escaped", libvirt.VIR_ERR_XML_ERROR, "cannot contain '/'"),
                                     ("a&#10;b", libvirt.VIR_ERR_XML_DETAIL, "invalid char in name"),
                                     ("ab&#10;", libvirt.VIR_ERR_XML_DETAIL, "invalid char in name"),
                                     ("a&#1;b", libvirt.VIR_ERR_XML_DETAIL, "invalid character reference"),
                                     ("", libvirt.VIR_ERR_XML_ERROR, "missing pool source name element"),
                                     ("n" * 252, libvirt.VIR_ERR_INVALID_ARG, "too long"),
                                     ("n" * 255, libvirt.VIR_ERR_INVALID_ARG, "too long"),
                                     ("n" * 256, libvirt.VIR_ERR_INVALID_ARG, "too long"),
                                     ("ü" * 126, libvirt.VIR_ERR_INVALID_ARG, "too long")):
            with self.subTest(spelled):
                self.assertEqual(self.refused(words, self.define_named, spelled).get_error_code(), code)
        self.assertEqual(self.connection.listAllStoragePools(), [])

    def test_are_in_directories_that_are_named_absolutely(self):
        others = ("<pool type='fs'><name>{}</name><source><device path='/dev/none'/></source><target><path>{}</path></target></pool>",
                  "<pool type='netfs'><name>{}</name><source><host name='127.0.0.1'/><dir path='/x'/></source><target><path>{}</path>"
                  "</target></pool>")
        for path, document in (("relative", DIRECTORY), ("..", DIRECTORY), ("./x", DIRECTORY), *(("relative", other) for other in others)):
            with self.subTest(f"{path} {document[:18]}"):
                pool = self.define(document.format("p", path))
                self.assertEqual(self.refused("is not absolute", pool.build).get_error_code(), libvirt.VIR_ERR_INVALID_ARG)
                self.refused("is not absolute", pool.create)
                self.refused("is not absolute", pool.delete)
                self.assertFalse(os.path.exists("relative"))
                pool.undefine()

    def test_are_in_directories(self):
        (self.base / "file").write_bytes(b"kept")
        (self.base / "link").symlink_to(self.base / "file")
        os.mkfifo(self.base / "pipe")
        for what in ("file", "link", "pipe"):
            with self.subTest(what):
                pool = self.define(DIRECTORY.format("p", self.base / what))
                self.refused("Not a directory", pool.build)
                self.refused("Not a directory", pool.create)
                self.refused("", pool.delete)
                pool.undefine()
        self.assertEqual((self.base / "file").read_bytes(), b"kept")


class Volumes(Page):
    def test_have_nearly_every_name(self):
        pool = self.directory()
        for name, spelled in {**PLAIN, "n" * 255: "n" * 255}.items():
            with self.subTest(name):
                volume = pool.createXML(volume_document(spelled, allocation=0))
                self.assertEqual(volume.name(), name)
                self.assertEqual(volume.path(), f"{self.base}/files/{name}")
                self.assertEqual(pool.storageVolLookupByName(name).key(), volume.key())
                self.assertEqual(self.connection.storageVolLookupByPath(volume.path()).name(), name)
                self.assertEqual(self.document(volume).find("name").text, name)
                self.assertEqual(self.names(pool), [name])
                volume.delete()
                self.assertEqual(os.listdir(self.base / "files"), [])

    def test_are_refused_names_that_lead_elsewhere_or_break_lines(self):
        pool = self.directory()
        for spelled, code, words in (("a/b", libvirt.VIR_ERR_OPERATION_INVALID, "volume name 'a/b' cannot contain '/'"),
                                     ("../up", libvirt.VIR_ERR_OPERATION_INVALID, "cannot contain '/'"),
                                     (f"{self.base}/out", libvirt.VIR_ERR_OPERATION_INVALID, "cannot contain '/'"),
                                     (".", libvirt.VIR_ERR_OPERATION_INVALID, "'.' is that of a directory"),
                                     ("..", libvirt.VIR_ERR_OPERATION_INVALID, "'..' is that of a directory"),
                                     ("a&#10;b", libvirt.VIR_ERR_XML_ERROR, "control characters"),
                                     ("a&#9;b", libvirt.VIR_ERR_XML_ERROR, "control characters"),
                                     ("a&#127;b", libvirt.VIR_ERR_XML_ERROR, "control characters"),
                                     ("", libvirt.VIR_ERR_XML_ERROR, "missing volume name element"),
                                     ("n" * 256, libvirt.VIR_ERR_INVALID_ARG, "256 bytes long"),
                                     ("ü" * 128, libvirt.VIR_ERR_INVALID_ARG, "256 bytes long"),
                                     (".modvirt.x.part", libvirt.VIR_ERR_INVALID_ARG, "unfinished")):
            with self.subTest(spelled):
                document = volume_document(spelled, allocation=0) if spelled else "<volume><name/><capacity>1</capacity></volume>"
                self.assertEqual(self.refused(words, pool.createXML, document).get_error_code(), code)
        self.assertEqual(os.listdir(self.base / "files"), [])
        self.assertEqual(sorted(entry for entry in os.listdir(self.base) if entry != "root"), ["files"])

    def test_are_made_in_their_pool_whatever_path_the_document_tells(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("v", allocation=0, target=f"<path>{self.base}/files/../outside</path>"))
        self.assertEqual(volume.path(), f"{self.base}/files/v")
        self.assertFalse((self.base / "outside").exists())

    def test_are_found_by_the_path_that_they_have_alone(self):
        pool = self.directory()
        pool.createXML(volume_document("v", allocation=0))
        home = f"{self.base}/files"
        for path in (f"{home}/v", f"{home}//v", f"{home}/v/"):
            self.assertEqual(self.connection.storageVolLookupByPath(path).name(), "v")
        for path in (f"{home}/../files/v", f"{home}/./v", "v", "../files/v", "/etc/passwd", "", home, "\n", "/" * 5000):
            with self.subTest(path[:50]):
                self.refused("no storage vol with matching path", self.connection.storageVolLookupByPath, path)
        for key in (f"{home}//v", "v", "", f"{home}/../files/v"):
            self.refused("no storage vol with matching key", self.connection.storageVolLookupByKey, key)
        for name in ("v/", "./v", "../files/v", "", "a\nb", "-v", "v%s", "x" * 10000):
            self.refused("no storage vol with matching name", pool.storageVolLookupByName, name)


class NamesThatAreNoUtf8(Page):
    """As a program in C can give them: Python cannot."""

    def setUp(self):
        super().setUp()
        self.pool = self.directory()
        library = ctypes.CDLL("libvirt.so.0")
        library.virGetLastErrorMessage.restype = ctypes.c_void_p
        self.library = library
        library.virSetErrorFunc(None, SILENT)  # Python's would make text of the message
        self.c_connection = self.call("virConnectOpen", f"qemu:///embed?root={self.base}/root".encode())
        self.assertIsNotNone(self.c_connection)
        library.virConnectClose.argtypes = [ctypes.c_void_p]
        self.addCleanup(library.virConnectClose, self.c_connection)
        self.c_pool = self.call("virStoragePoolLookupByName", self.c_connection, b"files")

    def call(self, name, *arguments):
        function = getattr(self.library, name)
        function.restype = ctypes.c_void_p
        function.argtypes = [{bytes: ctypes.c_char_p, int: ctypes.c_void_p}[type(argument)] for argument in arguments]
        return function(*arguments)

    def message(self):
        return ctypes.string_at(self.library.virGetLastErrorMessage())

    def test_are_found_nowhere(self):
        for name in (b"\xff", b"a\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf"):
            with self.subTest(name):
                for lookup, handle in (("virStoragePoolLookupByName", self.c_connection), ("virStorageVolLookupByKey", self.c_connection),
                                       ("virStorageVolLookupByPath", self.c_connection), ("virStorageVolLookupByName", self.c_pool)):
                    self.assertIsNone(self.call(lookup, handle, name), lookup)
                    self.assertIn(b"matching", self.message())

    def test_make_no_pool_and_no_volume(self):
        for document in (b"<pool type='dir'><name>\xff</name><target><path>/x</path></target></pool>",
                         b"<pool type='dir'><name>q</name><target><path>/\xff</path></target></pool>"):
            self.assertIsNone(self.call("virStoragePoolDefineXML", self.c_connection, document, 0))
            self.assertIn(b"line 1", self.message())
        self.assertIsNone(self.call("virStorageVolCreateXML", self.c_pool,
                                    b"<volume><name>a\xffb</name><capacity>1</capacity></volume>", 0))
        self.assertIn(b"line 1", self.message())
        self.assertEqual(os.listdir(self.base / "files"), [])


class FilesThatLieThere(Page):
    SHOWN = (b"-dash", b"--help", b"%s%n", b"z" * 255, b".hidden", b"trail..", b"c1\xc2\x85", b"sp ace", b"back\\slash",
             b"<&\">'", b" ", b"*", "ü".encode())
    LEFT_OUT = {b"\xff\xfe": "\\xff\\xfe", b"n\nl": "n\\x0al", b"t\tb": "t\\x09b", b"del\x7f": "del\\x7f", b"\xef\xbf\xbe": "\\xef\\xbf\\xbe",
                b"cut\xc3": "cut\\xc3"}

    def setUp(self):
        super().setUp()
        self.home = self.base / "there"
        self.home.mkdir()
        for name in (*self.SHOWN, *self.LEFT_OUT):
            with open(os.path.join(os.fsencode(self.home), name), "wb") as file:
                file.write(b"0123456789")
        self.shown = sorted(os.fsdecode(name) for name in self.SHOWN)
        self.pool = self.define(DIRECTORY.format("p", self.home))

    def modvirt(self, *command):
        done = subprocess.run([MODVIRT, "-c", f"qemu:///embed?root={self.base}/root", *command], capture_output=True, text=True,
                              check=False, env={**os.environ, "HOME": str(self.base), "LC_ALL": "C.UTF-8", "MODVIRT_CONFIG": "/dev/null"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_are_listed_found_and_described(self):
        self.pool.create()
        self.assertEqual(sorted(self.pool.listVolumes()), self.shown)
        self.assertEqual(self.pool.numOfVolumes(), len(self.shown))
        for volume in self.pool.listAllVolumes():
            with self.subTest(volume.name()):
                self.assertEqual(volume.info()[1], 10)
                self.assertEqual(self.document(volume).find("name").text, volume.name())
                self.assertEqual(self.connection.storageVolLookupByPath(f"{self.home}/{volume.name()}").key(), volume.key())
        for volume in self.pool.listAllVolumes():
            volume.delete()
        self.assertEqual(sorted(os.listdir(os.fsencode(self.home))), sorted(self.LEFT_OUT))

    def reopen(self):
        self.connection = libvirt.open(f"qemu:///embed?root={self.base}/root")

    def test_are_shown_by_the_command_line(self):
        del self.pool
        self.addCleanup(self.reopen)
        self.connection.close()  # one process at a time has a root
        self.modvirt("pool-start", "p")
        told = json.loads(self.modvirt("vol-list", "p", "--json").stdout)
        self.assertEqual(sorted(volume["name"] for volume in told), self.shown)
        table = self.modvirt("vol-list", "p").stdout
        for name in self.shown:
            spelled = name.replace("\x85", "\\xc2\\x85")  # as virsh spells what could move a terminal's cursor
            self.assertIn(f" {spelled} ", table)
        self.assertEqual(len(table.strip("\n").splitlines()), 2 + len(self.shown))
        self.assertIn("10", self.modvirt("vol-info", "--pool", "p", "--vol=--help").stdout)

    def test_are_told_once_when_they_are_left_out(self):
        os.mkfifo(self.home / "pipe")
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(self.home / "socket"))
        (self.home / "out").symlink_to("/etc")
        log = self.base / "log"
        with open(log, "w", encoding="utf-8") as file:  # what this process says is caught for that long
            stderr = os.dup(2)
            os.dup2(file.fileno(), 2)
            try:
                self.pool.create()
                self.pool.refresh()
                self.pool.refresh()
            finally:
                os.dup2(stderr, 2)
                os.close(stderr)
        said = log.read_text(encoding="utf-8")
        for spelled in self.LEFT_OUT.values():
            self.assertEqual(said.count(f"'{self.home}/{spelled}' is left out: its name has control characters, or is no UTF-8"), 1, said)
        self.assertEqual(said.count(f"'{self.home}/pipe' is left out: it is a named pipe"), 1, said)
        self.assertEqual(said.count(f"'{self.home}/socket' is left out: it is a socket"), 1, said)
        self.assertEqual(said.count(f"'{self.home}/out' is left out: it leads out of the pool"), 1, said)
        self.assertEqual(sorted(self.pool.listVolumes()), self.shown)


if __name__ == "__main__":
    MODVIRT = sys.argv.pop(1)
    unittest.main()
