#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""packages_test.py SOURCE BUILD: Debian's packages hold what is installed, each file once, and each driver by itself."""
import fnmatch
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path()
BUILD = Path()


def patterns(package):
    """The paths that a package takes, relative to the root; a line's second word only says where they go."""
    lines = (SOURCE / "debian" / f"{package}.install").read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip()]


def takes(pattern, path):
    """As dh_install has it: a pattern stands for a file, or for a directory with all that is in it."""
    pieces = path.split("/")
    wanted = pattern.split("/")
    return len(pieces) >= len(wanted) and all(map(fnmatch.fnmatchcase, pieces, wanted))


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.control = (SOURCE / "debian" / "control").read_text(encoding="utf-8")
        cls.names = re.findall(r"^Package: (\S+)$", cls.control, re.M)
        cls.patterns = {name: patterns(name) for name in cls.names}
        cls.root = tempfile.TemporaryDirectory()
        subprocess.run(["cmake", "--install", BUILD, "--prefix", f"{cls.root.name}/usr"], check=True,
                       stdout=subprocess.DEVNULL)
        root = Path(cls.root.name)
        cls.files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*")
                           if path.is_symlink() or path.is_file())

    @classmethod
    def tearDownClass(cls):
        cls.root.cleanup()

    def holders(self, path):
        return [name for name, some in self.patterns.items() if any(takes(each, path) for each in some)]

    def test_every_installed_file_is_in_one_package(self):
        strays = {path: self.holders(path) for path in self.files if len(self.holders(path)) != 1}
        self.assertEqual(strays, {})

    def test_no_package_waits_for_a_file_that_is_not_installed(self):
        for name, some in self.patterns.items():
            for pattern in some:
                self.assertTrue(any(takes(pattern, path) for path in self.files), f"{name}: {pattern}")

    def test_every_plugin_is_a_package_of_its_own(self):
        plugins = [path for path in self.files if "/modvirt/plugins/" in path]
        self.assertGreater(len(plugins), 1)
        packages = [self.holders(path)[0] for path in plugins]
        self.assertEqual(sorted(packages), sorted(set(packages)))
        for package in packages:
            # With its manual page, and nothing else.
            others = [pattern for pattern in self.patterns[package] if "/modvirt/plugins/" not in pattern]
            self.assertEqual(len(self.patterns[package]) - len(others), 1, package)
            self.assertLessEqual(set(others), {f"usr/share/man/man7/{package}.7"}, package)

    def test_every_storage_backend_has_its_manual_page(self):
        backends = {path.parent.name for path in SOURCE.glob("plugins/storage/*/CMakeLists.txt")
                    if "KIND storage-backend" in path.read_text(encoding="utf-8")}
        self.assertGreater(len(backends), 5)
        self.assertLessEqual({f"usr/share/man/man7/modvirt-storage-{name}.7" for name in backends}, set(self.files))

    def test_a_missing_driver_is_looked_for_in_a_package_that_has_it(self):
        known = json.loads((SOURCE / "core/registry/driver-packages.json").read_text(encoding="utf-8"))
        folders = {path.parent.name for path in SOURCE.glob("plugins/*/CMakeLists.txt")}
        for scheme, package in known["schemes"].items():
            if scheme in folders:
                self.assertIn(package, self.names)

    def test_a_missing_backend_is_looked_for_in_the_package_that_has_it(self):
        known = json.loads((SOURCE / "core/registry/driver-packages.json").read_text(encoding="utf-8"))["pool_types"]
        served = {}
        for path in SOURCE.glob("plugins/storage/*/CMakeLists.txt"):
            lists = path.read_text(encoding="utf-8")
            types = re.search(r"^ *POOL_TYPES (.*)$", lists, re.M)
            for each in types[1].split() if types else ():
                served[each] = re.search(r"^ *PACKAGE (\S+)$", lists, re.M)[1]
        self.assertEqual(known, served)
        for package in served.values():
            self.assertIn(package, self.names)

    def test_what_is_built_with_is_what_the_tools_install(self):
        depends = re.search(r"^Build-Depends:(.*?)^\S", self.control, re.M | re.S)[1]
        ours = {re.split(r"[\s(]", each.strip())[0] for each in depends.split(",")} - {"debhelper-compat"}
        listed = re.search(r"^build_packages=\((.*?)\)", (SOURCE / "tools/packages.sh").read_text(encoding="utf-8"),
                           re.M | re.S)[1].split()
        self.assertEqual(ours, set(listed) - {"g++"}, "g++ is of every build")


if __name__ == "__main__":
    SOURCE, BUILD = map(Path, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
