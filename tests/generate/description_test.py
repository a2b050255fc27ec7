# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real description: complete, consistent with the headers and the error class, and written for people."""
import os
import re
import subprocess
import shutil
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools" / "generate"))

import abi_text          # noqa: E402
import calls_json        # noqa: E402
import manual            # noqa: E402
import model             # noqa: E402
import public_headers    # noqa: E402


def sentences(text):
    """How many sentences a paragraph has; an abbreviation within one does not end it."""
    return len(re.findall(r"[.!?](?=\s+[A-Z0-9]|\s+vir|\s*$)", text.strip()))


class Description(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.description = model.load(ROOT / "sdk" / "api")
        cls.calls = cls.description.public_calls()
        cls.headers = "\n".join(path.read_text(encoding="utf-8")
                                for path in sorted((ROOT / "core" / "include" / "libvirt").glob("*.h")))

    def test_it_has_every_public_symbol_of_libvirt_9_0_0_under_its_version(self):
        lines = (ROOT / "tests" / "abi" / "public_symbols.txt").read_text(encoding="utf-8").splitlines()
        promised = dict(line.split() for line in lines if not line.startswith("#"))
        self.assertEqual(sorted(self.description.symbols().items()), sorted(promised.items()))
        self.assertEqual(len(promised), 517)

    def test_slots_and_wire_numbers_are_the_golden_ones(self):
        golden = (ROOT / "sdk" / "abi.txt").read_text(encoding="utf-8")
        self.assertEqual(abi_text.generate(self.description)["abi.txt"].splitlines(), golden.splitlines())

    def test_every_public_symbol_has_its_paragraph_in_the_manual(self):
        pages = manual.generate(self.description)
        headings = re.findall(r"^\.SS (\w+)$", "".join(pages.values()), re.M)
        self.assertEqual(sorted(headings), sorted(self.description.symbols()))

    @unittest.skipUnless(shutil.which("groff"), "groff (groff-base) is not installed")
    def test_the_manual_renders_without_a_warning(self):
        for name, page in manual.generate(self.description).items():
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True,
                                  check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)

    def test_every_error_that_is_named_exists(self):
        known = set(re.findall(r"^    (\w+) = \d+,", (ROOT / "sdk/include/modvirt/error.hpp").read_text(), re.M))
        macros = set(re.findall(r"\bVIR_ERR_\w+", self.headers))
        for call in self.description.calls.values():
            for error in call.errors:
                self.assertIn(error, known, call.name)
                self.assertIn(public_headers.error_macro(error), macros, call.name)

    def test_every_enum_and_flag_that_is_named_exists(self):
        for call in self.calls:
            for enum in " ".join(arg.flags for arg in call.args).split():
                self.assertRegex(self.headers, rf"\}} {enum};", call.name)
            ruled = [flag for rule in call.flag_rules for flag in (rule.first, rule.second)]
            for flag in [*call.write_flags, *ruled, *(value for _, value in call.write_values)]:
                self.assertRegex(self.headers, rf"\b{flag} =", call.name)

    def test_every_constant_and_function_that_a_text_names_exists(self):
        known = set(re.findall(r"\bvir\w+", self.headers)) | set(self.description.symbols())
        constants = re.findall(r"\b(?:VIR|LIBVIR)_\w+", self.headers)
        for call in self.description.calls.values():
            text = " ".join([call.brief, call.doc, *(arg.brief for arg in call.args)])
            for name in re.findall(r"\bvir[A-Z]\w+", text):
                self.assertTrue(name in known or name == "virTypedParamsAdd", f"{call.name} names {name}")
            for name in re.findall(r"\bVIR_\w+", text):
                self.assertTrue(any(constant.startswith(name) for constant in constants), f"{call.name} names {name}")

    def test_every_call_is_explained_in_sentences(self):
        for call in self.calls:
            with self.subTest(call.name):
                self.assertRegex(call.brief, r"^[A-Z].*[^.]$")
                self.assertLessEqual(len(call.brief), 90)
                self.assertGreaterEqual(sentences(call.doc), 2, call.doc)
                self.assertRegex(call.doc, r"[.]$")

    def test_a_call_that_may_write_is_never_served_to_readers_by_another_name(self):
        for call in self.calls:
            if call.via:
                self.assertEqual(call.access, self.description.calls[call.via].access, call.name)

    def test_every_command_that_is_named_exists_in_virsh(self):
        virsh = shutil.which("virsh")
        if virsh is None:
            self.skipTest("virsh is not installed")
        listing = subprocess.run([virsh, "help"], capture_output=True, text=True,
                                 env={**os.environ, "LC_ALL": "C"}, check=True).stdout
        commands = {line.split()[0] for line in listing.splitlines() if line.startswith("    ")}
        for call in self.calls:
            if call.cli:
                self.assertIn(call.cli, commands | {"connect"}, call.name)

    def test_programs_can_read_all_of_it(self):
        text = calls_json.generate(self.description)["share/modvirt/calls.json"]
        import json
        document = json.loads(text)
        self.assertEqual(len(document["calls"]) + len(document["variables"]), 517)
        suspend = next(call for call in document["calls"] if call["name"] == "virDomainSuspend")
        self.assertEqual((suspend["wire"], suspend["access"], suspend["errors"][0]), (34, "write", "VIR_ERR_NO_DOMAIN"))


if __name__ == "__main__":
    unittest.main()
