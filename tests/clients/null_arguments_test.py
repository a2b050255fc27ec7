#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Called without arguments, every public function fails as libvirt's does: the same code, domain, message and texts."""
import os
import unittest
from pathlib import Path

import null_arguments
import prerequisites

STOCK = "/usr/lib/x86_64-linux-gnu/libvirt.so.0"
API = Path(__file__).resolve().parents[2] / "sdk" / "api"

CRASHES = "libvirt crashes; an argument that is missing is refused"
NO_PROBING = "an empty URI is never guessed: libvirt asks its daemon"
# What differs, and why.
DIFFERENT = {
    "virConnCopyLastError": CRASHES,
    "virConnectSetIdentity": CRASHES,
    "virDomainFDAssociate": CRASHES,
    "virDomainGetLaunchSecurityInfo": CRASHES,
    "virDomainSetLaunchSecurityState": CRASHES,
    "virTypedParamsAddBoolean": CRASHES,
    "virTypedParamsAddDouble": CRASHES,
    "virTypedParamsAddFromString": CRASHES,
    "virTypedParamsAddInt": CRASHES,
    "virTypedParamsAddLLong": CRASHES,
    "virTypedParamsAddString": CRASHES,
    "virTypedParamsAddUInt": CRASHES,
    "virTypedParamsAddULLong": CRASHES,
    "virConnectOpen": NO_PROBING,
    "virConnectOpenAuth": NO_PROBING,
    "virConnectOpenReadOnly": NO_PROBING,
    "virDomainCreateLinux": "libvirt speaks of virDomainCreateXML, of which the old name is an alias",
    "virGetVersion": "libvirt does not say what was wrong",
}


class CalledWithoutArguments(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        os.environ.pop("LIBVIRT_DEFAULT_URI", None)
        cls.stock = null_arguments.observe_all(API, STOCK, "")
        cls.own = null_arguments.observe_all(API, os.environ["MODVIRT_LIBRARY"], "")

    def test_every_function_fails_as_libvirt_does(self):
        self.assertEqual(len(self.own), 516)
        for symbol, expected in self.stock.items():
            if symbol not in DIFFERENT:
                with self.subTest(symbol):
                    self.assertEqual(self.own[symbol], expected)

    def test_no_function_crashes(self):
        waits_for_ever = {"virEventRunDefaultImpl": null_arguments.TIMED_OUT}
        for symbol, record in self.own.items():
            with self.subTest(symbol):
                self.assertEqual(record.get("signal"), waits_for_ever.get(symbol))

    def test_every_exception_is_one(self):
        for symbol in DIFFERENT:
            with self.subTest(symbol):
                self.assertNotEqual(self.own[symbol], self.stock[symbol])


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file(STOCK, "libvirt0 9.0.0")
    unittest.main(verbosity=2)
