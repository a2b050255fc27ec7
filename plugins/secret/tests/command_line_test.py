#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""command_line_test.py MODVIRT: secrets of qemu:///embed, each command a process of its own."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MODVIRT = ""
UUID = "8dd2d3f4-a5b6-4c3e-9f10-112233445566"


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.files = self.base / "root/etc/secrets"

    def run_modvirt(self, *command, works=True):
        uri = f"qemu:///embed?root={self.base}/root"
        done = subprocess.run([MODVIRT, "-c", uri, *command], capture_output=True, text=True, check=False,
                              env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C"})
        self.assertEqual(done.returncode == 0, works, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def define(self, traits="", works=True, volume="/a"):
        document = self.base / "secret.xml"
        document.write_text(f"<secret {traits}><uuid>{UUID}</uuid><usage type='volume'><volume>{volume}</volume></usage></secret>",
                            encoding="ascii")
        return self.run_modvirt("secret-define", str(document), works=works)

    def names(self):
        return sorted(path.name for path in self.files.iterdir())

    def test_are_kept_until_they_are_undefined(self):
        self.define()
        self.run_modvirt("secret-set-value", UUID, "--base64", "c2VjcmV0")
        self.assertEqual(self.run_modvirt("secret-get-value", UUID).strip(), "c2VjcmV0")
        self.assertRegex(self.run_modvirt("secret-list"), UUID + " +volume /a")
        self.assertEqual((self.files / f"{UUID}.base64").read_text(encoding="ascii"), "c2VjcmV0")
        self.assertEqual({path.stat().st_mode & 0o777 for path in self.files.iterdir()}, {0o600})
        self.run_modvirt("secret-undefine", UUID)
        self.assertEqual(self.names(), [])
        self.assertIn(f"no secret with matching uuid '{UUID}'", self.run_modvirt("secret-dumpxml", UUID, works=False))

    def test_do_not_tell_what_is_private(self):
        self.define("private='yes'")
        self.run_modvirt("secret-set-value", UUID, "--base64", "c2VjcmV0")
        self.assertIn("secret is private", self.run_modvirt("secret-get-value", UUID, works=False))
        self.assertIn("cannot change private flag", self.define(works=False))
        self.assertIn("already defined for use with /a", self.define("private='yes'", volume="/b", works=False))

    def test_end_with_the_process_when_they_are_ephemeral(self):
        self.define("ephemeral='yes'")
        self.assertEqual(self.names(), [])
        self.assertNotIn(UUID, self.run_modvirt("secret-list"))


if __name__ == "__main__":
    MODVIRT = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
