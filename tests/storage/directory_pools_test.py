#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""directory_pools_test.py MODVIRT: directories as pools of qemu:///embed, each command a process of its own."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MODVIRT = ""


class DirectoryPools(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.volumes = self.base / "volumes"
        self.run_modvirt("pool-define-as", "d", "dir", "--target", str(self.volumes))
        self.run_modvirt("pool-build", "d")
        self.run_modvirt("pool-start", "d")

    def run_modvirt(self, *command, works=True):
        uri = f"qemu:///embed?root={self.base}/root"
        done = subprocess.run([MODVIRT, "-c", uri, *command], capture_output=True, text=True, check=False,
                              env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C"})
        self.assertEqual(done.returncode == 0, works, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def make(self, name="a", capacity="1M"):
        self.run_modvirt("vol-create-as", "d", name, capacity, "--allocation", "0")

    def test_are_built_started_stopped_and_deleted(self):
        self.assertTrue(self.volumes.is_dir())
        self.assertRegex(self.run_modvirt("pool-list"), r"d +active +no")
        self.assertIn("already active", self.run_modvirt("pool-start", "d", works=False))
        self.assertIn("still active", self.run_modvirt("pool-undefine", "d", works=False))
        self.run_modvirt("pool-destroy", "d")
        self.run_modvirt("pool-delete", "d")
        self.assertFalse(self.volumes.exists())
        self.run_modvirt("pool-undefine", "d")

    def test_see_what_others_put_there_once_they_are_refreshed(self):
        (self.volumes / "theirs").write_bytes(b"x" * 512)
        self.run_modvirt("pool-refresh", "d")
        self.assertIn("theirs", self.run_modvirt("vol-list", "d"))
        self.assertEqual(self.run_modvirt("vol-pool", str(self.volumes / "theirs")).strip(), "d")

    def test_give_back_what_was_uploaded(self):
        self.make()
        sent = self.base / "sent"
        received = self.base / "received"
        sent.write_bytes(bytes(range(256)) * 1000)
        self.run_modvirt("vol-upload", "a", str(sent), "--pool", "d", "--offset", "4096")
        self.run_modvirt("vol-download", "a", str(received), "--pool", "d", "--offset", "4096", "--length", "256000")
        self.assertEqual(received.read_bytes(), sent.read_bytes())

    def test_clone_grow_and_delete_volumes(self):
        self.make()
        (self.volumes / "a").write_bytes(b"contents".ljust(1 << 20, b"\0"))
        self.run_modvirt("vol-clone", "a", "b", "--pool", "d")
        self.assertEqual((self.volumes / "b").read_bytes()[:8], b"contents")
        self.run_modvirt("vol-resize", "b", "2M", "--pool", "d")
        self.assertRegex(self.run_modvirt("vol-info", "b", "d"), r"Capacity: +2.00 MiB")
        self.assertIn("can't shrink", self.run_modvirt("vol-resize", "b", "1k", "--pool", "d", works=False).lower())
        self.run_modvirt("vol-delete", "b", "d")
        self.assertFalse((self.volumes / "b").exists())
        self.assertIn("no storage vol", self.run_modvirt("vol-info", "b", "d", works=False))

    def test_keep_two_volumes_of_one_name_apart(self):
        self.make()
        self.assertIn("exists already", self.run_modvirt("vol-create-as", "d", "a", "1M", works=False))

    def test_refuse_names_that_lead_out_of_them(self):
        for name in ("../a", ".", "..", "a/b"):
            self.run_modvirt("vol-create-as", "d", name, "1M", works=False)
        self.assertEqual(list(self.volumes.iterdir()), [])

    def test_are_found_again_after_a_process_was_killed(self):
        self.make()
        with subprocess.Popen([MODVIRT, "-c", f"qemu:///embed?root={self.base}/root"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base)}) as shell:
            shell.stdin.write(b"vol-list d\necho ready\n")
            shell.stdin.flush()
            while b"ready" not in shell.stdout.readline():
                pass
            shell.kill()
        self.assertRegex(self.run_modvirt("pool-list"), r"d +active +no")
        self.assertIn("a", self.run_modvirt("vol-list", "d"))


if __name__ == "__main__":
    MODVIRT = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
