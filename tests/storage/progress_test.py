#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""progress_test.py MODVIRT PLUGIN: long work on volumes is shown on a terminal, and nowhere else. PLUGIN is a backend whose copying and
wiping take their time.
"""
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

MODVIRT = PLUGIN = ""
PIECE = 1 << 20
LONGER = 1.3  # seconds; progress is shown after the first one


class Progress(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.environment = {"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C"}

    def command(self, *words):
        return [MODVIRT, "--plugin", PLUGIN, "-c", f"qemu:///embed?root={self.base}/root", *words]

    def run_plainly(self, *words):
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=False, env=self.environment)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        return done

    def run_on_terminal(self, *words):
        ours, theirs = pty.openpty()
        with subprocess.Popen(self.command(*words), stdin=theirs, stdout=theirs, stderr=theirs, env=self.environment) as program:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    shown += os.read(ours, 4096)
                except OSError:  # its end
                    break
        os.close(ours)
        self.assertEqual(program.returncode, 0, shown)
        return shown.decode().replace("\r\n", "\n")

    def start_slow(self):
        document = self.base / "slow.xml"
        document.write_text("<pool type='slow'><name>s</name></pool>")
        self.run_plainly("pool-create", str(document))

    def start_directory(self):
        self.run_plainly("pool-create-as", "d", "dir", "--target", str(self.base / "volumes"), "--build")
        self.run_plainly("vol-create-as", "d", "v", str(4 * PIECE), "--allocation", "0")

    def test_of_wiping_is_the_time_it_takes(self):
        self.start_slow()
        self.assertRegex(self.run_on_terminal("vol-wipe", "v", "--pool", "s"), r"\rWipe: [12] s[\s\S]*\nVol v wiped\n")

    def test_of_cloning_is_what_the_copy_has(self):
        self.start_slow()
        self.assertRegex(self.run_on_terminal("vol-clone", "v", "copy", "--pool", "s"),
                         r"\rClone: \[ 25 %\][\s\S]*\rClone: \[100 %\]\nVol copy cloned from v\n")

    def test_is_for_terminals(self):
        self.start_slow()
        done = self.run_plainly("vol-wipe", "v", "--pool", "s")
        self.assertEqual((done.stdout, done.stderr), ("Vol v wiped\n\n", ""))
        self.assertEqual(self.run_on_terminal("--quiet", "vol-wipe", "v", "--pool", "s").strip(), "")

    def test_of_an_upload_is_what_was_sent(self):
        self.start_directory()
        source = self.base / "source"
        os.mkfifo(source)

        def feed():
            with open(source, "wb", buffering=0) as pipe:
                for _ in range(3):
                    pipe.write(b"x" * PIECE)
                    time.sleep(LONGER)

        feeder = threading.Thread(target=feed)
        feeder.start()
        shown = self.run_on_terminal("vol-upload", "v", str(source), "--pool", "d", "--length", str(4 * PIECE))
        feeder.join()
        self.assertRegex(shown, r"\rUpload: \[ (2[5-9]|[3-7]\d) %\]")
        self.assertTrue(shown.endswith("\n"))

    def test_of_a_download_is_what_has_come(self):
        self.start_directory()
        target = self.base / "target"
        os.mkfifo(target)

        def drain():
            with open(target, "rb", buffering=0) as pipe:
                time.sleep(LONGER)
                while pipe.read(PIECE):
                    pass

        drainer = threading.Thread(target=drain)
        drainer.start()
        shown = self.run_on_terminal("vol-download", "v", str(target), "--pool", "d")
        drainer.join()
        self.assertRegex(shown, r"\rDownload: \[ *\d+ %\]")
        self.assertIn("\rDownload: [100 %]\n", shown)


if __name__ == "__main__":
    MODVIRT, PLUGIN = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
