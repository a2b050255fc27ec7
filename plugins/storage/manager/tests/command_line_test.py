#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""command_line_test.py MODVIRT PLUGIN: the pool manager of qemu:///embed through the real command line, each command a process
of its own, with a backend of somebody else, whose type of pools libvirt does not know.
"""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

MODVIRT = PLUGIN = ""

POOL = """<pool type='acme'>
  <name>attic</name>
  <uuid>11111111-2222-3333-4444-555555555555</uuid>
</pool>
"""


class Pools(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.document = self.base / "attic.xml"
        self.document.write_text(POOL)

    def run_modvirt(self, *command, works=True, **environment):
        uri = f"qemu:///embed?root={self.base}/root"
        done = subprocess.run([MODVIRT, "--plugin", PLUGIN, "-c", uri, *command], capture_output=True, text=True,
                              check=False, env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C", **environment})
        self.assertEqual(done.returncode == 0, works, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def test_live_from_one_process_to_the_next(self):
        self.assertIn("Pool attic defined", self.run_modvirt("pool-define", str(self.document)))
        self.assertRegex(self.run_modvirt("pool-list", "--all"), r"attic +inactive +no")
        self.run_modvirt("pool-start", "attic")
        self.run_modvirt("pool-autostart", "attic")
        self.assertRegex(self.run_modvirt("pool-list", "--all"), r"attic +active +yes")
        self.assertRegex(self.run_modvirt("pool-info", "attic"), r"State: +running[\s\S]*Capacity: +1.00 GiB")
        self.assertIn("<pool type='acme'>", self.run_modvirt("pool-dumpxml", "attic"))
        self.run_modvirt("pool-refresh", "attic")
        self.run_modvirt("pool-destroy", "attic")
        self.run_modvirt("pool-autostart", "attic", "--disable")
        self.assertRegex(self.run_modvirt("pool-list", "--all"), r"attic +inactive +no")
        self.run_modvirt("pool-undefine", "attic")
        self.assertNotIn("attic", self.run_modvirt("pool-list", "--all"))

    def test_have_volumes_that_are_found_and_changed(self):
        self.run_modvirt("pool-create", str(self.document))
        listed = self.run_modvirt("vol-list", "attic")
        self.assertRegex(listed, r"empty +/acme/empty[\s\S]*small +/acme/small")
        self.assertRegex(self.run_modvirt("vol-info", "small", "attic"), r"Capacity: +64.00 MiB")
        self.assertIn("<capacity unit='bytes'>67108864</capacity>", self.run_modvirt("vol-dumpxml", "small", "attic"))
        self.assertEqual(self.run_modvirt("vol-pool", "/acme/small").strip(), "attic")
        self.run_modvirt("pool-destroy", "attic")

    def test_refuse_what_nobody_serves(self):
        self.document.write_text(POOL.replace("acme", "tape"))
        self.assertIn("error", self.run_modvirt("pool-define", str(self.document), works=False))
        plugins = self.base / "plugins"  # none of them is a backend
        plugins.mkdir()
        for name in ("qemu.so", "storage.so"):
            shutil.copy(next(Path(MODVIRT).parent.parent.glob(f"lib/**/plugins/1/{name}")), plugins)
        self.document.write_text("<pool type='iscsi-direct'><name>s</name><source><host name='h'/><device path='iqn.a'/>"
                                 "<initiator><iqn name='iqn.b'/></initiator></source></pool>")
        for arguments in (("pool-define", str(self.document)), ("find-storage-pool-sources", "iscsi-direct")):
            error = self.run_modvirt(*arguments, works=False, MODVIRT_PLUGIN_PATH=str(plugins))
            self.assertIn("missing backend for pool type 'iscsi-direct'", error)
            self.assertIn("install the package modvirt-storage-iscsi-direct", error)
        self.run_modvirt("pool-create", str(self.base / "attic.xml"), works=False)

    def test_are_among_the_capabilities(self):
        capabilities = self.run_modvirt("pool-capabilities")
        self.assertIn("<pool type='acme' supported='yes'/>", capabilities)
        self.assertIn("<pool type='rbd' supported='no'>", capabilities)


if __name__ == "__main__":
    MODVIRT, PLUGIN = sys.argv[1:3]
    if not Path(MODVIRT).exists():
        sys.exit(77)  # the command line is not built
    unittest.main(argv=sys.argv[:1])
