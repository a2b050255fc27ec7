# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the library exports: the 517 public symbols of libvirt 9.0.0, each under its version, and what is our own."""
import os
import re
import subprocess
import unittest
from pathlib import Path

from toolchain import lines


class Library(unittest.TestCase):
    def setUp(self):
        self.promised = dict(line.split() for line in lines("public_symbols.txt"))
        self.library = Path(os.environ["MODVIRT_LIBRARY"])
        if not self.library.exists():
            self.skipTest(f"{self.library.name} is not built")
        listing = subprocess.run(["nm", "-D", "--defined-only", "--with-symbol-versions", self.library],
                                 capture_output=True, text=True, check=True).stdout
        self.symbols = [line.split()[-1] for line in listing.splitlines() if " A " not in line]

    def test_the_public_symbols_are_exported_under_their_versions(self):
        found = dict(re.findall(r"^(vir\w+)@@LIBVIRT_([\d.]+)$", "\n".join(self.symbols), re.M))
        self.assertEqual(sorted(self.promised.items() - found.items()), [], "promised but not exported")
        self.assertEqual(sorted(found.items() - self.promised.items()), [], "exported but not promised")

    def test_nothing_else_is_exported_but_what_is_our_own(self):
        others = [name for name in self.symbols if "@@LIBVIRT_" not in name]
        self.assertEqual([name for name in others if not re.fullmatch(r"modvirt\w+@@MODVIRT_[\d.]+", name)], [])


if __name__ == "__main__":
    unittest.main()
