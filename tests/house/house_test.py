#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""house_test.py SOURCE: holds the tree to what docs/ARCHITECTURE.md says of it.

Dependencies point one way, every source names its licence, and the documents name files that exist.
"""
import functools
import re
import subprocess
import sys
import unittest
from pathlib import Path

SOURCE = Path()
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
SOURCES = (".cpp", ".hpp", ".c", ".h")
SCRIPTS = (".py", ".sh")


@functools.cache
def tracked():
    """Every file of the tree; without git, every file outside of build trees."""
    listed = subprocess.run(["git", "-c", f"safe.directory={SOURCE}", "-C", SOURCE, "ls-files", "-z"],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [SOURCE / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in SOURCE.rglob("*") if "build" not in path.relative_to(SOURCE).parts]
    return sorted(path for path in paths if path.is_file())


def relative(path):
    return path.relative_to(SOURCE).as_posix()


def part(path):
    """The part of the house that a file belongs to: core, sdk, plugins/<driver>, tools or tests."""
    pieces = path.relative_to(SOURCE).parts
    if pieces[0] == "plugins":
        return "/".join(pieces[:3] if pieces[1] == "storage" else pieces[:2])
    return pieces[0]


def is_test(path):
    return "tests" in path.relative_to(SOURCE).parts


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


@functools.cache
def drivers():
    return sorted({part(path) for path in tracked() if relative(path).startswith("plugins/") and path.suffix in SOURCES})


def holder(path, name, quoted):
    """The part of the house that an included file is in; None for what is not of this house."""
    if quoted:
        beside = path.parent / name
        if beside.exists():
            return part(beside.resolve())
        # Headers are named from the root of their module, as "config/configuration.hpp" or "qmp/client.hpp".
        for root in (part(path), "sdk", "core", "core/api", "tools/modvirt", *drivers()):
            if (SOURCE / root / name).exists():
                return part((SOURCE / root / name).resolve())
        return None
    if name.startswith("kit/"):
        return "sdk"
    if name.startswith("modvirt/"):
        return "core" if (SOURCE / "core/include" / name).exists() else "sdk"
    return "core" if name.startswith("libvirt/") else None


class Layering(unittest.TestCase):
    """Never core -> plugin, plugin -> plugin, plugin -> core, or sdk -> anything."""

    def violations(self, own, allowed):
        for path in tracked():
            if path.suffix not in SOURCES or is_test(path) or not own(part(path)):
                continue
            for bracket, name in includes(path):
                there = holder(path, name, bracket == '"')
                if there is not None and there != part(path) and there not in allowed:
                    yield f"{relative(path)} includes {name} of {there}"

    def expect_none(self, own, allowed):
        found = list(self.violations(own, allowed))
        self.assertEqual(found, [], "\n".join(found))

    def test_drivers_stand_on_the_sdk_alone(self):
        self.assertGreater(len(drivers()), 1)
        self.expect_none(lambda p: p.startswith("plugins/"), ("sdk",))

    def test_the_core_knows_no_driver(self):
        self.expect_none(lambda p: p == "core", ("sdk",))

    def test_the_sdk_knows_nobody(self):
        self.expect_none(lambda p: p == "sdk", ())

    def test_the_command_line_sees_public_headers_only(self):
        # The class that everybody throws is shared by all parts.
        public = re.compile(r"^(libvirt/|modvirt/modvirt\.h$|modvirt/handles\.hpp$|modvirt/error\.hpp$)")
        for path in tracked():
            if not relative(path).startswith("tools/modvirt/") or path.suffix not in SOURCES or is_test(path):
                continue
            for bracket, name in includes(path):
                if bracket == "<" and name.startswith(("modvirt/", "kit/")):
                    self.assertRegex(name, public, relative(path))
                if bracket == '"':
                    self.assertFalse((SOURCE / "core" / name).exists() and
                                     not (SOURCE / "tools/modvirt" / name).exists() and
                                     not (path.parent / name).exists(),
                                     f"{relative(path)} includes the core's {name}")

    def test_this_test_notices(self):
        path = SOURCE / "plugins/test/driver.hpp"
        self.assertEqual(holder(path, "registry/registry.hpp", True), "core")
        self.assertEqual(holder(path, "modvirt/modvirt.h", False), "core")
        self.assertEqual(holder(path, "libvirt/libvirt.h", False), "core")
        self.assertEqual(holder(path, "modvirt/plugin.hpp", False), "sdk")
        self.assertEqual(holder(path, "kit/store/store.hpp", True), "sdk")
        self.assertEqual(holder(path, "qmp/client.hpp", True), "plugins/qemu")
        self.assertIsNone(holder(path, "vector", False))


class Sources(unittest.TestCase):
    def test_name_their_licence(self):
        for path in tracked():
            name = relative(path)
            scripted = path.suffix == "" and path.read_bytes()[:2] == b"#!"
            if path.suffix not in SOURCES + SCRIPTS and not scripted:
                continue
            head = "\n".join(path.read_text(encoding="utf-8").splitlines()[:3])
            licence = "MIT" if name.startswith("sdk/") else "(LGPL-2.1-or-later|MIT)"
            self.assertRegex(head, f"SPDX-License-Identifier: {licence}\\b", name)

    def test_leave_nothing_for_later(self):
        later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
        for path in tracked():
            if path.suffix in SOURCES + SCRIPTS and path != Path(__file__).resolve():
                self.assertNotRegex(path.read_text(encoding="utf-8"), later, relative(path))


class Documents(unittest.TestCase):
    """What stands in `code` and looks like a path of this tree is one."""

    PATH = re.compile(r"`((?:core|sdk|plugins|tools|tests|docs)/[\w./+-]*)`")

    def expect_paths(self, document, at_least):
        text = (SOURCE / document).read_text(encoding="utf-8")
        paths = self.PATH.findall(text)
        self.assertGreaterEqual(len(paths), at_least)
        for path in paths:
            self.assertTrue((SOURCE / path).exists(), f"{document} names {path}")

    def test_the_architecture_names_files_that_exist(self):
        self.expect_paths("docs/ARCHITECTURE.md", 30)

    def test_the_readme_names_files_that_exist(self):
        self.expect_paths("README.md", 5)

    def test_links_lead_somewhere(self):
        for path in tracked():
            if path.suffix != ".md":
                continue
            for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
                self.assertTrue((path.parent / target).exists(), f"{relative(path)} links to {target}")

    def test_every_part_of_the_core_is_on_the_map(self):
        text = (SOURCE / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
        for folder in [*(SOURCE / "core").iterdir(), *(SOURCE / "sdk/kit").iterdir(), *(SOURCE / "tests").iterdir()]:
            if folder.is_dir() and folder.name != "__pycache__":
                self.assertIn(f"`{relative(folder)}", text, "docs/ARCHITECTURE.md lacks a part of the house")


if __name__ == "__main__":
    SOURCE = Path(sys.argv[1]).resolve()
    unittest.main(argv=sys.argv[:1])
