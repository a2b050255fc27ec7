#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The storage page of 2008 on devices: each test is a statement of tests/storage/README.md. Runs as root in the lab's machine, with a disk
of 512 MiB and one of 64 MiB: /dev/vda and /dev/vdb. The samples are taken as they stand on the page; what they name is in devices.py.
"""
import os
import re
import stat
import subprocess
import time
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

from devices import (IMAGES, OVERWRITE, SDD1, WORK, OnDevices, disk_document, disks, entries, export, holed_disk, iscsi_server, mounted,
                     nfs_server, sample_of_groups, sdd2, shell, start, target, three_partitions, volume_group)
from page import HEADERS, MIB, SAMPLES, volume_document

import libvirt

# The backends' folders, and the command line.
BACKENDS = Path(__file__).resolve().parents[2] / "plugins/storage"
MODVIRT = os.environ["MODVIRT"]
LABEL = "system_u:object_r:virt_image_t:s0"


def setUpModule():
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write("127.0.0.1 nfs.example.com iscsi.example.com\n")
    shell("mount -t selinuxfs selinuxfs /sys/fs/selinux; modprobe loop")


class CoreConcepts(OnDevices):
    def test_a_volume_is_a_block_device(self):
        volume = sdd2()
        self.assertEqual(volume.info()[:2], [libvirt.VIR_STORAGE_VOL_BLOCK, 10 * MIB])
        self.assertTrue(stat.S_ISBLK(os.stat(volume.path()).st_mode))

    def test_a_volume_can_make_further_pools(self):
        pool = self.file_system(volume_group().storageVolLookupByName("VirtImages").path())
        self.assertEqual(os.stat(pool.createXML(volume_document("a")).path()).st_size, MIB)

    def test_a_pool_manages_a_physical_disk(self):
        self.assertEqual(holed_disk().info()[1], 32 * MIB)

    def test_a_pool_manages_a_directory_of_an_nfs_server(self):
        export()
        self.assertEqual(mounted(WORK / "export")[0], "nfs.example.com:/var/lib/virt/images")

    def test_a_pool_manages_an_iscsi_target(self):
        self.assertEqual((target().listVolumes(), target().info()[1]), (["unit:0:0:1"], 16 * MIB))

    def test_a_pool_manages_a_host_adapter(self):
        disks()
        adapter = re.search(r"/(host\d+)/", os.path.realpath("/sys/block/sdb"))[1]
        pool = self.started(f"<pool type='scsi'><name>a</name><source><adapter name='{adapter}'/></source>"
                            "<target><path>/dev</path></target></pool>")
        self.assertEqual([volume.path() for volume in pool.listAllVolumes()], ["/dev/sdb"])

    def test_a_pool_manages_a_volume_group(self):
        size = int(shell("vgs --noheadings --nosuffix --units b -o vg_size VolGroup00") if volume_group() else 0)
        self.assertEqual((volume_group().listVolumes(), volume_group().info()[1]), (["VirtImages"], size))


class PoolXml(OnDevices):
    def test_some_backends_make_volumes_and_others_use_those_that_exist(self):
        self.assertEqual(self.directory().createXML(volume_document("a")).name(), "a")
        self.refused("not support", target().createXML, volume_document("a"))

    def test_some_backends_limit_the_size_and_place_of_volumes(self):
        self.refused("free", holed_disk().createXML, volume_document("sdd1", 33 * MIB))
        self.refused("sdd1", holed_disk().createXML, volume_document("sdd7"))


class PoolFirstLevel(OnDevices):
    def test_the_whole_capacity_may_not_be_usable(self):
        self.refused("free", holed_disk().createXML, volume_document("sdd1", self.bytes_of(holed_disk(), "capacity")))

    def test_the_whole_free_space_may_not_fit_one_volume(self):
        available = self.bytes_of(holed_disk(), "available")
        self.refused("free", holed_disk().createXML, volume_document("sdd1", available - 2 * MIB))


class PoolTarget(OnDevices):
    def test_the_path_is_the_directory_in_which_device_nodes_are(self):
        self.assertEqual(sdd2().path(), "/dev/sdd2")

    def test_stable_names_below_dev_disk_can_be_its_path(self):
        shell("parted --script /dev/vdb mklabel gpt mkpart page 1MiB 20MiB; udevadm settle; mkfs.ext4 -q -L page /dev/vdb1; udevadm settle")
        device = os.stat("/dev/vdb1").st_rdev
        for kind in ("path", "id", "uuid", "label"):
            pool = start(disk_document("/dev/vdb", "gpt", f"/dev/disk/by-{kind}"))
            path = pool.storageVolLookupByName("vdb1").path()
            self.forget(pool)
            self.assertTrue(path.startswith(f"/dev/disk/by-{kind}/"), path)
            self.assertEqual(os.stat(path).st_rdev, device)

    def test_permissions_of_device_nodes_are_those_of_udev(self):
        made = os.stat(sdd2().path())  # whose document asked for others
        theirs = os.stat("/dev/sdd")
        self.assertEqual((made.st_mode, made.st_uid, made.st_gid), (theirs.st_mode, theirs.st_uid, theirs.st_gid))

    def test_build_gives_the_directory_its_permissions(self):
        self.directory("a", f"<permissions><mode>0750</mode><owner>1234</owner><group>4321</group><label>{LABEL}</label></permissions>")
        made = os.stat(self.base / "a")
        self.assertEqual((made.st_mode & 0o7777, made.st_uid, made.st_gid), (0o750, 1234, 4321))
        self.assertEqual(os.getxattr(self.base / "a", "security.selinux"), LABEL.encode() + b"\0")


class DeviceExtents(OnDevices):
    def test_a_device_tells_its_free_extents(self):
        self.assertEqual(self.document(holed_disk()).find("source/device").get("path"), "/dev/sdd")
        self.assertGreater(len(self.extents(holed_disk())), 0)

    def test_a_volume_lies_within_one_extent(self):
        extents = self.document(sdd2()).findall("source/device/extent")
        self.assertEqual([(extent.get("start"), extent.get("end")) for extent in extents], [(str(12 * MIB), str(22 * MIB))])

    def test_the_largest_extent_is_the_largest_volume(self):
        pool = self.disk("gpt")
        start_of_all, end = self.extents(pool)[0]
        largest = end - max(start_of_all, MIB)  # volumes begin at a MiB
        self.refused("free", pool.createXML, volume_document("sda1", largest + 512))
        self.assertEqual(pool.createXML(volume_document("sda1", largest)).info()[1], largest)
        self.assertEqual([extent for extent in self.extents(pool) if extent[1] - extent[0] >= MIB], [])

    def test_a_device_has_as_many_extents_as_there_are(self):
        self.assertEqual(len(self.extents(holed_disk())), 2)

    def test_extents_are_told_in_bytes(self):
        hole, rest = self.extents(holed_disk())
        self.assertEqual(hole, (34 * 512, 12 * MIB))  # behind the table, to the second partition
        self.assertEqual(rest, (22 * MIB, 32 * MIB - 33 * 512))  # to the table's second copy


class VolumeFirstLevel(OnDevices):
    def test_a_pool_need_not_make_it_sparse(self):
        self.assertEqual(self.bytes_of(sdd2(), "allocation"), 10 * MIB)  # though none was asked for

    def test_the_source_tells_where_the_volume_lies(self):
        device = self.document(sdd2()).find("source/device")
        start_of_it = int(Path("/sys/block/sdd/sdd2/start").read_text(encoding="ascii")) * 512
        self.assertEqual((device.get("path"), device.find("extent").get("start")), ("/dev/sdd", str(start_of_it)))


class VolumeTarget(OnDevices):
    def test_the_path_of_a_volume_leads_to_its_device(self):
        path = volume_group().storageVolLookupByName("VirtImages").path()
        self.assertEqual(path, "/dev/VolGroup00/VirtImages")
        self.assertEqual(int(shell(f"blockdev --getsize64 {path}")), 320 * MIB)

    def test_the_format_of_a_partition_is_its_type(self):
        self.assertEqual(self.volume_format(entries()["linux-swap"]), "linux-swap")
        self.assertEqual(self.volume_format(entries()["linux"]), "linux")

    def test_a_volumes_permissions_are_those_of_its_file(self):
        permissions = f"<permissions><mode>0640</mode><owner>1234</owner><group>4321</group><label>{LABEL}</label></permissions>"
        path = self.directory().createXML(volume_document("a", target=permissions)).path()
        made = os.stat(path)
        self.assertEqual((made.st_mode & 0o7777, made.st_uid, made.st_gid), (0o640, 1234, 4321))
        self.assertEqual(os.getxattr(path, "security.selinux"), LABEL.encode() + b"\0")


class DirectoryBackend(OnDevices):
    def test_the_sample_of_a_directory_works_as_written(self):
        pool = self.started(SAMPLES["dir"], build=True)
        self.assert_same_pool(SAMPLES["dir"], pool)
        volume = pool.createXML(volume_document("page"))
        self.assertEqual(volume.path(), str(IMAGES / "page"))
        volume.delete()
        self.assertFalse((IMAGES / "page").exists())

    def hide_qemu_img(self):
        shell("mount --bind /dev/null /usr/bin/qemu-img")
        self.addCleanup(shell, "umount /usr/bin/qemu-img")

    def test_listing_takes_no_tool(self):
        self.hide_qemu_img()
        pool = self.directory()
        for kind, content in HEADERS.items():
            (self.base / "files" / kind).write_bytes(content)
        pool.refresh()
        self.assertEqual({volume.name(): self.volume_format(volume) for volume in pool.listAllVolumes()}, {kind: kind for kind in HEADERS})

    def test_raw_can_be_made_always(self):
        self.hide_qemu_img()
        volume = self.directory().createXML(volume_document("a", file_format="raw"))
        self.assertEqual(os.stat(volume.path()).st_size, MIB)

    def test_what_needs_qemu_img_is_refused_without_it(self):
        self.hide_qemu_img()
        pool = self.directory()
        for kind in ("qcow", "qcow2", "vmdk", "vpc"):
            self.refused("qemu-utils", pool.createXML, volume_document("a", file_format=kind))
        self.assertEqual(list((self.base / "files").iterdir()), [])


class FilesystemBackend(OnDevices):
    KERNEL_NAMES = {"hfs+": "hfsplus"}

    def expect_mounted(self, pool, kind):
        self.assertEqual(mounted(f"{self.base}/fs")[1], self.KERNEL_NAMES.get(kind, kind))
        self.assertEqual(self.document(pool).find("source/format").get("type"), kind)

    def expect_used(self, kind):
        """A file system of this format is made by build, mounted by start, and holds volumes."""
        pool = self.file_system(self.loop("320M"), kind, build=True)
        self.expect_mounted(pool, kind)
        volume = pool.createXML(volume_document("a"))
        self.assertEqual(os.stat(volume.path()).st_size, MIB)
        self.assertEqual(self.names(pool).count("a"), 1)

    def expect_read(self, kind, tool):
        """A file system that others made, and that is only read here."""
        (self.base / "folder").mkdir()
        (self.base / "folder/theirs").write_bytes(bytes(MIB))
        image = self.base / "image"
        shell(f"{tool.format(image=image, folder=self.base / 'folder')} > /dev/null 2>&1")
        device = shell(f"losetup --find --show {image}")
        self.addCleanup(shell, f"losetup --detach {device}")
        pool = self.file_system(device, kind)
        self.expect_mounted(pool, kind)
        self.assertEqual(pool.storageVolLookupByName("theirs").info()[1], MIB)
        pool.destroy()
        self.refused("hfsprogs" if kind == "hfs+" else f"'{kind}' cannot be made", pool.build, OVERWRITE)

    def test_the_sample_of_a_file_system_works_as_written(self):
        volume_group()
        pool = self.define(SAMPLES["fs"])
        pool.build()
        pool.create()
        self.assert_same_pool(SAMPLES["fs"], pool)
        self.assertEqual(mounted(IMAGES)[1], "ext4")
        self.assertEqual(os.stat(mounted(IMAGES)[0]).st_rdev, os.stat("/dev/VolGroup00/VirtImages").st_rdev)
        pool.destroy()
        self.assertIsNone(mounted(IMAGES))

    def test_files_are_managed_where_the_device_is_mounted(self):
        device = self.loop()
        pool = self.file_system(device, "ext4", build=True)
        path = pool.createXML(volume_document("a")).path()
        self.assertEqual(os.stat(path).st_dev, os.stat(device).st_rdev)
        pool.destroy()
        self.assertFalse(os.path.exists(path))

    def test_without_a_block_device_it_is_refused(self):
        self.refused("block device", self.file_system, "/etc/hosts")

    def test_the_format_is_found_out_by_default(self):
        device = self.loop()
        shell(f"mkfs.ext3 -q {device}")
        self.expect_mounted(self.file_system(device), "ext3")

    def test_the_format_may_be_given(self):
        device = self.loop()
        shell(f"mkfs.vfat {device}")
        self.expect_mounted(self.file_system(device, "vfat"), "vfat")
        self.refused("cannot mount", self.file_system, self.loop(), "ext4", False, "other")

    def test_auto_is_a_format(self):
        device = self.loop()
        shell(f"mkfs.ext2 -q {device}")
        self.expect_mounted(self.file_system(device, "auto"), "ext2")

    def test_ext2_is_a_format(self):
        self.expect_used("ext2")

    def test_ext3_is_a_format(self):
        self.expect_used("ext3")

    def test_ext4_is_a_format(self):
        self.expect_used("ext4")

    def test_ufs_is_a_format(self):
        self.expect_read("ufs", "makefs -t ffs -o version=1 -s 8m {image} {folder}")

    def test_iso9660_is_a_format(self):
        self.expect_read("iso9660", "xorriso -as mkisofs -R -o {image} {folder}")

    def test_udf_is_a_format(self):
        self.expect_used("udf")

    def test_gfs_is_a_format_that_the_kernel_must_know(self):
        self.refused("kernel", self.file_system, self.loop(), "gfs")

    def test_gfs2_is_a_format(self):
        self.expect_used("gfs2")

    def test_vfat_is_a_format(self):
        self.expect_used("vfat")

    def test_hfs_plus_is_a_format(self):
        self.expect_read("hfs+", "xorriso -as mkisofs -hfsplus -o {image} {folder}")

    def test_xfs_is_a_format(self):
        self.expect_used("xfs")

    def test_volume_formats_are_those_of_directories(self):
        pool = self.file_system(self.loop(), "ext4", build=True)
        for kind in ("raw", "qcow2", "vmdk"):
            volume = pool.createXML(volume_document(kind, file_format=kind))
            pool.refresh()
            self.assertEqual(self.volume_format(volume), kind)


class NetworkFilesystemBackend(OnDevices):
    def test_the_sample_of_a_network_file_system_works_as_written(self):
        nfs_server()
        self.drop(export)
        pool = self.started(SAMPLES["netfs"])
        self.assert_same_pool(SAMPLES["netfs"], pool)
        volume = pool.createXML(volume_document("page"))
        self.assertEqual(volume.path(), str(IMAGES / "page"))
        volume.delete()
        pool.destroy()
        self.assertIsNone(mounted(IMAGES))

    def test_it_takes_a_host_and_an_exported_directory(self):
        nfs_server()
        pool = self.define(SAMPLES["netfs"].replace('<dir path="/var/lib/virt/images"', '<dir path="/srv"'))
        self.refused("nfs.example.com:/srv", pool.create)

    def test_files_are_managed_where_the_export_is_mounted(self):
        (WORK / "export/theirs" if export() else WORK).write_bytes(bytes(512))
        self.assertIn("theirs", self.names(export()))
        export().storageVolLookupByName("theirs").delete()
        self.assertFalse((WORK / "export/theirs").exists())

    def test_the_protocol_is_nfs_by_default(self):
        export()
        self.assertIn(mounted(WORK / "export")[1], ("nfs", "nfs4"))

    def test_auto_is_a_format(self):
        self.assertEqual(self.document(export()).find("source/format").get("type"), "auto")

    def test_nfs_is_a_format(self):
        nfs_server()
        self.drop(export)
        pool = self.started(SAMPLES["netfs"].replace("</source>", "<format type='nfs'/></source>"))
        self.assertEqual(self.document(pool).find("source/format").get("type"), "nfs")
        self.assertIn(mounted(IMAGES)[1], ("nfs", "nfs4"))

    def test_volume_formats_are_those_of_directories(self):
        for kind in ("raw", "qcow2"):
            volume = export().createXML(volume_document(kind, file_format=kind))
            export().refresh()
            self.assertEqual(self.volume_format(volume), kind)


class LogicalBackend(OnDevices):
    def test_the_sample_of_a_volume_group_works_as_written(self):
        pool = sample_of_groups()
        self.assert_same_pool(SAMPLES["logical"], pool)
        volume = pool.createXML(volume_document("page", 60 * MIB))  # more than one device has
        self.assertEqual(volume.path(), "/dev/HostVG/page")
        self.assertEqual(int(shell("blockdev --getsize64 /dev/HostVG/page")), 60 * MIB)
        pool.destroy()
        pool.delete()
        pool.undefine()
        sample_of_groups.cache_clear()

    def test_of_a_group_that_exists_the_name_is_enough(self):
        volume_group()
        self.drop(volume_group)
        pool = self.started("<pool type='logical'><name>again</name><source><name>VolGroup00</name></source></pool>")
        self.assertEqual(pool.listVolumes(), ["VirtImages"])

    def test_a_new_group_takes_a_list_of_devices(self):
        self.refused("<device path", self.define("<pool type='logical'><name>none</name></pool>").build)
        sample_of_groups()
        self.assertEqual(shell("pvs --noheadings -o pv_name -S vg_name=HostVG | xargs"), "/dev/sda1 /dev/sdb1 /dev/sdc1")

    def test_volumes_are_carved_from_the_group(self):
        pool = volume_group()
        free = pool.info()[3]
        volume = pool.createXML(volume_document("page", 8 * MIB))
        pool.refresh()
        self.assertEqual(pool.info()[3], free - 8 * MIB)
        self.assertEqual(shell("lvs --noheadings --nosuffix --units m -o lv_size VolGroup00/page"), "8.00")
        volume.delete()

    def test_the_pool_format_is_not_used(self):
        self.assertIsNone(ET.fromstring(SAMPLES["logical"]).find("source/format"))
        self.assertEqual(self.document(sample_of_groups()).find("source/format").get("type"), "lvm2")

    def test_the_volume_format_is_not_used(self):
        volume = volume_group().createXML(volume_document("plain", 4 * MIB, file_format="qcow2"))
        self.assertIsNone(self.document(volume).find("target/format"))
        self.assertEqual(volume.info()[1], 4 * MIB)
        volume.delete()


class DiskBackend(OnDevices):
    def expect_table(self, label, place, magic):
        """A table of this type is made by build, which its magic number tells, and found by start."""
        pool = self.disk(label)
        with open("/dev/sda", "rb") as disk:
            self.assertEqual(disk.read(1024)[place:place + len(magic)], magic)
        self.assertEqual((pool.isActive(), pool.info()[1]), (1, 32 * MIB))

    def expect_entry(self, kind, number, told=None):
        self.assertEqual(self.volume_format(entries()[kind]), told or kind)
        self.assertEqual(shell(f"blkid --probe --match-tag PART_ENTRY_TYPE --output value {entries()[kind].path()}"), number)

    def test_the_sample_of_a_disk_works_as_written(self):
        disks()
        shell("wipefs --quiet --all /dev/sda; udevadm settle")
        pool = self.started(SAMPLES["disk"], build=True)
        self.assert_same_pool(SAMPLES["disk"], pool)
        self.assertEqual(pool.createXML(volume_document("sda1")).path(), "/dev/sda1")

    def test_volumes_are_partitions_that_are_added_to_the_disk(self):
        holed_disk()
        self.assertEqual((SDD1["before"], SDD1["after"]), ([], ["sdd1"]))
        self.assertFalse(Path("/sys/block/sdd/sdd1").exists())
        self.assertTrue(Path("/sys/block/sdd/sdd2/partition").exists())

    def test_sizes_and_places_are_limited(self):
        holed_disk()
        self.assertEqual((SDD1["size"], SDD1["start"]), (10 * MIB + 512, MIB))  # whole sectors, at a whole MiB

    def test_free_extents_are_where_volumes_can_be_made(self):
        used = [(int(extent.get("start")), int(extent.get("end"))) for extent in self.document(sdd2()).findall("source/device/extent")]
        hole, rest = self.extents(holed_disk())
        self.assertEqual((hole[1], rest[0]), used[0])

    def test_a_volume_cannot_span_two_free_extents(self):
        sizes = [end - start_of_it for start_of_it, end in self.extents(holed_disk())]
        self.assertGreater(sum(sizes), max(sizes) + MIB)
        self.refused("free", holed_disk().createXML, volume_document("sdd1", max(sizes) + MIB))

    def test_dos_is_a_format(self):
        self.expect_table("dos", 510, b"\x55\xaa")

    def test_dvh_is_a_format(self):
        self.expect_table("dvh", 0, b"\x0b\xe5\xa9\x41")

    def test_gpt_is_a_format(self):
        self.expect_table("gpt", 512, b"EFI PART")

    def test_mac_is_a_format(self):
        self.expect_table("mac", 512, b"PM")

    def test_bsd_is_a_format(self):
        self.expect_table("bsd", 64, b"\x57\x45\x56\x82")

    def test_pc98_is_a_format(self):
        self.expect_table("pc98", 4, b"IPL1")

    def test_sun_is_a_format(self):
        self.expect_table("sun", 508, b"\xda\xbe")

    def test_more_than_2_tb_take_gpt(self):
        device = self.loop("3T")
        volume = volume_document(f"{os.path.basename(device)}p1", 5 << 39)
        pool = self.disk("dos", device)
        with self.assertRaises(libvirt.libvirtError):
            pool.createXML(volume)
        self.forget(pool)
        self.assertEqual(self.disk("gpt", device).createXML(volume).info()[1], 5 << 39)

    def test_none_is_a_type_of_partition(self):
        self.expect_entry("none", "0x83", "linux")

    def test_linux_is_a_type_of_partition(self):
        self.expect_entry("linux", "0x83")

    def test_fat16_is_a_type_of_partition(self):
        self.expect_entry("fat16", "0xe")

    def test_fat32_is_a_type_of_partition(self):
        self.expect_entry("fat32", "0xc")

    def test_linux_swap_is_a_type_of_partition(self):
        self.expect_entry("linux-swap", "0x82")

    def test_linux_lvm_is_a_type_of_partition(self):
        self.expect_entry("linux-lvm", "0x8e")

    def test_linux_raid_is_a_type_of_partition(self):
        self.expect_entry("linux-raid", "0xfd")

    def test_extended_is_a_type_of_partition(self):
        self.expect_entry("extended", "0xf")


class IscsiBackend(OnDevices):
    def test_the_sample_of_an_iscsi_target_works_as_written(self):
        iscsi_server()
        self.drop(target)
        pool = self.started(SAMPLES["iscsi"])
        self.assert_same_pool(SAMPLES["iscsi"], pool)
        path = pool.listAllVolumes()[0].path()
        self.assertRegex(path, "^/dev/disk/by-path/ip-.*-iscsi-demo-target-lun-1$")
        self.assertEqual(int(shell(f"blockdev --getsize64 {path}")), 16 * MIB)
        pool.destroy()
        self.assertFalse(os.path.exists(path))

    def test_volumes_are_those_that_the_server_has(self):
        self.assertEqual(target().listVolumes(), ["unit:0:0:1"])
        shell(f"truncate -s 8M {WORK}/second; tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 2 -b {WORK}/second")
        self.assertEqual(self.names(target()), ["unit:0:0:1", "unit:0:0:2"])
        self.drop(target)
        shell("tgtadm --lld iscsi --op delete --mode logicalunit --tid 1 --lun 2")

    def test_volumes_cannot_be_made(self):
        self.refused("not support", target().createXML, volume_document("unit:0:0:9"))
        self.refused("not support", target().listAllVolumes()[0].delete)

    def test_paths_stay_the_same_from_login_to_login(self):
        before = target().listAllVolumes()[0].path()
        self.assertTrue(before.startswith("/dev/disk/by-path/"), before)
        target().destroy()
        other = self.started(SAMPLES["iscsi"].replace("virtimages", "target", 1).replace("by-path", "by-id")
                             .replace("<source>", f"<uuid>{target().UUIDString()}</uuid><source>"))
        self.assertRegex(other.listAllVolumes()[0].path(), "^/dev/disk/by-id/")
        self.forget(other)
        target.cache_clear()
        self.assertEqual(target().listAllVolumes()[0].path(), before)
        self.assertTrue(os.path.exists(before))

    def test_the_volume_format_is_not_used(self):
        self.assertIsNone(self.document(target().listAllVolumes()[0]).find("target/format"))


class ManualPages(OnDevices):
    def expect_example(self, backend):
        """What stands under "Example" in the README that the page is made of; all lines in one process, until one fails."""
        text = (BACKENDS / backend / "README.md").read_text(encoding="utf-8")
        commands = re.findall(r"^    modvirt (.+)$", text.partition("\n## Example\n")[2], re.M)
        self.assertGreater(len(commands), 4)
        done = subprocess.run([MODVIRT, "-c", f"qemu:///embed?root={self.base}/root"], capture_output=True, text=True, check=False,
                              input="".join(f"{command}\n" for command in commands))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_the_example_of_modvirt_storage_dir_works(self):
        self.expect_example("dir")

    def test_the_example_of_modvirt_storage_fs_works(self):
        three_partitions()
        self.expect_example("fs")

    def test_the_example_of_modvirt_storage_netfs_works(self):
        nfs_server()
        self.expect_example("netfs")

    def test_the_example_of_modvirt_storage_logical_works(self):
        three_partitions()
        self.expect_example("logical")

    def test_the_example_of_modvirt_storage_disk_works(self):
        disks()
        self.expect_example("disk")

    def test_the_example_of_modvirt_storage_scsi_works(self):
        disks()
        self.expect_example("scsi")

    def test_the_example_of_modvirt_storage_iscsi_direct_works(self):
        iscsi_server()
        self.drop(target)
        self.expect_example("iscsi-direct")

    def test_the_example_of_modvirt_storage_iscsi_works(self):
        iscsi_server()
        self.drop(target)
        self.expect_example("iscsi")


class Told(unittest.TextTestResult):
    """What each test took, and why one failed, as soon as that is known: the machine may be stopped for being slow."""

    def startTest(self, test):
        super().startTest(test)
        self.since = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.stream.writeln(f"{time.monotonic() - self.since:6.1f} s")
        for failed, text in self.failures + self.errors:
            if failed is test:
                self.stream.writeln(text)


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Told, verbosity=2))
