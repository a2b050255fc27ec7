#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""statements_test.py: each statement in the tables of README.md has a test of the same name, and each such test is a line there."""
import ast
import re
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECTION = re.compile(r"^### (.+)$")
ROW = re.compile(r"^\| (.+) \| (files|devices) \|$")


def words(text):
    """"A pool's name" as a name of Python: a_pools_name."""
    plain = text.lower().replace("'", "").replace("+", " plus ")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def class_of(section):
    return "".join(word.capitalize() for word in section.split())


def statements():
    """(program, class, test) of each line."""
    section = ""
    for line in (HERE / "README.md").read_text(encoding="utf-8").splitlines():
        if found := SECTION.match(line):
            section = class_of(found[1])
        elif section and (found := ROW.match(line)):
            yield found[2], section, f"test_{words(found[1])}"
        elif section and line and line not in ("| statement | tested on |", "|---|---|"):
            raise AssertionError(f"README.md has no statement in '{line}'")


def tests():
    """(program, class, test) of each test."""
    for program in ("files", "devices"):
        tree = ast.parse((HERE / f"page_{program}_test.py").read_text(encoding="utf-8"))
        for suite in tree.body:
            if isinstance(suite, ast.ClassDef):
                for function in suite.body:
                    if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                        yield program, suite.name, function.name


class Statements(unittest.TestCase):
    maxDiff = None

    def test_each_has_a_test_of_its_name(self):
        self.assertEqual(sorted(set(statements()) - set(tests())), [])

    def test_each_test_is_one(self):
        self.assertEqual(sorted(set(tests()) - set(statements())), [])

    def test_none_stands_there_twice(self):
        # Python keeps the last of two tests of one name, and says nothing of the first.
        for each in (list(statements()), list(tests())):
            self.assertEqual(len(each), len(set(each)))
            self.assertGreater(len(each), 150)

    def test_all_of_the_pages_formats_are_there(self):
        names = {f"{suite}.{test}" for _, suite, test in statements()}
        for kind in "raw bochs cloop cow dmg iso qcow qcow2 vmdk vpc".split():
            self.assertIn(f"DirectoryBackend.test_{kind}_files_are_listed", names)
        for kind in "auto ext2 ext3 ext4 ufs iso9660 udf gfs2 vfat hfs_plus xfs".split():
            self.assertIn(f"FilesystemBackend.test_{kind}_is_a_format", names)
        for kind in "dos dvh gpt mac bsd pc98 sun".split():
            self.assertIn(f"DiskBackend.test_{kind}_is_a_format", names)
        for kind in "none linux fat16 fat32 linux_swap linux_lvm linux_raid extended".split():
            self.assertIn(f"DiskBackend.test_{kind}_is_a_type_of_partition", names)


if __name__ == "__main__":
    unittest.main()
