# SPDX-License-Identifier: LGPL-2.1-or-later
"""The export map: the 517 public symbols of libvirt 9.0.0, each under its version, in libvirt's chain of versions."""
import os
import re
import unittest
from pathlib import Path

from toolchain import lines


def promised():
    return dict(line.split() for line in lines("public_symbols.txt"))


class VersionScript(unittest.TestCase):
    def setUp(self):
        self.text = Path(os.environ["MODVIRT_EXPORT_MAP"]).read_text(encoding="utf-8")

    def test_every_symbol_stands_in_its_node(self):
        found = {}
        for version, body in re.findall(r"^LIBVIRT_([\d.]+) \{(.*?)^\}", self.text, re.M | re.S):
            for symbol in re.findall(r"^\s+(vir\w+);", body, re.M):
                self.assertNotIn(symbol, found)
                found[symbol] = version
        self.assertEqual(sorted(found.items() ^ promised().items()), [])
        self.assertEqual(len(found), 517)

    def test_each_node_inherits_the_one_before(self):
        nodes = re.findall(r"^LIBVIRT_([\d.]+) \{.*?^\}(?: LIBVIRT_([\d.]+))?;", self.text, re.M | re.S)
        versions = [node for node, _ in nodes]
        self.assertEqual([parent for _, parent in nodes], ["", *versions[:-1]])
        self.assertEqual(versions, sorted(versions, key=lambda text: [int(part) for part in text.split(".")]))
        self.assertEqual((versions[0], versions[-1]), ("0.0.3", "9.0.0"))

    def test_the_companions_of_libvirt_have_chains_of_their_own(self):
        nodes = re.findall(r"^LIBVIRT_(QEMU|LXC)_([\d.]+) \{.*?^\}(?: LIBVIRT_(?:QEMU|LXC)_([\d.]+))?;", self.text,
                           re.M | re.S)
        self.assertEqual(nodes, [
            ("QEMU", "0.8.3", ""), ("QEMU", "0.9.4", "0.8.3"), ("QEMU", "0.10.0", "0.9.4"), ("QEMU", "1.2.3", "0.10.0"),
            ("QEMU", "8.2.0", "1.2.3"), ("LXC", "1.0.2", ""), ("LXC", "1.0.4", "1.0.2"), ("LXC", "2.0.0", "1.0.4")])


if __name__ == "__main__":
    unittest.main()
