// SPDX-License-Identifier: MIT
// <disk>: every kind of source, with chains of backing stores and mirrors.
#pragma once

#include "common.hpp"

namespace modvirt::domain::tables {

inline constexpr Word disk_types[] = {"file", "block", "dir", "network", "volume", "nvme", "vhostuser"};
inline constexpr Word disk_devices[] = {"disk", "cdrom", "floppy", "lun"};
inline constexpr Word snapshot_modes[] = {"no", "internal", "external", "manual"};
inline constexpr Word sgio_modes[] = {"filtered", "unfiltered"};
inline constexpr Word disk_buses[] = {"ide", "fdc", "scsi", "virtio", "xen", "usb", "uml", "sata", "sd"};

inline constexpr Word file_word[] = {"file"};
inline constexpr Word block_word[] = {"block"};
inline constexpr Word dir_word[] = {"dir"};
inline constexpr Word network_word[] = {"network"};
inline constexpr Word volume_word[] = {"volume"};
inline constexpr Word nvme_word[] = {"nvme"};
inline constexpr Word vhostuser_word[] = {"vhostuser"};
inline constexpr Condition of_file = parent_type(file_word);
inline constexpr Condition of_block = parent_type(block_word);
inline constexpr Condition of_dir = parent_type(dir_word);
inline constexpr Condition of_network = parent_type(network_word);
inline constexpr Condition of_volume = parent_type(volume_word);
inline constexpr Condition of_nvme = parent_type(nvme_word);
inline constexpr Condition of_vhostuser = parent_type(vhostuser_word);

// <source>
inline constexpr Word startup_policies[] = {"mandatory", "requisite", "optional"};
inline constexpr Word disk_protocols[] = {"nbd", "rbd",  "sheepdog", "gluster", "iscsi", "http", "https",
                                          "ftp", "ftps", "tftp",     "ssh",     "vxhs",  "nfs"};
inline constexpr Word pool_modes[] = {"host", "direct"};
inline constexpr Word transports[] = {"tcp", "unix", "rdma"};

inline constexpr Attribute disk_host_attributes[] = {
    {"transport", rule::one_of(transports)}, {"name"}, {"port"}, {"socket"}};
inline constexpr Element disk_host = Element("host", disk_host_attributes).many();
inline constexpr Attribute named_attributes[] = {{"name"}};
inline constexpr Element rbd_snapshot{"snapshot", named_attributes};
inline constexpr Attribute config_file_attributes[] = {{"file"}};
inline constexpr Element rbd_config{"config", config_file_attributes};
inline constexpr Element iqn{"iqn", named_attributes};
inline constexpr const Element *initiator_children[] = {&iqn};
inline constexpr Element initiator{"initiator", {}, initiator_children};
inline constexpr Attribute slice_attributes[] = {{"type"}, {"offset", rule::uint64}, {"size", rule::uint64}};
inline constexpr Element slice{"slice", slice_attributes};
inline constexpr const Element *slices_children[] = {&slice};
inline constexpr Element slices{"slices", {}, slices_children};
inline constexpr Attribute verify_attributes[] = {{"verify", rule::yes_no}};
inline constexpr Element ssl{"ssl", verify_attributes};
inline constexpr Element cookie = Element("cookie", named_attributes).holding(rule::text).many();
inline constexpr const Element *cookies_children[] = {&cookie};
inline constexpr Element cookies = Element("cookies", {}, cookies_children).kept_secret();
inline constexpr Attribute readahead_attributes[] = {{"size", rule::uint64}};
inline constexpr Element readahead{"readahead", readahead_attributes};
inline constexpr Attribute seconds_attributes[] = {{"seconds", rule::uint64}};
inline constexpr Element timeout{"timeout", seconds_attributes};
inline constexpr Attribute identity_attributes[] = {{"user"}, {"group"}};
inline constexpr Element identity{"identity", identity_attributes};
inline constexpr Attribute reservations_source_attributes[] = {{"type"}, {"path"}, {"mode"}};
inline constexpr Element reservations_source{"source", reservations_source_attributes};
inline constexpr const Element *reservations_children[] = {&reservations_source};
inline constexpr Attribute managed_attributes[] = {Attribute{"managed", rule::yes_no}.needed()};
inline constexpr Element reservations{"reservations", managed_attributes, reservations_children};
inline constexpr Condition source_on_pci = own_type(pci_word);
inline constexpr Element nvme_address = Element("address", host_pci_attributes).when(source_on_pci);
inline constexpr const Element *disk_source_children[] = {
    &nvme_address, &disk_host,    &rbd_snapshot, &rbd_config, &auth,     &initiator,
    &ssl,          &cookies,      &readahead,    &timeout,    &identity, &slices,
    &encryption,   &reservations, &device_label, &reconnect};
inline constexpr Attribute disk_source_attributes[] = {
    Attribute{"file"}.when(of_file),
    Attribute{"fdgroup"}.when(of_file).from("9.0.0"),
    Attribute{"dev"}.when(of_block),
    Attribute{"dir"}.when(of_dir),
    Attribute{"protocol", rule::one_of(disk_protocols)}.when(of_network).needed(),
    Attribute{"name"}.when(of_network),
    Attribute{"query"}.when(of_network),
    Attribute{"tls", rule::yes_no}.when(of_network),
    Attribute{"tlsHostname"}.when(of_network),
    Attribute{"pool"}.when(of_volume),
    Attribute{"volume"}.when(of_volume),
    Attribute{"mode", rule::one_of(pool_modes)}.when(of_volume),
    Attribute{"type"}.when(of_nvme),
    Attribute{"managed", rule::yes_no}.when(of_nvme),
    Attribute{"namespace", rule::uint64}.when(of_nvme),
    Attribute{"type"}.when(of_vhostuser),
    Attribute{"path"}.when(of_vhostuser),
    {"startupPolicy", rule::one_of(startup_policies)},
    {"index", rule::uint32},
};
inline constexpr Element disk_source{"source", disk_source_attributes, disk_source_children};

// <backingStore> and <mirror>
inline constexpr Word disk_formats[] = {"raw", "dir",  "bochs", "cloop", "dmg",   "iso",
                                        "vpc", "vdi",  "fat",   "vhd",   "ploop", "luks",
                                        "cow", "qcow", "qcow2", "qed",   "vmdk"};
inline constexpr Attribute unit_attributes[] = {{"unit"}};
inline constexpr Element cache_max_size =
    Element("max_size", unit_attributes).holding(rule::uint64).measured_in(Measure::Bytes);
inline constexpr const Element *metadata_cache_children[] = {&cache_max_size};
inline constexpr Element metadata_cache{"metadata_cache", {}, metadata_cache_children};
inline constexpr const Element *format_children[] = {&metadata_cache};
inline constexpr Attribute format_attributes[] = {{"type", rule::one_of(disk_formats)}};
inline constexpr Element disk_format{"format", format_attributes, format_children};
extern const Element backing_store;
inline constexpr const Element *backing_children[] = {&disk_format, &disk_source, &backing_store};
inline constexpr Attribute backing_attributes[] = {{"type", rule::one_of(disk_types)},
                                                   {"index", rule::uint32}};
inline constexpr Word mirror_jobs[] = {"copy", "active-commit"};
inline constexpr Word mirror_ready[] = {"yes", "abort", "pivot"};
inline constexpr const Element *mirror_children[] = {&disk_format, &disk_source, &backing_store};
inline constexpr Attribute mirror_attributes[] = {{"type", rule::one_of(disk_types)},
                                                  {"file"},
                                                  {"format"},
                                                  {"job", rule::one_of(mirror_jobs)},
                                                  {"ready", rule::one_of(mirror_ready)}};
inline constexpr Element mirror{"mirror", mirror_attributes, mirror_children};

// <driver>
inline constexpr Word cache_modes[] = {"default",   "none",       "writethrough",
                                       "writeback", "directsync", "unsafe"};
inline constexpr Word error_policies[] = {"stop", "report", "ignore", "enospace"};
inline constexpr Word read_error_policies[] = {"stop", "report", "ignore"};
inline constexpr Word io_modes[] = {"native", "threads", "io_uring"};
inline constexpr Word discard_modes[] = {"unmap", "ignore"};
inline constexpr Word detect_zeroes_modes[] = {"off", "on", "unmap"};
inline constexpr const Element *disk_driver_children[] = {&metadata_cache};
inline constexpr Attribute disk_driver_attributes[] = {
    {"name"},
    // libvirt takes "aio" for raw, as Xen's tools once wrote it.
    {"type"},
    {"cache", rule::one_of(cache_modes)},
    {"error_policy", rule::one_of(error_policies)},
    {"rerror_policy", rule::one_of(read_error_policies)},
    {"io", rule::one_of(io_modes)},
    {"ioeventfd", rule::on_off},
    {"event_idx", rule::on_off},
    {"copy_on_read", rule::on_off},
    {"discard", rule::one_of(discard_modes)},
    {"iothread", rule::uint32},
    {"detect_zeroes", rule::one_of(detect_zeroes_modes)},
    {"queues", rule::uint32},
    {"queue_size", rule::uint32},
    {"iommu", rule::on_off},
    {"ats", rule::on_off},
    {"packed", rule::on_off},
    {"page_per_vq", rule::on_off},
};
inline constexpr Element disk_driver{"driver", disk_driver_attributes, disk_driver_children};

// <iotune> and the small children
inline constexpr Element total_bytes_sec = Element("total_bytes_sec").holding(rule::uint64);
inline constexpr Element read_bytes_sec = Element("read_bytes_sec").holding(rule::uint64);
inline constexpr Element write_bytes_sec = Element("write_bytes_sec").holding(rule::uint64);
inline constexpr Element total_iops_sec = Element("total_iops_sec").holding(rule::uint64);
inline constexpr Element read_iops_sec = Element("read_iops_sec").holding(rule::uint64);
inline constexpr Element write_iops_sec = Element("write_iops_sec").holding(rule::uint64);
inline constexpr Element total_bytes_sec_max = Element("total_bytes_sec_max").holding(rule::uint64);
inline constexpr Element read_bytes_sec_max = Element("read_bytes_sec_max").holding(rule::uint64);
inline constexpr Element write_bytes_sec_max = Element("write_bytes_sec_max").holding(rule::uint64);
inline constexpr Element total_iops_sec_max = Element("total_iops_sec_max").holding(rule::uint64);
inline constexpr Element read_iops_sec_max = Element("read_iops_sec_max").holding(rule::uint64);
inline constexpr Element write_iops_sec_max = Element("write_iops_sec_max").holding(rule::uint64);
inline constexpr Element size_iops_sec = Element("size_iops_sec").holding(rule::uint64);
inline constexpr Element group_name = Element("group_name").holding(rule::text);
inline constexpr Element total_bytes_length = Element("total_bytes_sec_max_length").holding(rule::uint64);
inline constexpr Element read_bytes_length = Element("read_bytes_sec_max_length").holding(rule::uint64);
inline constexpr Element write_bytes_length = Element("write_bytes_sec_max_length").holding(rule::uint64);
inline constexpr Element total_iops_length = Element("total_iops_sec_max_length").holding(rule::uint64);
inline constexpr Element read_iops_length = Element("read_iops_sec_max_length").holding(rule::uint64);
inline constexpr Element write_iops_length = Element("write_iops_sec_max_length").holding(rule::uint64);
inline constexpr const Element *iotune_children[] = {
    &total_bytes_sec,   &read_bytes_sec,      &write_bytes_sec,    &total_iops_sec,      &read_iops_sec,
    &write_iops_sec,    &total_bytes_sec_max, &read_bytes_sec_max, &write_bytes_sec_max, &total_iops_sec_max,
    &read_iops_sec_max, &write_iops_sec_max,  &size_iops_sec,      &group_name,          &total_bytes_length,
    &read_bytes_length, &write_bytes_length,  &total_iops_length,  &read_iops_length,    &write_iops_length};
inline constexpr Element iotune = Element("iotune", {}, iotune_children).unless_empty();

inline constexpr Word tray_states[] = {"closed", "open"};
inline constexpr Attribute disk_target_attributes[] = {
    {"dev"},
    {"bus", rule::one_of(disk_buses)},
    {"tray", rule::one_of(tray_states)},
    {"removable", rule::on_off},
    {"rotation_rate", rule::uint32},
};
inline constexpr Element disk_target{"target", disk_target_attributes};
inline constexpr Word translations[] = {"none", "auto", "lba"};
inline constexpr Attribute geometry_attributes[] = {{"cyls", rule::uint32},
                                                    {"heads", rule::uint32},
                                                    {"secs", rule::uint32},
                                                    {"trans", rule::one_of(translations)}};
inline constexpr Element geometry{"geometry", geometry_attributes};
inline constexpr Attribute blockio_attributes[] = {{"logical_block_size", rule::uint32},
                                                   {"physical_block_size", rule::uint32},
                                                   {"discard_granularity", rule::uint32}};
inline constexpr Element blockio{"blockio", blockio_attributes};
inline constexpr Attribute transient_attributes[] = {{"shareBacking", rule::yes_no}};
inline constexpr Element transient{"transient", transient_attributes};
inline constexpr Element disk_serial = Element("serial").holding(rule::text);
inline constexpr Element wwn = Element("wwn").holding(rule::text);
inline constexpr Element disk_vendor = Element("vendor").holding(rule::text);
inline constexpr Element disk_product = Element("product").holding(rule::text);

inline constexpr const Element *disk_children[] = {
    &disk_driver, &auth,         &disk_source, &backing_store, &mirror,    &geometry,    &blockio,
    &disk_target, &iotune,       &readonly,    &shareable,     &transient, &disk_serial, &wwn,
    &disk_vendor, &disk_product, &encryption,  &boot_order,    &alias,     &acpi_index,  &address};
inline constexpr Attribute disk_attributes[] = {
    Attribute{"type", rule::one_of(disk_types)}.or_else("file"),
    Attribute{"device", rule::one_of(disk_devices)}.or_else("disk"),
    {"model", rule::one_of(virtio_models)},
    {"rawio", rule::yes_no},
    {"sgio", rule::one_of(sgio_modes)},
    {"snapshot", rule::one_of(snapshot_modes)},
};
inline constexpr Element disk = Element("disk", disk_attributes, disk_children).many();

} // namespace modvirt::domain::tables
