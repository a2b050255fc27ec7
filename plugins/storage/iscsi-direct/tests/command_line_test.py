#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""command_line_test.py MODVIRT: iscsi-direct pools of qemu:///embed through the real command line, with Debian's target emulator on
127.0.0.1.
"""
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

MODVIRT = ""
SKIPPED = 77
IQN = "iqn.2024-01.lab:disks"
INITIATOR = "iqn.2024-01.lab:me"
MIB = 1 << 20


def free_port():
    with socket.socket() as anywhere:
        anywhere.bind(("127.0.0.1", 0))
        return anywhere.getsockname()[1]


class Server:
    """tgtd with one target of one unit."""

    def __init__(self, folder):
        self.port = free_port()
        self.unit = folder / "unit"
        self.environment = {"PATH": os.defpath + ":/usr/sbin:/sbin", "TGT_IPC_SOCKET": str(folder / "socket")}
        with open(folder / "log", "wb") as log:
            self.process = subprocess.Popen(["tgtd", "-f", "--iscsi", f"portal=127.0.0.1:{self.port}"], stdout=log,
                                            stderr=log, env=self.environment)
        for _ in range(100):
            if self.administer("--op", "show", "--mode", "sys", check=False) == 0:
                break
            time.sleep(0.05)
        self.unit.write_bytes(b"x" * 4 * MIB)
        self.administer("--op", "new", "--mode", "target", "--tid", "1", "-T", IQN)
        self.administer("--op", "new", "--mode", "logicalunit", "--tid", "1", "--lun", "1", "-b", str(self.unit))
        self.administer("--op", "bind", "--mode", "target", "--tid", "1", "-I", "ALL")

    def administer(self, *words, check=True):
        return subprocess.run(["tgtadm", "--lld", "iscsi", *words], env=self.environment, check=check, stdout=subprocess.DEVNULL,
                              stderr=None if check else subprocess.DEVNULL).returncode

    def stop(self):
        self.process.kill()
        self.process.wait()


class Pools(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.server = Server(self.base)
        self.addCleanup(self.server.stop)

    def run_modvirt(self, *command, works=True):
        done = subprocess.run([MODVIRT, "-c", f"qemu:///embed?root={self.base}/root", *command], capture_output=True, text=True,
                              check=False, env={"MODVIRT_CONFIG": "/dev/null", "HOME": str(self.base), "LC_ALL": "C"})
        self.assertEqual(done.returncode == 0, works, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def test_are_found_made_used_and_lost(self):
        port = str(self.server.port)
        found = self.run_modvirt("find-storage-pool-sources-as", "iscsi-direct", "127.0.0.1", port, "--initiator", INITIATOR)
        self.assertIn(f"<host name='127.0.0.1' port='{port}'/>\n    <device path='{IQN}'/>", found)
        document = self.base / "far.xml"
        document.write_text(f"<pool type='iscsi-direct'><name>far</name><source><host name='127.0.0.1' port='{port}'/>"
                            f"<device path='{IQN}'/><initiator><iqn name='{INITIATOR}'/></initiator></source></pool>")
        self.run_modvirt("pool-define", str(document))
        self.run_modvirt("pool-start", "far")
        path = f"ip-127.0.0.1:{port}-iscsi-{IQN}-lun-1"
        self.assertRegex(self.run_modvirt("vol-list", "far", "--details"), rf"unit:0:0:1 +{path} +network +4\.00 MiB +4\.00 MiB")
        self.assertEqual(self.run_modvirt("vol-dumpxml", "unit:0:0:1", "--pool", "far"),
                         f"<volume type='network'>\n  <name>unit:0:0:1</name>\n  <key>{path}</key>\n"
                         "  <capacity unit='bytes'>4194304</capacity>\n  <allocation unit='bytes'>4194304</allocation>\n"
                         f"  <target>\n    <path>{path}</path>\n  </target>\n</volume>\n\n")
        self.run_modvirt("vol-wipe", "unit:0:0:1", "--pool", "far")
        self.assertEqual(self.server.unit.read_bytes(), bytes(4 * MIB))
        self.assertIn("doesn't support volume download",
                      self.run_modvirt("vol-download", "unit:0:0:1", str(self.base / "out"), "--pool", "far", works=False))
        self.server.stop()
        self.assertIn(f"iSCSI server 127.0.0.1:{port}", self.run_modvirt("pool-refresh", "far", works=False))
        self.assertRegex(self.run_modvirt("pool-info", "far"), r"State: +inaccessible")
        self.run_modvirt("pool-destroy", "far")


if __name__ == "__main__":
    if not all(shutil.which(tool, path=os.defpath + ":/usr/sbin:/sbin") for tool in ("tgtd", "tgtadm")):
        print("this needs the package tgt")
        sys.exit(SKIPPED)
    MODVIRT = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
