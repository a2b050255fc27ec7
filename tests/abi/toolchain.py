# SPDX-License-Identifier: LGPL-2.1-or-later
"""The compilers, our headers and the distribution's, for tests that compile programs against either."""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSION = "9000000"


def our_folders():
    """The include folders of our public headers, given by the build."""
    return [Path(folder) for folder in os.environ["MODVIRT_PUBLIC_HEADERS"].split(":")]


def our_options():
    return [f"-I{folder}" for folder in our_folders()]


def their_folder():
    """The folder that has libvirt 9.0.0's own headers; skips the test when there is none."""
    asked = subprocess.run(["pkg-config", "--variable=includedir", "libvirt"], capture_output=True, text=True)
    folder = Path(asked.stdout.strip() or "/usr/include") / "libvirt"
    common = folder / "libvirt-common.h"
    if not common.exists():
        raise unittest.SkipTest("libvirt-dev is not installed, so there is nothing to compare with")
    if not re.search(rf"LIBVIR_VERSION_NUMBER\s+{VERSION}\b", common.read_text(encoding="utf-8")):
        raise unittest.SkipTest("the libvirt-dev that is installed is not version 9.0.0")
    return folder.parent


def lines(name):
    """The entries of a list of this folder."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


class Program:
    """A source text in a folder that goes away with the test."""

    def __init__(self, test, text, name):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.test = test
        self.source = Path(folder.name) / name
        self.source.write_text(text, encoding="utf-8")

    def compile(self, *options):
        """Compiles and answers the program's path; a message of the compiler fails the test."""
        result = self.try_compile(*options)
        self.test.assertEqual(result.stderr, "")
        self.test.assertEqual(result.returncode, 0)
        return self.source.with_suffix(".out")

    def try_compile(self, *options):
        compiler = os.environ["CXX" if self.source.suffix == ".cpp" else "CC"]
        return subprocess.run([compiler, *options, "-o", self.source.with_suffix(".out"), self.source],
                              capture_output=True, text=True, timeout=120)

    def output(self, *options):
        return subprocess.run([self.compile(*options)], capture_output=True, text=True, check=True, timeout=60).stdout
