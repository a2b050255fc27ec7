#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian's python3-libvirt on this library: it opens, lists, defines, starts, listens and fails as on libvirt."""
import os
import threading
import unittest

import prerequisites

prerequisites.need_plain_library()
prerequisites.need_file("/usr/lib/python3/dist-packages/libvirt.py", "python3-libvirt")
import libvirt  # noqa: E402

URI = "test:///default"
XML = """
<domain type='test'>
  <name>{name}</name>
  <memory unit='KiB'>8192</memory>
  <vcpu>1</vcpu>
  <os><type>hvm</type></os>
</domain>
"""


class OnModvirt(unittest.TestCase):
    def setUp(self):
        self.errors = []
        libvirt.registerErrorHandler(lambda errors, error: errors.append(error), self.errors)
        self.connection = libvirt.open(URI)
        self.defined = []

    def tearDown(self):
        for domain in self.defined:
            if domain.isActive():
                domain.destroy()
            domain.undefine()
        self.defined.clear()
        self.connection.close()

    def define(self, name):
        domain = self.connection.defineXML(XML.format(name=name))
        self.defined.append(domain)
        return domain


class TheBinding(OnModvirt):
    def test_runs_on_this_library(self):
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = {line.split()[-1] for line in maps if "libvirt.so" in line or "libmodvirt.so" in line}
        self.assertEqual(len(loaded), 1, loaded)
        self.assertIn("libmodvirt.so.0", loaded.pop())

    def test_takes_it_for_libvirt_9(self):
        self.assertEqual(libvirt.getVersion(), 9000000)
        self.assertEqual(self.connection.getLibVersion(), 9000000)


class AConnection(OnModvirt):
    def test_tells_what_it_is(self):
        self.assertEqual(self.connection.getURI(), URI)
        self.assertEqual(self.connection.getType(), "TEST")
        self.assertIn("<capabilities>", self.connection.getCapabilities())
        self.assertTrue(self.connection.isAlive())
        self.assertEqual(len(self.connection.getInfo()), 8)

    def test_lists_the_domain_that_is_always_there(self):
        self.assertIn("test", [domain.name() for domain in self.connection.listAllDomains()])
        self.assertEqual(self.connection.numOfDomains(), 1)
        self.assertEqual(self.connection.listDomainsID(), [1])

    def test_changes_nothing_when_it_may_only_read(self):
        connection = libvirt.openReadOnly(URI)
        with self.assertRaises(libvirt.libvirtError) as refused:
            connection.lookupByName("test").destroy()
        self.assertEqual(refused.exception.get_error_code(), libvirt.VIR_ERR_OPERATION_DENIED)
        connection.close()

    def test_asks_for_credentials_only_when_they_are_wanted(self):
        def ask(credentials, data):
            raise AssertionError("nobody is to be asked")

        connection = libvirt.openAuth(URI, [[libvirt.VIR_CRED_AUTHNAME], ask, None], 0)
        self.assertEqual(connection.getURI(), URI)
        connection.close()

    def test_to_a_scheme_that_nobody_serves_is_refused(self):
        with self.assertRaises(libvirt.libvirtError) as refused:
            libvirt.open("nosuch:///system")
        self.assertEqual(refused.exception.get_error_code(), libvirt.VIR_ERR_NO_CONNECT)
        self.assertIn("nosuch:///system", str(refused.exception))


class ADomain(OnModvirt):
    def test_is_defined_started_and_ended(self):
        domain = self.define("client-life")
        self.assertFalse(domain.isActive())
        self.assertEqual(domain.create(), 0)
        self.assertEqual(domain.state()[0], libvirt.VIR_DOMAIN_RUNNING)
        self.assertEqual(domain.suspend(), 0)
        self.assertEqual(domain.info()[0], libvirt.VIR_DOMAIN_PAUSED)
        self.assertEqual(domain.resume(), 0)
        self.assertEqual(domain.destroy(), 0)
        self.assertEqual(domain.ID(), -1)

    def test_is_found_by_all_its_names(self):
        domain = self.define("client-names")
        self.assertEqual(self.connection.lookupByName("client-names").UUIDString(), domain.UUIDString())
        self.assertEqual(self.connection.lookupByUUIDString(domain.UUIDString()).name(), "client-names")
        self.assertEqual(self.connection.lookupByUUID(domain.UUID()).name(), "client-names")

    def test_has_the_description_it_was_given(self):
        self.assertIn("<name>client-xml</name>", self.define("client-xml").XMLDesc())

    def test_that_does_not_exist_is_named_in_the_error(self):
        with self.assertRaises(libvirt.libvirtError) as missing:
            self.connection.lookupByName("nobody")
        self.assertEqual(missing.exception.get_error_code(), libvirt.VIR_ERR_NO_DOMAIN)
        self.assertIn("nobody", missing.exception.get_error_message())

    def test_keeps_its_connection_open(self):
        connection = libvirt.open(URI)
        domain = connection.lookupByName("test")
        self.assertGreater(connection.close(), 0)
        self.assertEqual(domain.name(), "test")


class AnError(OnModvirt):
    def test_reaches_the_handler_and_the_exception(self):
        with self.assertRaises(libvirt.libvirtError) as failed:
            self.connection.defineXML("<nonsense/>")
        self.assertEqual(len(self.errors), 1)
        self.assertEqual(self.errors[0][0], failed.exception.get_error_code())
        self.assertEqual(self.errors[0][2], failed.exception.get_error_message())

    def test_of_a_migration_is_not_lost_with_the_connection_that_it_made(self):
        domain = self.connection.lookupByName("test")
        with self.assertRaises(libvirt.libvirtError) as raised:
            domain.migrateToURI3(URI, {}, libvirt.VIR_MIGRATE_PEER2PEER)
        self.assertEqual(raised.exception.get_error_code(), libvirt.VIR_ERR_INTERNAL_ERROR)
        self.assertIn("to the same host", raised.exception.get_error_message())


class Events(OnModvirt):
    @classmethod
    def setUpClass(cls):
        libvirt.virEventRegisterDefaultImpl()

    def deliver(self):
        timer = libvirt.virEventAddTimeout(0, lambda timer, data: None, None)
        for _ in range(4):
            libvirt.virEventRunDefaultImpl()
        libvirt.virEventRemoveTimeout(timer)

    def test_tell_the_life_of_a_domain(self):
        heard = []

        def hear(connection, domain, event, detail, data):
            heard.append((domain.name(), event, detail))

        identity = self.connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, hear, None)
        domain = self.define("client-events")
        domain.create()
        domain.destroy()
        self.deliver()
        self.assertEqual(heard, [
            ("client-events", libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED),
            ("client-events", libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED),
            ("client-events", libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)])
        self.connection.domainEventDeregisterAny(identity)
        self.assertEqual(self.connection.close(), 1)
        self.connection = libvirt.open(URI)

    def test_of_the_old_style_are_told_as_well(self):
        heard = []

        def hear(connection, domain, event, detail, data):
            heard.append((event, data))

        self.connection.domainEventRegister(hear, "data")
        domain = self.connection.lookupByName("test")
        domain.suspend()
        domain.resume()
        self.deliver()
        self.assertEqual(heard, [(libvirt.VIR_DOMAIN_EVENT_SUSPENDED, "data"),
                                 (libvirt.VIR_DOMAIN_EVENT_RESUMED, "data")])
        self.connection.domainEventDeregister(hear)

    def test_wake_a_loop_that_waits_in_another_thread(self):
        heard = threading.Event()
        is_over = threading.Event()

        def run():
            while not is_over.is_set():
                libvirt.virEventRunDefaultImpl()

        keeper = libvirt.virEventAddTimeout(100, lambda timer, data: None, None)
        loop = threading.Thread(target=run)
        loop.start()
        identity = self.connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *arguments: heard.set(), None)
        self.connection.lookupByName("test").suspend()
        was_heard = heard.wait(60)
        self.connection.lookupByName("test").resume()
        self.connection.domainEventDeregisterAny(identity)
        is_over.set()
        loop.join()
        libvirt.virEventRemoveTimeout(keeper)
        self.assertTrue(was_heard)

    def test_are_watched_for_on_descriptors(self):
        reader, writer = os.pipe()
        ready = []
        watch = libvirt.virEventAddHandle(reader, libvirt.VIR_EVENT_HANDLE_READABLE,
                                          lambda watch, fd, events, data: ready.append((fd, events, data)), "data")
        os.write(writer, b"x")
        libvirt.virEventRunDefaultImpl()
        self.assertEqual(ready, [(reader, libvirt.VIR_EVENT_HANDLE_READABLE, "data")])
        libvirt.virEventRemoveHandle(watch)
        os.close(reader)
        os.close(writer)


class AStream(OnModvirt):
    def take_picture(self, stream):
        try:
            return self.connection.lookupByName("test").screenshot(stream, 0)
        except libvirt.libvirtError as refused:
            if refused.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise
            self.skipTest("screenshots are not served")

    def test_carries_a_picture(self):
        stream = self.connection.newStream()
        self.assertEqual(self.take_picture(stream), "image/png")
        pieces = []
        stream.recvAll(lambda _stream, data, _opaque: pieces.append(data), None)
        stream.finish()
        self.assertEqual(b"".join(pieces)[:8], b"\x89PNG\r\n\x1a\n")

    def test_is_read_piece_by_piece(self):
        stream = self.connection.newStream()
        self.take_picture(stream)
        size = 0
        while piece := stream.recv(1000):
            self.assertLessEqual(len(piece), 1000)
            size += len(piece)
        stream.finish()
        self.assertGreater(size, 1000)

    def test_that_nothing_was_put_into_cannot_be_read(self):
        with self.assertRaises(libvirt.libvirtError) as refused:
            self.connection.newStream().recv(10)
        self.assertEqual(refused.exception.get_error_code(), libvirt.VIR_ERR_NO_SUPPORT)


class TheLossOfAHypervisor(OnModvirt):
    def test_is_registered_for_and_given_up(self):
        self.connection.registerCloseCallback(lambda connection, reason, data: None, None)
        self.connection.unregisterCloseCallback()


if __name__ == "__main__":
    unittest.main(verbosity=2)
