#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""target_guests_test.py: units of an iSCSI target that demands a password (CHAP) as disks of guests that log in themselves. Real
QEMU and Debian's target emulator on 127.0.0.1, through python3-libvirt on the library that LD_LIBRARY_PATH names."""
import os
import shutil
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

import guests_test
from guests_test import EMULATOR, PAUSED, disk, libvirt, volume

IQN = "iqn.2026-01.lab:guarded"
INITIATOR = "iqn.2026-01.lab:me"
PASSWORD = "a-long-password"
SYSTEM_PATH = os.defpath + ":/usr/sbin:/sbin"


def free_port():
    with socket.socket() as anywhere:
        anywhere.bind(("127.0.0.1", 0))
        return anywhere.getsockname()[1]


class UnitsAsDisks(guests_test.Guests):
    def setUp(self):
        super().setUp()
        self.serve()
        self.secret = self.connection.secretDefineXML(
            "<secret private='yes'><usage type='iscsi'><target>lab</target></usage></secret>")
        self.secret.setValue(PASSWORD.encode())
        self.targets = self.connection.storagePoolDefineXML(
            f"<pool type='iscsi-direct'><name>far</name><source><host name='127.0.0.1' port='{self.port}'/><device path='{IQN}'/>"
            f"<initiator><iqn name='{INITIATOR}'/></initiator>"
            "<auth type='chap' username='guest'><secret usage='lab'/></auth></source></pool>")
        self.targets.setAutostart(1)
        self.targets.create()

    def close(self):
        self.secret = self.targets = None
        super().close()

    def serve(self):
        self.port = free_port()
        self.environment = {"PATH": SYSTEM_PATH, "TGT_IPC_SOCKET": str(self.base / "socket")}
        with open(self.base / "tgtd.log", "wb") as log:
            server = subprocess.Popen([shutil.which("tgtd", path=SYSTEM_PATH), "-f", "--iscsi", f"portal=127.0.0.1:{self.port}"],
                                      stdout=log, stderr=log, env=self.environment)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        deadline = time.monotonic() + 10
        while not self.administer("--op show --mode sys", check=False):
            self.assertLess(time.monotonic(), deadline, "tgtd does not answer")
            time.sleep(0.05)
        (self.base / "unit").write_bytes(bytes(4 << 20))
        for words in (f"--op new --mode target --tid 1 -T {IQN}",
                      f"--op new --mode logicalunit --tid 1 --lun 1 -b {self.base}/unit",
                      "--op bind --mode target --tid 1 -I ALL",
                      f"--op new --mode account --user guest --password {PASSWORD}",
                      "--op bind --mode account --tid 1 --user guest"):
            self.administer(words)

    def administer(self, words, check=True):
        return subprocess.run(["tgtadm", "--lld", "iscsi", *words.split()], env=self.environment, check=check,
                              capture_output=True).returncode == 0

    def assert_password_is_nowhere(self):
        for entry in Path("/proc").glob("[0-9]*"):
            for word in self.words_of(entry):
                self.assertNotIn(PASSWORD.encode(), word)
        for file in [path for path in self.root.rglob("*") if path.is_file() and "etc/secrets" not in str(path)]:
            self.assertNotIn(PASSWORD.encode(), file.read_bytes(), file)

    def test_are_logged_in_to_by_qemu_with_the_secret_of_their_pool(self):
        domain = self.start(disk(volume("unit:0:0:1", "far")))
        self.assertEqual(domain.blockInfo("vda")[0], 4 << 20)
        self.assert_password_is_nowhere()
        log = (self.root / "log/web.log").read_text()
        self.assertIn('"password-secret":"virtio-disk0-secret0"', log)
        unit = self.targets.storageVolLookupByName("unit:0:0:1")
        self.assert_in_use(unit.wipe)
        self.assert_refused(libvirt.VIR_ERR_OPERATION_UNSUPPORTED, f"unit of target '{IQN}'", domain.blockPeek, "vda", 0, 4)
        domain.destroy()
        unit.wipe()
        self.assert_refused(libvirt.VIR_ERR_OPERATION_UNSUPPORTED, f"unit of target '{IQN}'", domain.blockInfo, "vda")

    def test_are_had_by_a_guest_that_is_found_again_and_saved(self):
        self.start(disk(volume("unit:0:0:1", "far")))
        self.open()
        domain = self.connection.lookupByName("web")
        self.assertEqual(domain.isActive(), 1)
        domain.managedSave()
        domain.createWithFlags(PAUSED)
        self.assertEqual(domain.blockInfo("vda")[0], 4 << 20)
        self.assert_password_is_nowhere()

    def test_stay_away_with_another_password(self):
        domain = self.define(disk(volume("unit:0:0:1", "far")))
        self.secret.setValue(b"another-password")
        self.assert_refused(libvirt.VIR_ERR_INTERNAL_ERROR, "iSCSI: Failed to connect to LUN.*[Aa]uthentication", domain.create)
        self.assertEqual(domain.isActive(), 0)
        self.assert_refused(libvirt.VIR_ERR_AUTH_FAILED, "refuses the login: the pool's <initiator> and <auth> must be",
                            self.targets.refresh)
        self.secret.undefine()
        self.assert_refused(libvirt.VIR_ERR_NO_SECRET, "no secret with matching", self.targets.refresh)
        self.assert_refused(libvirt.VIR_ERR_NO_SECRET, f"target '{IQN}' for disk 'vda'.*no secret with matching", domain.create)

    def test_need_the_module_of_qemu(self):
        emulator = self.base / "qemu"
        emulator.write_text("#!/bin/sh\ncase \"$*\" in *'\"driver\":\"iscsi\"'*)\n"
                            "  echo \"qemu-system-x86_64: -blockdev x: Unknown driver 'iscsi'\" >&2; exit 1;;\nesac\n"
                            f"exec {EMULATOR} \"$@\"\n")
        emulator.chmod(0o755)
        domain = self.define(f"<emulator>{emulator}</emulator>", disk(volume("unit:0:0:1", "far")))
        self.assert_refused(libvirt.VIR_ERR_INTERNAL_ERROR, "qemu-block-extra", domain.create)


if __name__ == "__main__":
    if not all(shutil.which(tool, path=SYSTEM_PATH) for tool in ("tgtd", "tgtadm")):
        print("skipped: there is no tgtd (Debian's package tgt)")
        sys.exit(77)
    if not Path("/usr/lib/x86_64-linux-gnu/qemu/block-iscsi.so").exists():
        print("skipped: QEMU has no module for iSCSI (Debian's package qemu-block-extra)")
        sys.exit(77)
    unittest.main()
