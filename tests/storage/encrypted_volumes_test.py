#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""encrypted_volumes_test.py MODVIRT: volumes that secrets of the same root encrypt, each command a process of its own."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MODVIRT = ""
UUID = "8dd2d3f4-a5b6-4c3e-9f10-112233445566"


class EncryptedVolumes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.volume = self.base / "volumes/v"
        self.run_modvirt("pool-define-as", "d", "dir", "--target", str(self.volume.parent))
        self.run_modvirt("pool-build", "d")
        self.run_modvirt("pool-start", "d")

    def run_modvirt(self, *command, works=True):
        uri = f"qemu:///embed?root={self.base}/root"
        done = subprocess.run([MODVIRT, "-c", uri, *command], capture_output=True, text=True, check=False,
                              env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C"})
        self.assertEqual(done.returncode == 0, works, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def document(self, text):
        file = self.base / "document.xml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    def make(self, works=True):
        return self.run_modvirt("vol-create", "d", self.document(
            "<volume><name>v</name><capacity>1048576</capacity><target><format type='qcow2'/><encryption format='luks'>"
            f"<secret type='passphrase' uuid='{UUID}'/></encryption></target></volume>"), works=works)

    def test_are_made_and_grow_with_a_private_secret_and_refused_without_it(self):
        self.assertIn(f"no secret with matching uuid '{UUID}'", self.make(works=False))
        self.run_modvirt("secret-define", self.document(
            f"<secret private='yes'><uuid>{UUID}</uuid><usage type='volume'><volume>{self.volume}</volume></usage></secret>"))
        self.assertIn("does not have a value", self.make(works=False))
        self.run_modvirt("secret-set-value", UUID, "--base64", "c2VjcmV0")
        self.make()
        self.assertIn(f"<secret type='passphrase' usage='{self.volume}'/>", self.run_modvirt("vol-dumpxml", "v", "--pool", "d"))
        self.run_modvirt("vol-resize", "v", "16M", "--pool", "d")
        self.assertRegex(self.run_modvirt("vol-info", "v", "--pool", "d"), r"Capacity: +16.00 MiB")
        self.run_modvirt("secret-set-value", UUID, "--base64", "b3RoZXI=")
        self.assertIn("Invalid password", self.run_modvirt("vol-resize", "v", "32M", "--pool", "d", works=False))


if __name__ == "__main__":
    if shutil.which("qemu-img") is None:
        print("there is no qemu-img: install qemu-utils")
        sys.exit(77)
    MODVIRT = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
