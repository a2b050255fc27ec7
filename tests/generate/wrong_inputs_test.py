# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the generator says to a wrong description: one line that names the place and the remedy, status 1, no files.

wrong_inputs.toml has one mistake per entry, made in right.toml or kinds.toml of this folder, and the line it gives.
"""
import random
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
GENERATOR = HERE.parents[1] / "tools" / "generate" / "generate.py"
PRODUCTS = ("slots", "abi_text", "public_headers", "version_script", "calls_json")


class Workspace:
    """A description in a folder of its own, and what the generator made of it."""

    def __init__(self, folder):
        self.api = Path(folder) / "api"
        self.out = Path(folder) / "out"
        self.api.mkdir()
        self.out.mkdir()
        self.text = {"kinds.toml": (HERE / "kinds.toml").read_bytes(), "domain.toml": (HERE / "right.toml").read_bytes()}

    def run(self, *products):
        for name, content in self.text.items():
            (self.api / name).write_bytes(content)
        return subprocess.run([sys.executable, "-B", GENERATOR, "--api", self.api, "--out", self.out,
                               *(products or PRODUCTS)], capture_output=True, text=True, timeout=60)

    def files(self):
        return [path for path in self.out.rglob("*") if path.is_file()]


class WrongInputs(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Workspace(folder.name)

    def assert_refused(self, says):
        result = self.work.run()
        self.assertEqual(result.stderr.replace(f"{self.work.api}/", ""), f"generate: {says}\n")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assertEqual(self.work.files(), [])

    def test_the_description_without_mistakes_is_accepted(self):
        result = self.work.run()
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue(self.work.files())

    def test_every_mistake_gives_its_line_and_no_files(self):
        cases = tomllib.loads((HERE / "wrong_inputs.toml").read_text(encoding="utf-8"))
        self.assertGreater(len(cases), 50)
        right = dict(self.work.text)
        for name, case in cases.items():
            with self.subTest(name):
                self.work.text = dict(right)
                file = case.get("file", "domain.toml")
                before, after = case["replace"].encode(), case["by"].encode()
                self.assertEqual(right[file].count(before), 1, "the mistake must have one place")
                self.work.text[file] = right[file].replace(before, after)
                self.assert_refused(case["says"])

    def test_a_call_in_two_files_names_both(self):
        self.work.text["more.toml"] = self.work.text["domain.toml"]
        self.assert_refused("more.toml: call 'DomainSuspend': is already described in domain.toml")

    def test_text_that_is_not_utf8_is_refused(self):
        self.work.text["domain.toml"] = self.work.text["domain.toml"].replace(b"runs again", b"runs \xff again")
        result = self.work.run()
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, r"^generate: .*/domain\.toml: 'utf-8' codec can't decode byte 0xff .*\n$")
        self.assertEqual(self.work.files(), [])

    def test_a_section_that_is_a_value_is_refused(self):
        self.work.text["domain.toml"] = b"call = 3\n"
        self.assert_refused("domain.toml: 'call' is not a value; entries are written [call.Name]")

    def test_a_folder_without_kinds_is_refused(self):
        del self.work.text["kinds.toml"]
        self.assert_refused("kinds.toml: No such file or directory")

    def test_a_product_that_does_not_exist_is_refused_before_anything_is_read(self):
        result = self.work.run("manuals")
        self.assertEqual(result.returncode, 2)
        self.assertIn("invalid choice: 'manuals'", result.stderr)
        self.assertEqual(self.work.files(), [])

    def test_an_output_folder_that_is_a_file_is_refused(self):
        self.work.out.rmdir()
        self.work.out.write_text("in the way")
        result = self.work.run()
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, r"^generate: .*: cannot be written: .*\n$")

    def test_a_second_run_leaves_unchanged_files_alone(self):
        self.work.run()
        before = {path: path.stat().st_mtime_ns for path in self.work.files()}
        self.work.run()
        self.assertEqual(before, {path: path.stat().st_mtime_ns for path in self.work.files()})


class BrokenInputs(unittest.TestCase):
    """Damaged text never makes the generator fail in any other way than with its one line."""

    def test_damaged_descriptions_give_one_line_or_none(self):
        sys.path.insert(0, str(GENERATOR.parent))
        import generate
        import model

        chance = random.Random(20230116)
        right = {name: (HERE / source).read_bytes()
                 for name, source in (("kinds.toml", "kinds.toml"), ("domain.toml", "right.toml"))}
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(600):
                name = chance.choice(list(right))
                for file, content in right.items():
                    (Path(folder) / file).write_bytes(self.damaged(content, chance) if file == name else content)
                try:
                    generate.make(model.load(folder), PRODUCTS)
                except model.DescriptionError as error:
                    self.assertEqual(len(str(error).splitlines()), 1)

    @staticmethod
    def damaged(content, chance):
        lines = content.splitlines(keepends=True)
        kind = chance.randrange(5)
        at = chance.randrange(len(lines))
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines[at:at] = [chance.choice(lines)]
        elif kind == 2:
            lines[at], other = chance.choice(lines), lines[at]
            lines[chance.randrange(len(lines))] = other
        else:
            text = bytearray(b"".join(lines))
            for _ in range(chance.randrange(1, 4)):
                text[chance.randrange(len(text))] = chance.choice(b'"[]{}=,\n0aZ \\\xff')
            return bytes(text[:chance.randrange(len(text))] if kind == 3 else text)
        return b"".join(lines)


if __name__ == "__main__":
    unittest.main()
