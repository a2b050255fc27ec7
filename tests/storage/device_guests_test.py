#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""device_guests_test.py: volumes of every kind of pool on devices as disks of real guests, and how the pools leave those alone while
the guests run. Runs as root in the lab's machine, with two disks of 64 MiB: /dev/vda and /dev/vdb. Nothing boots in the guests."""
import os
import subprocess
import unittest
from pathlib import Path

import guests_test
from guests_test import disk, libvirt, volume

IQN = "iqn.2026-01.lab:guarded"
PASSWORD = "a-long-password"
MIB = 1 << 20
AUTH = "<auth type='chap' username='guest'><secret usage='lab'/></auth>"


def shell(command, check=True):
    done = subprocess.run(["bash", "-e", "-c", command], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise AssertionError(f"{command}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


class DevicesAsDisks(guests_test.Guests):
    def start_pool(self, document, build=False):
        pool = self.connection.storagePoolDefineXML(document)
        if build:
            pool.build(0)
        pool.create()
        return pool

    def make_in(self, pool, name):
        return pool.createXML(f"<volume><name>{name}</name><capacity>{8 * MIB}</capacity></volume>")

    def assert_stays(self, found, shrink=True):
        self.assert_in_use(found.delete)
        self.assert_in_use(found.wipe)
        self.assert_in_use(found.upload, self.connection.newStream(), 0, 0, 0)
        if shrink:
            self.assert_in_use(found.resize, 4 * MIB, libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK)

    def test_of_a_group_and_of_a_disk_stay_while_the_guest_runs_and_go_after_it(self):
        group = self.start_pool("<pool type='logical'><name>lvm</name><source><device path='/dev/vda'/><name>lvm</name></source>"
                                "<target><path>/dev/lvm</path></target></pool>", build=True)
        table = self.start_pool("<pool type='disk'><name>table</name><source><device path='/dev/vdb'/><format type='gpt'/></source>"
                                "<target><path>/dev</path></target></pool>", build=True)
        web = self.make_in(group, "web")
        first = self.make_in(table, "vdb1")
        shell("for device in /dev/lvm/web /dev/vdb1; do yes modvirt | dd of=$device bs=1M count=8 iflag=fullblock conv=fsync; done")
        before = shell("md5sum /dev/lvm/web /dev/vdb1; parted -sm /dev/vdb unit B print; lvs --noheadings --options lv_name,lv_size lvm")
        domain = self.start(disk(volume("web", "lvm")), disk(volume("vdb1", "table"), "vdb"))
        self.assertEqual([domain.blockInfo(target)[0] for target in ("vda", "vdb")], [8 * MIB, 8 * MIB])

        self.assert_stays(web)
        self.assert_stays(first, shrink=False)
        # A group that is in use cannot be taken away; a disk's partitions stay where they are.
        self.assert_refused(libvirt.VIR_ERR_OPERATION_FAILED, "lvm/web.*in use", group.destroy)
        self.assertEqual(group.isActive(), 1)
        for call in (group.build, group.delete, table.build, table.delete):
            self.assert_refused(libvirt.VIR_ERR_OPERATION_INVALID, "is (still|already) active", call, 0)
        table.destroy()
        self.assert_in_use(table.delete, 0)
        self.assert_in_use(table.build, libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE)
        self.assertEqual(shell("md5sum /dev/lvm/web /dev/vdb1; parted -sm /dev/vdb unit B print; lvs --noheadings --options lv_name,lv_size lvm"), before,
                         "nothing of the devices is lost")

        domain.destroy()
        web.delete()
        group.destroy()
        group.delete()
        table.create()
        table.storageVolLookupByName("vdb1").delete()
        table.destroy()
        table.build(libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE)
        self.assertEqual(shell("lsblk --noheadings --list --output NAME /dev/vda /dev/vdb | tr '\\n' ' '"), "vda vdb")

    def serve_target(self):
        shell("modprobe iscsi_tcp; iscsid > /dev/null 2>&1; tgtd > /dev/null 2>&1; "
              "n=0; until tgtadm --op show --mode sys > /dev/null; do n=$((n+1)); [ $n -lt 100 ]; sleep 0.1; done")
        shell(f"tgtadm --lld iscsi --op new --mode target --tid 1 -T {IQN}")
        for lun in (1, 2):
            shell(f"truncate -s {4 * lun}M {self.base}/unit{lun}; "
                  f"tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun {lun} -b {self.base}/unit{lun}")
        shell("tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL; "
              f"tgtadm --lld iscsi --op new --mode account --user guest --password {PASSWORD}; "
              "tgtadm --lld iscsi --op bind --mode account --tid 1 --user guest")

    def assert_password_is_nowhere(self, but=()):
        for entry in Path("/proc").glob("[0-9]*"):
            self.assertNotIn(PASSWORD.encode(), b" ".join(self.words_of(entry)))
        found = shell(f"grep -rlsF {PASSWORD} {self.root} /etc/iscsi /var/log || true").split()
        self.assertEqual([file for file in found if "/etc/secrets/" not in file and not file.startswith(tuple(but))], [])

    def test_of_a_target_are_had_by_the_host_or_by_qemu_with_the_secret_of_their_pool(self):
        self.serve_target()
        secret = self.connection.secretDefineXML("<secret private='yes'><usage type='iscsi'><target>lab</target></usage></secret>")
        target = self.connection.storagePoolDefineXML(
            f"<pool type='iscsi'><name>far</name><source><host name='127.0.0.1'/><device path='{IQN}'/>{AUTH}</source>"
            "<target><path>/dev/disk/by-path</path></target></pool>")
        self.assert_refused(libvirt.VIR_ERR_NO_SECRET, "does not have a value", target.create)
        secret.setValue(b"a-wrong-password")
        self.assert_refused(libvirt.VIR_ERR_AUTH_FAILED, f"target '{IQN}' .* refuses the login", target.create)
        self.assertEqual(shell("ls /etc/iscsi/nodes 2> /dev/null || true"), "")
        secret.setValue(PASSWORD.encode())
        target.create()
        self.assert_password_is_nowhere(but=("/etc/iscsi/nodes/",))
        first, second = (target.storageVolLookupByName(f"unit:0:0:{lun}") for lun in (1, 2))
        domain = self.start(disk(volume("unit:0:0:1", "far", "mode='host'")),
                            disk(volume("unit:0:0:2", "far", "mode='direct'"), "vdb"))
        self.assertEqual([domain.blockInfo(target)[0] for target in ("vda", "vdb")], [4 * MIB, 8 * MIB])
        self.assert_password_is_nowhere(but=("/etc/iscsi/nodes/",))
        log = (self.root / "log/web.log").read_text()
        self.assertIn(f'"filename":"/dev/disk/by-path/ip-127.0.0.1:3260-iscsi-{IQN}-lun-1"', log)
        self.assertRegex(log, '"driver":"iscsi".*"lun":2.*"user":"guest".*"password-secret":"virtio-disk1-secret0"')
        for unit in (first, second):
            self.assert_in_use(unit.wipe)
            self.assert_in_use(unit.upload, self.connection.newStream(), 0, 0, 0)
        domain.destroy()
        first.wipe()
        target.destroy()
        self.assert_password_is_nowhere()
        self.assertEqual(shell("ls /etc/iscsi/nodes 2> /dev/null || true"), "")

    def test_of_an_adapter_and_of_a_server_stay_while_the_guest_runs(self):
        shell("modprobe scsi_debug dev_size_mb=8 && udevadm settle")
        host = shell("basename $(ls -d /sys/bus/pseudo/drivers/scsi_debug/adapter0/host*)")
        adapter = self.start_pool(f"<pool type='scsi'><name>adapter</name><source><adapter type='scsi_host' name='{host}'/></source>"
                                  "<target><path>/dev</path></target></pool>")
        server = self.start_pool("<pool type='netfs'><name>server</name><source><host name='127.0.0.1'/><dir path='/srv/nfs'/>"
                                 f"</source><target><path>{self.base}/nfs</path></target></pool>", build=True)
        self.make_in(server, "disk")
        unit = adapter.listVolumes()[0]
        domain = self.start(disk(volume(unit, "adapter")), disk(volume("disk", "server"), "vdb"))
        self.assertEqual([domain.blockInfo(target)[0] for target in ("vda", "vdb")], [8 * MIB, 8 * MIB])
        self.assert_in_use(adapter.storageVolLookupByName(unit).wipe)
        self.assert_stays(server.storageVolLookupByName("disk"))
        domain.destroy()
        adapter.storageVolLookupByName(unit).wipe()
        server.storageVolLookupByName("disk").delete()
        server.destroy()


if __name__ == "__main__":
    if os.geteuid() != 0 or not Path("/dev/vdb").exists():
        raise SystemExit("this is for the lab's machine: see tests/lab/README.md")
    unittest.main()
