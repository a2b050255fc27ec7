#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""schemas_test.py SCHEMAS SOURCE: the published schemas, in the hands of a validator that is not ours.

Every document that libvirt wrote for a sample of the tree is valid, and mistakes are not.
"""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCHEMAS = Path()
SOURCE = Path()
ROOT = re.compile(r"<(\w+)")
# xmllint takes time that grows exponentially with the optional attributes of an element that are there.
MOST_ATTRIBUTES = 14
KINDS = {"pool": "storagepool", "volume": "storagevol", "device": "nodedev", "filter": "nwfilter",
         "filterbinding": "nwfilterbinding", "capabilities": "capability", "domainCapabilities": "domaincaps"}


def written_by_libvirt():
    """(kind, text) of every block below "== out" or "== again", and of every *.out.xml."""
    for path in sorted(SOURCE.glob("sdk/kit/*/tests/golden/*.txt")):
        block = None
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith("=="):
                if block:
                    yield block
                block = "" if line.split()[1] in ("out", "again") else None
            elif block is not None:
                block += line
        if block:
            yield block
    for path in sorted(SOURCE.glob("sdk/kit/domain/tests/golden/*.out.xml")):
        yield path.read_text(encoding="utf-8")


def kind_of(text):
    root = ROOT.search(text).group(1)
    return KINDS.get(root, root)


def xmllint(kind, texts):
    """The names of the files that are not valid, and what xmllint says."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(texts):
            files.append(Path(folder, f"{kind}-{number}.xml"))
            files[-1].write_text(text, encoding="utf-8")
        result = subprocess.run(["xmllint", "--noout", "--relaxng", SCHEMAS / f"{kind}.rng", *files],
                                capture_output=True, text=True, check=False)
        failed = re.findall(r"^(\S+) fails to validate", result.stderr, re.M)
        return [Path(name).read_text(encoding="utf-8") for name in failed], result


@unittest.skipUnless(shutil.which("xmllint"), "xmllint (libxml2-utils) is not installed")
class Schemas(unittest.TestCase):
    def test_accept_what_libvirt_writes(self):
        samples = {}
        for text in written_by_libvirt():
            samples.setdefault(kind_of(text), []).append(text)
        self.assertGreater(sum(map(len, samples.values())), 200)
        samples["nwfilter"] = [text for text in samples["nwfilter"] if len(re.findall(r"='", text)) < MOST_ATTRIBUTES]
        for kind, texts in samples.items():
            with self.subTest(kind):
                failed, result = xmllint(kind, texts)
                self.assertEqual(failed, [], result.stderr[:2000])
                self.assertEqual(result.returncode, 0, result.stderr[:2000])

    def test_refuse_mistakes(self):
        mistakes = {
            "network": "<network><name>a</name><brigde/></network>",
            "storagepool": "<pool type='dri'><name>a</name></pool>",
            "storagevol": "<volume><name>v</name><capacity>much</capacity></volume>",
            "domain": "<domain type='qemu'><name>a</name><memory unit='KiB' x='1'>1</memory></domain>",
            "interface": "<interface name='a'/>",
            "nodedev": "<device><name>a</name><capability type='x'/></device>",
            "secret": "<secret ephemeral='perhaps'/>",
            "networkport": "<networkport><plug type='x'/></networkport>",
            "nwfilter": "<filter name='a'><rule action='x' direction='in'/></filter>",
            "nwfilterbinding": "<filterbinding><portdev/></filterbinding>",
            "domainsnapshot": "<domainsnapshot><memory snapshot='some'/></domainsnapshot>",
            "domaincheckpoint": "<domaincheckpoint><disks><disk/></disks></domaincheckpoint>",
            "domainbackup": "<domainbackup mode='throw'/>",
        }
        self.assertLessEqual(set(mistakes), {path.stem for path in SCHEMAS.glob("*.rng")})
        for kind, text in mistakes.items():
            with self.subTest(kind):
                failed, result = xmllint(kind, [text])
                self.assertEqual(failed, [text], result.stderr[:2000])


if __name__ == "__main__":
    SOURCE = Path(sys.argv.pop())
    SCHEMAS = Path(sys.argv.pop())
    unittest.main()
