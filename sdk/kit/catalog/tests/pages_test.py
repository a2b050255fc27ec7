#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pages_test.py PAGES SCHEMAS: every kind of document has its manual page, and groff has nothing to say about it."""
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

PAGES = Path()
SCHEMAS = Path()


class Pages(unittest.TestCase):
    def test_every_kind_of_document_has_one(self):
        kinds = {path.stem for path in SCHEMAS.glob("*.rng")}
        self.assertTrue(kinds)
        self.assertEqual({path.stem.removeprefix("modvirt-") for path in PAGES.glob("modvirt-*.5")}, kinds)

    @unittest.skipUnless(shutil.which("groff"), "groff (groff-base) is not installed")
    def test_every_page_renders_without_a_warning(self):
        for page in sorted(PAGES.glob("modvirt-*.5")):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", page], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            self.assertIn(f"{page.stem} - the XML that describes", done.stdout[:2000])


if __name__ == "__main__":
    PAGES, SCHEMAS = map(Path, sys.argv[1:])
    unittest.main(argv=sys.argv[:1])
