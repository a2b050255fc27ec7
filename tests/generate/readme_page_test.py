# SPDX-License-Identifier: LGPL-2.1-or-later
"""Manual pages that are made from READMEs: what becomes of each form of Markdown, what is refused, and that groff has nothing to say."""
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "generate"))

import readme_page  # noqa: E402

TITLE = "# x: what it is\n\n"


def page(text):
    return readme_page.convert(TITLE + text, "modvirt-x", "7", "x/README.md")


def rendered(text):
    done = subprocess.run(["groff", "-man", "-Tascii", "-P-c", "-P-b", "-P-u", "-ww"], input=text, capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stderr, done.stdout


class Pages(unittest.TestCase):
    def refused(self, text, words):
        with self.assertRaisesRegex(readme_page.Wrong, words):
            readme_page.convert(text, "modvirt-x", "7", "x/README.md")

    def test_the_title_is_the_name_and_what_it_is(self):
        self.assertIn(".SH NAME\nmodvirt\\-x \\- what it is\n", page("Text.\n"))
        for wrong in ("# Disk pools\n", "", "\n\n# x: what it is\n"):
            self.refused(wrong, "x/README.md:1: it begins with '# name: what it is'")

    def test_headings_are_sections(self):
        text = page("## What it needs\n\nRoot.\n\n### Of tools\n\nNone.\n")
        self.assertIn(".SH WHAT IT NEEDS\n.PP\nRoot.\n.SS Of tools\n.PP\nNone.\n", text)
        self.refused(TITLE + "#### Deep\n", "README.md:3: ")

    def test_a_paragraph_is_one_whatever_its_lines(self):
        self.assertIn(".PP\none two\n.PP\nthree\n", page("one\ntwo\n\nthree\n"))

    def test_a_list_has_an_item_for_each_dash(self):
        self.assertIn(".IP \\(bu 2\none more\n.IP \\(bu 2\ntwo\n.PP\nnext\n", page("- one\n  more\n- two\n\nnext\n"))

    def test_a_table_has_a_paragraph_for_each_row(self):
        self.assertIn(".TP\n\\fBa\\fR\nfirst\n.TP\nb\nsecond\n", page("| call | |\n|---|---|\n| `a` | first |\n| b | second |\n"))
        self.assertIn(".TP\nxfs\ntool: mkfs; package: xfsprogs\n",
                      page("| format | tool | package |\n|---|---|---|\n| xfs | mkfs | xfsprogs |\n"))

    def test_a_table_without_its_line_of_dashes_is_refused(self):
        self.refused(TITLE + "| a | b |\n| c | d |\n| e | f |\n", "x/README.md:3: a table has a head")
        self.refused(TITLE + "| a | b |\n", "x/README.md:3: a table has a head")

    def test_code_is_kept_as_it_is(self):
        text = page("    <a>\n\n      .b 'c' -d \\e\n    </a>\n")
        self.assertIn(".nf\n<a>\n\n  .b \\(aqc\\(aq \\-d \\ee\n</a>\n.fi\n", text)

    def test_bold_code_and_links_are_words(self):
        self.assertIn("\\fBa\\-b\\fR and \\fBbold\\fR and dir", page("`a-b` and **bold** and [dir](../dir/README.md)\n"))

    def test_no_line_is_taken_for_a_request(self):
        self.assertIn("\\&.modvirt is hidden", page(".modvirt is hidden\n"))

    def test_what_a_page_cannot_have_is_refused_with_its_line(self):
        for text in ("1. first\n", "> said\n", "```\ncode\n```\n", "* star\n"):
            self.refused(TITLE + "Text.\n\n" + text, "x/README.md:5: .* cannot stand in a page")

    @unittest.skipUnless(shutil.which("groff"), "groff (groff-base) is not installed")
    def test_every_backends_page_renders_without_a_warning(self):
        backends = [path.parent for path in (ROOT / "plugins/storage").glob("*/CMakeLists.txt")
                    if "modvirt_readme_page(" in path.read_text(encoding="utf-8")]
        self.assertGreater(len(backends), 5)
        for folder in backends:
            source = (folder / "README.md").read_text(encoding="utf-8")
            text = readme_page.convert(source, f"modvirt-storage-{folder.name}", "7", folder.name)
            status, complaints, shown = rendered(text)
            self.assertEqual((status, complaints), (0, ""), folder)
            for section in ("WHAT IT NEEDS", "WHAT IT DOES", "WHAT IT REFUSES", "PERMISSIONS", "EXAMPLE", "SEE ALSO"):
                self.assertIn(f"\n{section}\n", shown, folder)
            self.assertIn("modvirt.conf", shown, f"{folder} tells nothing of settings")


if __name__ == "__main__":
    unittest.main()
