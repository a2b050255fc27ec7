#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt's companions, libvirt-qemu.so.0 and libvirt-lxc.so.0: this library by other names, and refusing as libvirt does."""
import ctypes
import os
import unittest

import null_arguments
import prerequisites

prerequisites.need_plain_library()

NO_SUPPORT, DENIED, NO_DOMAIN_HANDLE, INVALID = 3, 29, 7, 8
NOTHING = ctypes.c_void_p(None)


class TheCompanions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = ctypes.CDLL("libvirt.so.0")
        cls.qemu = ctypes.CDLL("libvirt-qemu.so.0")
        cls.lxc = ctypes.CDLL("libvirt-lxc.so.0")
        cls.library.virConnectOpen.restype = ctypes.c_void_p
        cls.library.virConnectOpenReadOnly.restype = ctypes.c_void_p
        cls.library.virDomainLookupByName.restype = ctypes.c_void_p
        cls.library.virGetLastError.restype = ctypes.POINTER(null_arguments.Error)
        cls.qemu.virDomainQemuAttach.restype = ctypes.c_void_p
        cls.qemu.virDomainQemuAgentCommand.restype = ctypes.c_void_p

    def domain(self, how):
        connection = ctypes.c_void_p(how(b"test:///default"))
        return connection, ctypes.c_void_p(self.library.virDomainLookupByName(connection, b"test"))

    def code(self):
        return self.library.virGetLastError().contents.code

    def test_are_this_library(self):
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = {line.split()[-1] for line in maps if "virt" in os.path.basename(line.split()[-1])}
        self.assertEqual(len([path for path in loaded if "libmodvirt.so.0" in path]), 1, loaded)
        self.assertEqual([path for path in loaded if os.path.basename(path).startswith("libvirt")], [])

    def test_say_that_no_driver_serves_their_calls(self):
        connection, domain = self.domain(self.library.virConnectOpen)
        result = ctypes.c_void_p()
        self.assertEqual(self.qemu.virDomainQemuMonitorCommand(domain, b"info", ctypes.byref(result), 0), -1)
        self.assertEqual(self.code(), NO_SUPPORT)
        self.assertIsNone(self.qemu.virDomainQemuAttach(connection, 5, 0))
        self.assertEqual(self.code(), NO_SUPPORT)
        self.assertIsNone(self.qemu.virDomainQemuAgentCommand(domain, b"{}", 0, 0))
        self.assertEqual(self.code(), NO_SUPPORT)
        self.assertEqual(self.lxc.virDomainLxcOpenNamespace(domain, ctypes.byref(result), 0), -1)
        self.assertEqual(self.code(), NO_SUPPORT)

    def test_check_what_they_are_given(self):
        _connection, domain = self.domain(self.library.virConnectOpen)
        self.assertEqual(self.qemu.virDomainQemuMonitorCommand(NOTHING, b"info", NOTHING, 0), -1)
        self.assertEqual(self.code(), NO_DOMAIN_HANDLE)
        self.assertEqual(self.qemu.virDomainQemuMonitorCommand(domain, NOTHING, NOTHING, 0), -1)
        self.assertEqual(self.code(), INVALID)
        self.assertEqual(self.lxc.virDomainLxcEnterSecurityLabel(NOTHING, NOTHING, NOTHING, 0), -1)
        self.assertEqual(self.code(), INVALID)

    def test_refuse_whoever_may_only_read(self):
        _connection, domain = self.domain(self.library.virConnectOpenReadOnly)
        self.assertEqual(self.qemu.virDomainQemuMonitorCommand(domain, b"info", ctypes.byref(ctypes.c_void_p()), 0), -1)
        self.assertEqual(self.code(), DENIED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
