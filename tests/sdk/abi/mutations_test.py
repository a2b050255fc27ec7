#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""mutations_test.py SOURCE COMPILER: breaks a copy of the call description in every way that would break drivers or
clients, and expects the ABI checks to notice. A description that is not broken has to pass them."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path()
COMPILER = ""


class Copy:
    """A copy of sdk/api and sdk/abi.txt that may be broken, and the two checks."""

    def __init__(self, folder):
        self.sdk = Path(folder) / "sdk"
        (self.sdk / "api").mkdir(parents=True)
        for path in [*(SOURCE / "sdk/api").glob("*.toml"), SOURCE / "sdk/abi.txt"]:
            (self.sdk / path.relative_to(SOURCE / "sdk")).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        self.out = Path(folder) / "out"

    def entry(self, call):
        """The file and the text of one call's entry."""
        for path in sorted((self.sdk / "api").glob("*.toml")):
            found = re.search(rf"^\[call\.{call}\]\n.*?(?=^\[|\Z)", path.read_text(encoding="utf-8"), re.M | re.S)
            if found:
                return path, found.group(0)
        raise AssertionError(f"there is no call {call} any more: choose another one for this test")

    def edit(self, call, pattern, replacement):
        path, old = self.entry(call)
        new, count = re.subn(pattern, replacement, old, count=1, flags=re.M)
        assert count == 1, f"{call} has nothing that matches {pattern}"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def insert_slot(self, number):
        """Gives every slot of the hypervisor table from `number` on the next number, and puts a new call there."""
        for path in (self.sdk / "api").glob("*.toml"):
            entries = re.split(r"(?m)^(?=\[)", path.read_text(encoding="utf-8"))
            path.write_text("".join(self._moved(e, number) for e in entries), encoding="utf-8")
        _, model = self.entry("DomainSuspend")
        new = re.sub(r"^proc .*$", "proc    = 9999", model, flags=re.M)
        new = new.replace("[call.DomainSuspend]", "[call.DomainPonder]")
        new = re.sub(r"^slot .*$", f"slot    = {number}", new, flags=re.M)
        (self.sdk / "api/new.toml").write_text(new, encoding="utf-8")

    @staticmethod
    def _moved(entry, number):
        if re.search(r"^table ", entry, re.M):
            return entry
        return re.sub(r"^slot( *)= (\d+)$",
                      lambda m: f"slot{m[1]}= {int(m[2]) + (int(m[2]) >= number)}", entry, flags=re.M)

    def generate(self):
        return subprocess.run(
            [sys.executable, "-B", SOURCE / "tools/generate/generate.py", "--api", self.sdk / "api", "--out", self.out,
             "slots", "abi_text", "freeze"], capture_output=True, text=True, check=False)

    def is_golden(self):
        return (self.out / "abi.txt").read_bytes() == (SOURCE / "sdk/abi.txt").read_bytes()

    def compiled(self):
        return subprocess.run(
            [COMPILER, "-std=c++20", "-fsyntax-only", f"-I{SOURCE}/sdk/include", f"-I{self.out}/include",
             self.out / "freeze.cpp"], capture_output=True, text=True, check=False)


class AbiChecks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.copy = Copy(self.folder.name)

    def generate(self):
        made = self.copy.generate()
        self.assertEqual(made.returncode, 0, made.stderr)

    def expect_frozen(self, message):
        compiled = self.copy.compiled()
        self.assertNotEqual(compiled.returncode, 0, "the freeze compiles although a slot has changed")
        self.assertIn(message, compiled.stderr)

    def test_accept_what_is_not_broken(self):
        self.generate()
        self.assertTrue(self.copy.is_golden())
        compiled = self.copy.compiled()
        self.assertEqual(compiled.returncode, 0, compiled.stderr)

    def test_notice_a_changed_wire_number(self):
        self.copy.edit("DomainSuspend", r"^proc( *)= \d+$", r"proc\1= 9999")
        self.generate()
        self.assertFalse(self.copy.is_golden())

    def test_notice_an_inserted_slot(self):
        self.copy.insert_slot(18)
        self.generate()
        self.assertFalse(self.copy.is_golden())
        self.expect_frozen("slot 18 of hypervisor has moved: domain_suspend")

    def test_notice_a_changed_signature(self):
        self.copy.edit("DomainSuspend", r"^(args *= \[\n)((?:.*\n)*?)\]",
                       "\\1\\2  [\"flags\", \"flags\", \"none are defined; 0\"],\n]")
        self.generate()
        self.assertFalse(self.copy.is_golden())
        self.expect_frozen("has changed its signature: domain_suspend")

    def test_notice_a_widened_argument(self):
        self.copy.edit("DomainLookupByID", r"\"nonnegative i32\"", '"u64"')
        self.generate()
        self.assertFalse(self.copy.is_golden())
        self.expect_frozen("has changed its signature: domain_lookup_by_id")

    def test_notice_a_slot_that_is_gone(self):
        self.copy.edit("DomainSuspend", r"^slot .*\n", "")
        made = self.copy.generate()
        if made.returncode == 0:
            self.assertFalse(self.copy.is_golden())
            self.assertNotEqual(self.copy.compiled().returncode, 0)
        else:
            self.assertIn("DomainSuspend", made.stderr)


if __name__ == "__main__":
    SOURCE, COMPILER = Path(sys.argv[1]), sys.argv[2]
    unittest.main(argv=sys.argv[:1])
