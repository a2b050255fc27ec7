#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The storage page of 2008 where neither root nor devices are needed: each test is a statement of tests/storage/README.md."""
import os
import shutil
import unittest
import uuid

from page import HEADERS, MIB, SAMPLES, Page, volume_document

import libvirt

NFS = "<pool type='netfs'><name>n</name><source>{}</source><target><path>/mnt</path></target></pool>"
GUEST = """<domain type='qemu'><name>guest</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{}'/><target dev='vda' bus='virtio'/></disk></devices>
</domain>"""

needs_qemu_img = unittest.skipUnless(shutil.which("qemu-img"), "qemu-img (qemu-utils) is not installed")


class CoreConcepts(Page):
    def test_a_volume_is_a_raw_file(self):
        volume = self.directory().createXML(volume_document("a"))
        self.assertEqual((volume.info()[0], self.volume_format(volume)), (libvirt.VIR_STORAGE_VOL_FILE, "raw"))
        self.assertEqual(os.stat(volume.path()).st_size, MIB)

    @needs_qemu_img
    def test_a_volume_is_a_file_of_a_special_format(self):
        volume = self.directory().createXML(volume_document("a", file_format="qcow2"))
        self.assertEqual((volume.info()[:2]), [libvirt.VIR_STORAGE_VOL_FILE, MIB])
        with open(volume.path(), "rb") as file:
            self.assertEqual(file.read(4), b"QFI\xfb")

    @unittest.skipUnless(shutil.which("qemu-system-x86_64"), "qemu-system-x86_64 (qemu-system-x86) is not installed")
    def test_a_volume_can_be_assigned_to_a_guest(self):
        volume = self.directory().createXML(volume_document("a", 3 * MIB))
        guest = self.connection.createXML(GUEST.format(volume.path()), libvirt.VIR_DOMAIN_START_PAUSED)
        try:
            self.assertEqual(guest.blockInfo("vda")[0], 3 * MIB)
        finally:
            guest.destroy()

    def test_a_pool_carves_storage_into_volumes(self):
        pool = self.directory()
        for name in "abc":
            pool.createXML(volume_document(name))
        self.assertEqual(sorted(pool.listVolumes()), ["a", "b", "c"])

    def test_pools_and_volumes_are_objects_with_calls_of_their_own(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("a"))
        self.assertIsInstance(pool, libvirt.virStoragePool)
        self.assertIsInstance(volume, libvirt.virStorageVol)
        self.assertEqual(volume.storagePoolLookupByVolume().UUIDString(), pool.UUIDString())
        self.assertEqual(self.connection.storageVolLookupByPath(volume.path()).key(), volume.key())
        self.assertEqual(self.connection.storageVolLookupByKey(volume.key()).name(), "a")


class PoolXml(Page):
    def test_all_backends_share_one_form_of_xml_and_the_same_calls(self):
        for kind, sample in SAMPLES.items():
            with self.subTest(kind):
                pool = self.define(sample)
                self.assertEqual(self.document(pool).get("type"), kind)
                self.assert_same_pool(sample, pool)
                self.assertEqual((pool.isActive(), pool.isPersistent(), pool.autostart()), (0, 1, 0))
                self.assertEqual(pool.info()[0], libvirt.VIR_STORAGE_POOL_INACTIVE)
                pool.undefine()

    def test_the_top_element_is_pool(self):
        self.refused("pool", self.define, SAMPLES["dir"].replace("pool", "storage"))

    def test_its_type_is_dir_fs_netfs_disk_iscsi_or_logical(self):
        for kind, sample in SAMPLES.items():
            self.assertEqual(self.document(self.define(sample.replace("virtimages", kind))).get("type"), kind)
        self.refused("type", self.define, "<pool><name>a</name><target><path>/a</path></target></pool>")
        self.refused("attic", self.define, "<pool type='attic'><name>a</name><target><path>/a</path></target></pool>")

    def test_each_type_has_a_backend(self):
        told = self.connection.getStoragePoolCapabilities()
        for kind in SAMPLES:
            self.assertIn(f"<pool type='{kind}' supported='yes'", told)


class PoolFirstLevel(Page):
    MORE = "<pool type='dir'>{}<target><path>{}</path></target></pool>"

    def define_with(self, more, path="/x"):
        return self.define(self.MORE.format(more, path))

    def test_a_pools_name_is_unique_on_the_host(self):
        self.define_with(f"<name>a</name><uuid>{uuid.uuid4()}</uuid>")
        self.refused("already exists", self.define_with, f"<name>a</name><uuid>{uuid.uuid4()}</uuid>", "/y")

    def test_a_pools_name_is_mandatory(self):
        self.refused("name", self.define_with, "")

    def test_a_pools_uuid_is_unique(self):
        self.define_with(f"<name>a</name><uuid>{uuid.UUID(int=7)}</uuid>")
        self.refused("already", self.define_with, f"<name>b</name><uuid>{uuid.UUID(int=7)}</uuid>", "/y")
        self.assertEqual(self.connection.storagePoolLookupByUUID(uuid.UUID(int=7).bytes).name(), "a")

    def test_a_pools_uuid_is_generated_when_it_is_omitted(self):
        made = {self.define_with(f"<name>{name}</name>", f"/{name}").UUIDString() for name in "ab"}
        self.assertEqual(len(made - {str(uuid.UUID(int=0))}), 2)
        self.connection.close()
        self.connection = libvirt.open(f"qemu:///embed?root={self.base}/root")
        self.assertEqual({pool.UUIDString() for pool in self.connection.listAllStoragePools()}, made)

    def test_a_pools_allocation_is_told_in_bytes(self):
        pool = self.directory()
        used = os.statvfs(self.base)
        used = (used.f_blocks - used.f_bfree) * used.f_frsize
        self.assertAlmostEqual(self.bytes_of(pool, "allocation"), used, delta=512 * MIB)

    def test_a_pools_allocation_may_exceed_that_of_its_volumes(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("a"))
        pool.refresh()
        self.assertGreater(pool.info()[2], volume.info()[2])

    def test_a_pools_allocation_is_no_input(self):
        self.assertNotEqual(self.with_sizes("allocation"), 12345)

    def test_a_pools_capacity_is_told_in_bytes(self):
        host = os.statvfs(self.base)
        self.assertEqual(self.bytes_of(self.directory(), "capacity"), host.f_blocks * host.f_frsize)

    def test_a_pools_capacity_is_no_input(self):
        self.assertNotEqual(self.with_sizes("capacity"), 12345)

    def test_a_pools_available_space_is_told_in_bytes(self):
        pool = self.directory()
        state, capacity, allocation, available = pool.info()
        self.assertEqual(self.bytes_of(pool, "available"), available)
        self.assertEqual(state, libvirt.VIR_STORAGE_POOL_RUNNING)
        self.assertTrue(0 < available <= capacity - allocation)

    def test_a_pools_available_space_is_no_input(self):
        self.assertNotEqual(self.with_sizes("available"), 12345)

    def with_sizes(self, element):
        """What a started pool tells as its size, whose definition claimed another."""
        folder = self.base / element
        folder.mkdir()
        return self.bytes_of(self.started(self.MORE.format(f"<name>s</name><{element}>12345</{element}>", folder)), element)

    def test_the_source_tells_of_host_devices_and_servers(self):
        for kind in ("netfs", "logical", "iscsi"):
            pool = self.define(SAMPLES[kind])
            self.assert_same_pool(SAMPLES[kind], pool)
            pool.undefine()

    def test_the_target_tells_how_the_host_sees_the_pool(self):
        pool = self.directory()
        self.assertEqual(self.document(pool).find("target/path").text, str(self.base / "files"))


class PoolSource(Page):
    def source(self, document):
        pool = self.define(document)
        try:
            return self.document(pool).find("source")
        finally:
            pool.undefine()

    def test_a_device_names_a_block_device_by_its_full_path(self):
        self.assertEqual(self.source(SAMPLES["fs"]).find("device").get("path"), "/dev/VolGroup00/VirtImages")
        self.refused("path", self.define, SAMPLES["disk"].replace("path='/dev/sda'", ""))
        for kind, call in (("fs", "create"), ("disk", "create"), ("logical", "build")):
            pool = self.define(SAMPLES[kind].replace("/dev/", "dev/").replace("virtimages", kind))
            words = "<device path='/dev/...'/>" if kind == "disk" else "absolute path"
            self.refused(words, getattr(pool, call))

    def test_devices_may_be_repeated(self):
        devices = self.source(SAMPLES["logical"]).findall("device")
        self.assertEqual([device.get("path") for device in devices], ["/dev/sda1", "/dev/sdb1", "/dev/sdc1"])

    def test_a_directory_names_where_the_storage_is(self):
        self.assertEqual(self.source(SAMPLES["netfs"]).find("dir").get("path"), "/var/lib/virt/images")
        self.refused("path", self.define, NFS.format("<host name='h'/><dir/>"))

    def test_it_may_be_spelled_directory_too(self):
        source = self.source(SAMPLES["netfs"].replace("<dir ", "<directory "))
        self.assertEqual(source.find("dir").get("path"), "/var/lib/virt/images")
        self.assertIsNone(source.find("directory"))
        self.refused("path", self.define, NFS.format("<host name='h'/><directory/>"))

    def test_a_directory_occurs_once(self):
        source = self.source(NFS.format("<host name='h'/><dir path='/a'/><dir path='/b'/>"))
        self.assertEqual([found.get("path") for found in source.findall("dir")], ["/a"])
        self.refused("directory", self.define, NFS.format("<host name='h'/><dir path='/a'/><directory path='/b'/>"))

    def test_a_host_goes_with_a_directory_or_a_device(self):
        self.refused("host", self.define, NFS.format("<dir path='/a'/>"))
        self.refused("path", self.define, NFS.format("<host name='h'/>"))
        pool = self.define(SAMPLES["iscsi"].replace('<device path="demo-target"/>', ""))
        self.refused("<device", pool.create)

    def test_a_host_is_a_name_or_an_address(self):
        for name in ("nfs.example.com", "192.0.2.1", "2001:db8::1"):
            source = self.source(NFS.format(f"<host name='{name}'/><dir path='/a'/>"))
            self.assertEqual(source.find("host").get("name"), name)
        self.refused("name", self.define, NFS.format("<host/><dir path='/a'/>"))

    def test_a_host_may_have_a_port(self):
        self.assertIsNone(self.source(SAMPLES["iscsi"]).find("host").get("port"))
        source = self.source(SAMPLES["iscsi"].replace('.com"/>', '.com" port="3261"/>'))
        self.assertEqual(source.find("host").get("port"), "3261")
        self.refused("port", self.define, SAMPLES["iscsi"].replace('.com"/>', '.com" port="many"/>'))

    def test_a_format_has_values_of_its_backend(self):
        for kind, own, foreign in (("fs", "ext4", "gpt"), ("netfs", "nfs", "ext4"), ("disk", "gpt", "nfs"), ("logical", "lvm2", "gpt")):
            sample = SAMPLES[kind].replace("</source>", "<format type='{}'/></source>")
            self.assertEqual(self.source(sample.format(own)).find("format").get("type"), own)
            self.refused(foreign, self.define, sample.format(foreign))

    def test_a_format_is_optional_and_has_a_default(self):
        for kind, default in (("fs", "auto"), ("netfs", "auto"), ("disk", "unknown"), ("logical", "lvm2")):
            self.assertEqual(self.source(SAMPLES[kind]).find("format").get("type"), default)


class PoolTarget(Page):
    def test_the_path_is_the_directory_in_which_volumes_are_made(self):
        volume = self.directory().createXML(volume_document("a"))
        self.assertEqual(volume.path(), str(self.base / "files/a"))
        self.refused("path", self.define, "<pool type='dir'><name>a</name></pool>")

    def test_the_mode_is_octal(self):
        self.directory("a", "<permissions><mode>0750</mode></permissions>")
        self.assertEqual((self.base / "a").stat().st_mode & 0o7777, 0o750)
        self.refused("mode", self.directory, "b", "<permissions><mode>0980</mode></permissions>")

    def test_the_owner_is_the_number_of_a_user(self):
        pool = self.directory("a", f"<permissions><mode>0750</mode><owner>{os.getuid()}</owner></permissions>")
        self.assertEqual(self.document(pool).find("target/permissions/owner").text, str(os.getuid()))
        self.refused("owner", self.directory, "b", "<permissions><owner>root</owner></permissions>")

    def test_the_group_is_the_number_of_a_group(self):
        pool = self.directory("a", f"<permissions><mode>0750</mode><group>{os.getgid()}</group></permissions>")
        self.assertEqual(self.document(pool).find("target/permissions/group").text, str(os.getgid()))
        self.refused("group", self.directory, "b", "<permissions><group>staff</group></permissions>")

    def test_the_label_is_a_text_of_access_control(self):
        label = "system_u:object_r:virt_image_t:s0"
        pool = self.define("<pool type='dir'><name>a</name><target><path>/a</path>"
                           f"<permissions><label>{label}</label></permissions></target></pool>")
        self.assertEqual(self.document(pool).find("target/permissions/label").text, label)


class VolumeXml(Page):
    def test_a_volume_is_a_file_or_a_device_node(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("a"))
        self.assertEqual(self.document(volume).get("type"), "file")
        self.assertEqual(volume.info()[0], libvirt.VIR_STORAGE_VOL_FILE)
        os.mkfifo(self.base / "files/neither")
        self.assertEqual(self.names(pool), ["a"])


class VolumeFirstLevel(Page):
    def test_a_volumes_name_is_unique(self):
        pool = self.directory()
        pool.createXML(volume_document("a"))
        self.refused("exist", pool.createXML, volume_document("a"))

    def test_a_volumes_name_is_mandatory(self):
        self.refused("name", self.directory().createXML, volume_document(""))

    def test_a_volumes_identifier_is_unique(self):
        one, other = self.directory("one"), self.directory("other")
        keys = {pool.createXML(volume_document("a")).key() for pool in (one, other)}
        self.assertEqual(len(keys), 2)

    def test_a_volume_document_may_have_a_uuid(self):
        pool = self.directory()
        with_uuid = pool.createXML(volume_document("a", more=f"<uuid>{uuid.uuid4()}</uuid>"))
        without = pool.createXML(volume_document("b"))
        self.assertEqual(self.connection.storageVolLookupByKey(with_uuid.key()).name(), "a")
        self.assertEqual(self.connection.storageVolLookupByKey(without.key()).name(), "b")

    def test_a_sparse_volumes_allocation_is_smaller_than_its_capacity(self):
        volume = self.directory().createXML(volume_document("a", 8 * MIB, 0))
        self.assertLess(self.bytes_of(volume, "allocation"), self.bytes_of(volume, "capacity"))

    @needs_qemu_img
    def test_the_allocation_may_exceed_the_capacity(self):
        volume = self.directory().createXML(volume_document("a", MIB, MIB, "qcow2"), libvirt.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA)
        self.assertGreater(self.bytes_of(volume, "allocation"), self.bytes_of(volume, "capacity"))

    def test_a_volume_is_fully_allocated_when_the_allocation_is_omitted(self):
        volume = self.directory().createXML(volume_document("a", 4 * MIB))
        self.assertGreaterEqual(os.stat(volume.path()).st_blocks * 512, 4 * MIB)
        self.assertGreaterEqual(self.bytes_of(volume, "allocation"), 4 * MIB)

    def test_a_smaller_allocation_may_make_it_sparse(self):
        volume = self.directory().createXML(volume_document("a", 8 * MIB, 2 * MIB))
        self.assertTrue(2 * MIB <= os.stat(volume.path()).st_blocks * 512 < 8 * MIB)

    def test_the_capacity_is_told_in_bytes(self):
        volume = self.directory().createXML(volume_document("a", 3 * MIB + 512))
        self.assertEqual(self.bytes_of(volume, "capacity"), 3 * MIB + 512)

    def test_the_capacity_is_mandatory(self):
        self.refused("capacity", self.directory().createXML, "<volume><name>a</name></volume>")

    def test_a_pool_without_extents_has_volumes_without_a_source(self):
        source = self.document(self.directory().createXML(volume_document("a"))).find("source")
        self.assertTrue(source is None or len(source) == 0)

    def test_the_target_tells_how_the_host_sees_the_volume(self):
        volume = self.directory().createXML(volume_document("a"))
        self.assertEqual(self.document(volume).find("target/path").text, str(self.base / "files/a"))


class VolumeTarget(Page):
    def test_the_path_of_a_volume_is_below_that_of_its_pool(self):
        volume = self.directory().createXML(volume_document("a", target="<path>/elsewhere</path>"))
        self.assertEqual(volume.path(), str(self.base / "files/a"))

    @needs_qemu_img
    def test_the_format_of_a_file_is_that_of_its_contents(self):
        pool = self.directory()
        for wanted in ("raw", "qcow", "vmdk"):
            volume = pool.createXML(volume_document(wanted, file_format=wanted))
            pool.refresh()
            self.assertEqual(self.volume_format(volume), wanted)

    def test_an_omitted_format_is_the_pools_default(self):
        self.assertEqual(self.volume_format(self.directory().createXML(volume_document("a"))), "raw")

    def test_the_format_is_one_that_the_pool_lists(self):
        refusal = self.refused("type", self.directory().createXML, volume_document("a", file_format="linux-swap"))
        self.assertIn("qcow2", str(refusal))

    def test_a_volumes_mode_is_octal(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("a", target="<permissions><mode>0640</mode></permissions>"))
        self.assertEqual(os.stat(volume.path()).st_mode & 0o7777, 0o640)
        self.refused("mode", pool.createXML, volume_document("b", target="<permissions><mode>rw</mode></permissions>"))

    def test_a_volumes_owner_and_group_are_numbers(self):
        pool = self.directory()
        mine = f"<permissions><owner>{os.getuid()}</owner><group>{os.getgid()}</group></permissions>"
        permissions = self.document(pool.createXML(volume_document("a", target=mine))).find("target/permissions")
        self.assertEqual([permissions.find(name).text for name in ("owner", "group")], [str(os.getuid()), str(os.getgid())])
        for name in ("owner", "group"):
            wrong = f"<permissions><{name}>root</{name}></permissions>"
            self.refused(name, pool.createXML, volume_document("b", target=wrong))


class DirectoryBackend(Page):
    def expect_listed(self, kind, content=None, capacity=8 * MIB):
        """A file that somebody put there is a volume of this format."""
        pool = self.directory()
        (self.base / "files" / "theirs").write_bytes(HEADERS[kind] if content is None else content)
        pool.refresh()
        volume = pool.storageVolLookupByName("theirs")
        self.assertEqual((self.volume_format(volume), self.bytes_of(volume, "capacity")), (kind, capacity))

    def expect_made(self, kind):
        pool = self.directory()
        volume = pool.createXML(volume_document("ours", 8 * MIB, 0, kind))
        pool.refresh()
        self.assertEqual((self.volume_format(volume), self.volume_size(volume)), (kind, 8 * MIB))

    def volume_size(self, volume):
        return self.bytes_of(volume, "capacity")

    def expect_never_made(self, kind):
        self.refused(f"'{kind}' cannot be made", self.directory().createXML, volume_document("ours", file_format=kind))
        self.assertEqual(list((self.base / "files").iterdir()), [])

    def test_files_in_a_directory_are_volumes(self):
        pool = self.directory()
        (self.base / "files/theirs").write_bytes(bytes(512))
        self.assertEqual(self.names(pool), ["theirs"])

    def test_raw_files_are_fully_allocated(self):
        volume = self.directory().createXML(volume_document("a", 4 * MIB, 4 * MIB))
        self.assertGreaterEqual(os.stat(volume.path()).st_blocks * 512, 4 * MIB)

    def test_raw_files_are_sparse(self):
        volume = self.directory().createXML(volume_document("a", 64 * MIB, 0))
        self.assertLess(os.stat(volume.path()).st_blocks * 512, MIB)

    def test_build_makes_a_directory_that_does_not_exist(self):
        pool = self.define(f"<pool type='dir'><name>a</name><target><path>{self.base}/new</path></target></pool>")
        self.refused("new", pool.create)
        pool.build()
        self.assertTrue((self.base / "new").is_dir())
        pool.create()

    def test_the_pool_format_is_not_used(self):
        pool = self.started(f"<pool type='dir'><name>a</name><source><format type='ext4'/></source>"
                            f"<target><path>{self.base}</path></target></pool>")
        self.assertIsNone(self.document(pool).find("source/format"))

    def test_raw_files_are_listed(self):
        self.expect_listed("raw", b"plain".ljust(MIB, b"."), MIB)

    def test_bochs_files_are_listed(self):
        self.expect_listed("bochs")

    def test_cloop_files_are_listed(self):
        self.expect_listed("cloop")

    def test_cow_files_are_listed(self):
        self.expect_listed("cow")

    def test_dmg_files_are_listed(self):
        self.expect_listed("dmg")

    def test_iso_files_are_listed(self):
        self.expect_listed("iso")

    def test_qcow_files_are_listed(self):
        self.expect_listed("qcow")

    def test_qcow2_files_are_listed(self):
        self.expect_listed("qcow2")

    def test_vmdk_files_are_listed(self):
        self.expect_listed("vmdk")

    def test_vpc_files_are_listed(self):
        self.expect_listed("vpc")

    @needs_qemu_img
    def test_qcow2_can_be_made_where_qemu_img_is(self):
        self.expect_made("qcow2")

    @needs_qemu_img
    def test_qcow_can_be_made_where_qemu_img_is(self):
        self.expect_made("qcow")

    @needs_qemu_img
    def test_vmdk_can_be_made_where_qemu_img_is(self):
        self.expect_made("vmdk")

    @needs_qemu_img
    def test_vpc_can_be_made_where_qemu_img_is(self):
        pool = self.directory()
        volume = pool.createXML(volume_document("ours", 8 * MIB, 0, "vpc"))
        self.assertEqual(self.volume_format(volume), "vpc")
        # The format counts in cylinders.
        self.assertAlmostEqual(self.volume_size(volume), 8 * MIB, delta=MIB)

    def test_iso_files_are_made_as_plain_files(self):
        volume = self.directory().createXML(volume_document("ours", 8 * MIB, 0, "iso"))
        self.assertEqual(os.stat(volume.path()).st_size, 8 * MIB)

    def test_bochs_files_are_made_by_no_tool(self):
        self.expect_never_made("bochs")

    def test_cloop_files_are_made_by_no_tool(self):
        self.expect_never_made("cloop")

    def test_cow_files_are_made_by_no_tool(self):
        self.expect_never_made("cow")

    def test_dmg_files_are_made_by_no_tool(self):
        self.expect_never_made("dmg")


class IscsiBackend(Page):
    def test_the_pool_format_is_not_used(self):
        pool = self.define(SAMPLES["iscsi"].replace("</source>", "<format type='ext4'/></source>"))
        self.assertIsNone(self.document(pool).find("source/format"))


if __name__ == "__main__":
    unittest.main()
