// SPDX-License-Identifier: MIT
#include "kit/storage/capabilities.hpp"
#include "kit/storage/schema.hpp"
#include "kit/storage/tables.hpp"

namespace modvirt::storage {

namespace tables {

namespace {

// Which types of pool have what; seen from <source> and <target>.
constexpr Word pool_types[] = {"dir",  "fs",    "netfs", "logical",  "disk",    "iscsi", "iscsi-direct",
                               "scsi", "mpath", "rbd",   "sheepdog", "gluster", "zfs",   "vstorage"};
constexpr Word on_hosts[] = {"netfs", "iscsi", "iscsi-direct", "rbd", "sheepdog", "gluster"};
constexpr Word on_devices[] = {"fs", "logical", "disk", "iscsi", "iscsi-direct", "zfs"};
constexpr Word on_directories[] = {"netfs", "gluster"};
constexpr Word on_adapters[] = {"scsi"};
constexpr Word on_initiators[] = {"iscsi", "iscsi-direct"};
constexpr Word with_names[] = {"logical", "rbd", "sheepdog", "gluster", "zfs", "vstorage"};
constexpr Word of_fs[] = {"fs"};
constexpr Word of_netfs[] = {"netfs"};
constexpr Word of_disk[] = {"disk"};
constexpr Word of_logical[] = {"logical"};
constexpr Word of_rbd[] = {"rbd"};
constexpr Word mounted[] = {"fs", "netfs"};
constexpr Condition has_host = parent_type(on_hosts);
constexpr Condition has_device = parent_type(on_devices);
constexpr Condition has_directory = parent_type(on_directories);
constexpr Condition has_adapter = parent_type(on_adapters);
constexpr Condition has_initiator = parent_type(on_initiators);
constexpr Condition has_name = parent_type(with_names);
constexpr Condition is_fs = parent_type(of_fs);
constexpr Condition is_netfs = parent_type(of_netfs);
constexpr Condition is_disk = parent_type(of_disk);
constexpr Condition is_logical = parent_type(of_logical);
constexpr Condition is_rbd = own_type(of_rbd);
constexpr Condition is_mounted = own_type(mounted);

// <source>
constexpr Attribute host_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlDomain),
                                         {"port", rule::int32}};
constexpr Element host = Element("host", host_attributes).many().when(has_host);
constexpr Attribute extent_attributes[] = {{"start", rule::uint64}, {"end", rule::uint64}};
constexpr Element free_extent = Element("freeExtent", extent_attributes).many();
constexpr const Element *device_children[] = {&free_extent};
constexpr Attribute device_attributes[] = {
    Attribute{"path", rule::path}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"part_separator", rule::yes_no}.from("1.3.1")};
constexpr Element device = Element("device", device_attributes, device_children).many().when(has_device);
constexpr Attribute directory_attributes[] = {{"path", rule::path}};
constexpr Element directory = Element("dir", directory_attributes).when(has_directory).unless_empty();
// As libvirt's first page on storage spells it, of 2008; it is read, and told as <dir>.
constexpr Element old_directory = Element("directory", directory_attributes).when(has_directory).unless_empty();
constexpr Attribute address_attributes[] = {
    Attribute{"domain", rule::hex(4, 0xffffffff)}.or_else("0x0000").refused_as(Refusal::XmlNowhere),
    Attribute{"bus", rule::hex(2, 0xff)}.or_else("0x00").refused_as(Refusal::XmlNowhere),
    Attribute{"slot", rule::hex(2, 0x1f)}.or_else("0x00").refused_as(Refusal::XmlNowhere),
    Attribute{"function", rule::hex(1, 7)}.or_else("0x0").refused_as(Refusal::XmlNowhere)};
constexpr Element address{"address", address_attributes};
constexpr const Element *parentaddr_children[] = {&address};
constexpr Attribute parentaddr_attributes[] = {
    Attribute{"unique_id", rule::uint32}.refused_as(Refusal::XmlDomain)};
constexpr Element parentaddr =
    Element("parentaddr", parentaddr_attributes, parentaddr_children).from("1.2.4");
constexpr const Element *adapter_children[] = {&parentaddr};
constexpr Word adapter_types[] = {"scsi_host", "fc_host"};
constexpr Word scsi_host[] = {"scsi_host"};
constexpr Word fc_host[] = {"fc_host"};
constexpr Condition is_scsi_host = own_type(scsi_host);
constexpr Condition is_fc_host = own_type(fc_host);
constexpr Attribute adapter_attributes[] = {
    Attribute{"type", rule::one_of(adapter_types)}.or_else("scsi_host").from("1.0.5"),
    Attribute{"name"}.when(is_scsi_host),
    Attribute{"parent"}.when(is_fc_host),
    Attribute{"parent_wwnn"}.when(is_fc_host).from("3.0.0"),
    Attribute{"parent_wwpn"}.when(is_fc_host).from("3.0.0"),
    Attribute{"parent_fabric_wwn"}.when(is_fc_host).from("3.0.0"),
    Attribute{"managed", rule::yes_no}.when(is_fc_host).from("1.2.11"),
    Attribute{"wwnn"}.when(is_fc_host),
    Attribute{"wwpn"}.when(is_fc_host),
};
constexpr Element adapter = Element("adapter", adapter_attributes, adapter_children).when(has_adapter);
constexpr Element source_name = Element("name").holding(rule::text).when(has_name).unless_empty();
constexpr Attribute iqn_attributes[] = {{"name"}};
constexpr Element iqn = Element("iqn", iqn_attributes).unless_empty();
constexpr const Element *initiator_children[] = {&iqn};
constexpr Element initiator = Element("initiator", {}, initiator_children).when(has_initiator).unless_empty();

// The formats of each type; the first one is what is meant by none.
constexpr Word fs_formats[] = {"auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf",
                               "gfs",  "gfs2", "vfat", "hfs+", "xfs", "ocfs2",   "vmfs"};
constexpr Word netfs_formats[] = {"auto", "nfs", "glusterfs", "cifs"};
constexpr Word disk_formats[] = {"unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2"};
constexpr Word logical_formats[] = {"lvm2", "unknown"};
constexpr Attribute fs_format_attributes[] = {
    Attribute{"type", rule::one_of(fs_formats)}.or_else("auto").refused_as(Refusal::Unsupported)};
constexpr Attribute netfs_format_attributes[] = {
    Attribute{"type", rule::one_of(netfs_formats)}.or_else("auto").refused_as(Refusal::Unsupported)};
constexpr Attribute disk_format_attributes[] = {
    Attribute{"type", rule::one_of(disk_formats)}.or_else("unknown").refused_as(Refusal::Unsupported)};
constexpr Attribute logical_format_attributes[] = {
    Attribute{"type", rule::one_of(logical_formats)}.or_else("lvm2").refused_as(Refusal::Unsupported)};
constexpr Element fs_format = Element("format", fs_format_attributes).when(is_fs);
constexpr Element netfs_format = Element("format", netfs_format_attributes).when(is_netfs);
constexpr Element disk_format = Element("format", disk_format_attributes).when(is_disk);
constexpr Element logical_format = Element("format", logical_format_attributes).when(is_logical);

constexpr Word auth_types[] = {"chap", "ceph"};
constexpr Attribute pool_auth_attributes[] = {
    Attribute{"type", rule::one_of(auth_types)}.refused_as(Refusal::Unsupported),
    Attribute{"username"}.needed().refused_as(Refusal::XmlStorage)};
constexpr Element pool_auth{"auth", pool_auth_attributes, auth_children};
constexpr Attribute protocol_attributes[] = {{"ver"}};
constexpr Element protocol =
    Element("protocol", protocol_attributes).when(is_netfs).unless_empty().from("5.1.0");
constexpr Attribute named[] = {{"name"}};
constexpr Element vendor = Element("vendor", named).unless_empty();
constexpr Element product = Element("product", named).unless_empty();
constexpr const Element *source_children[] = {
    &host,         &device,      &directory,      &old_directory, &adapter,  &source_name, &initiator, &fs_format,
    &netfs_format, &disk_format, &logical_format, &pool_auth,     &protocol, &vendor,      &product};
constexpr Element source = Element("source", {}, source_children).open();

// The rest
constexpr Element available = Element("available", unit_attributes)
                                  .holding(rule::uint64)
                                  .measured_in(Measure::Bytes)
                                  .refused_as(Refusal::Ignored);
constexpr Element pool_capacity = capacity.refused_as(Refusal::Ignored);
constexpr Element pool_allocation = allocation.refused_as(Refusal::Ignored);
constexpr Attribute cow_attributes[] = {{"state", rule::yes_no}};
constexpr Element cow = Element("cow", cow_attributes).unless_empty();
constexpr const Element *features_children[] = {&cow};
constexpr Element features = Element("features", {}, features_children).unless_empty().from("6.6.0");
constexpr Element target_path = Element("path").holding(rule::path).unless_empty();
constexpr const Element *target_children[] = {&target_path, &permissions};
constexpr Element target = Element("target", {}, target_children);
constexpr Word refresh_allocations[] = {"default", "capacity"};
constexpr Attribute refresh_volume_attributes[] = {
    Attribute{"allocation", rule::one_of(refresh_allocations)}.refused_as(Refusal::Unsupported)};
constexpr Element refresh_volume = Element("volume", refresh_volume_attributes).unless_empty();
constexpr const Element *refresh_children[] = {&refresh_volume};
constexpr Element refresh = Element("refresh", {}, refresh_children).unless_empty().from("5.2.0");

// Options of the mount and of librbd, in namespaces of their own
constexpr Word fs_namespace[] = {"http://libvirt.org/schemas/storagepool/fs/1.0"};
constexpr Word rbd_namespace[] = {"http://libvirt.org/schemas/storagepool/rbd/1.0"};
constexpr Attribute mount_option_attributes[] = {Attribute{"name"}.needed()};
constexpr Element mount_option = Element("fs:option", mount_option_attributes).many();
constexpr const Element *mount_children[] = {&mount_option};
constexpr Element mount_options =
    Element("fs:mount_opts", {}, mount_children).when(is_mounted).unless_empty().from("5.1.0");
constexpr Attribute rbd_option_attributes[] = {Attribute{"name"}.needed(), Attribute{"value"}.needed()};
constexpr Element rbd_option = Element("rbd:option", rbd_option_attributes).many();
constexpr const Element *rbd_children[] = {&rbd_option};
constexpr Element rbd_options =
    Element("rbd:config_opts", {}, rbd_children).when(is_rbd).unless_empty().from("5.1.0");

constexpr Element pool_uuid = uuid.refused_as(Refusal::XmlDomain);
constexpr const Element *pool_children[] = {&name,      &pool_uuid,     &pool_capacity, &pool_allocation,
                                            &available, &features,      &source,        &target,
                                            &refresh,   &mount_options, &rbd_options};
constexpr Attribute pool_attributes[] = {
    Attribute{"type", rule::one_of(pool_types)}.needed(),
    Attribute{"xmlns:fs", rule::one_of(fs_namespace)}.refused_as(Refusal::Ignored),
    Attribute{"xmlns:rbd", rule::one_of(rbd_namespace)}.refused_as(Refusal::Ignored)};
constexpr Element pool{"pool", pool_attributes, pool_children};

// Pools of types that libvirt does not know: their backend says what it needs, so that they may have everything.
constexpr Element other_host = Element("host", host_attributes).many();
constexpr Element other_device = Element("device", device_attributes, device_children).many();
constexpr Element other_directory = Element("dir", directory_attributes).unless_empty();
constexpr Element other_name = Element("name").holding(rule::text).unless_empty();
constexpr Element other_initiator = Element("initiator", {}, initiator_children).unless_empty();
constexpr Attribute other_format_attributes[] = {{"type"}};
constexpr Element other_format{"format", other_format_attributes};
constexpr Attribute other_auth_attributes[] = {{"type"}, {"username"}};
constexpr Element other_auth{"auth", other_auth_attributes, auth_children};
constexpr Element other_protocol = Element("protocol", protocol_attributes).unless_empty();
constexpr const Element *other_source_children[] = {
    &other_host,   &other_device, &other_directory, &other_name, &other_initiator,
    &other_format, &other_auth,   &other_protocol,  &vendor,     &product};
constexpr Element other_source = Element("source", {}, other_source_children).open().with_foreign();
constexpr const Element *other_children[] = {&name,     &pool_uuid,    &pool_capacity, &pool_allocation, &available,
                                             &features, &other_source, &target,        &refresh};
constexpr Attribute other_attributes[] = {Attribute{"type"}.needed()};
constexpr Element other_pool{"pool", other_attributes, other_children};

} // namespace

} // namespace tables

std::span<const std::string_view> pool_formats(PoolType type)
{
    switch (type) {
    case PoolType::Fs:
        return tables::fs_formats;
    case PoolType::Netfs:
        return tables::netfs_formats;
    case PoolType::Disk:
        return tables::disk_formats;
    case PoolType::Logical:
        return tables::logical_formats;
    default:
        return {};
    }
}

const xml::Schema &other_pool_schema()
{
    static constexpr xml::Schema schema{&tables::other_pool, ErrorDomain::Storage, "storage pool"};
    return schema;
}

const xml::Schema &pool_schema()
{
    static constexpr xml::Schema schema{&tables::pool, ErrorDomain::Storage, "storage pool"};
    return schema;
}

} // namespace modvirt::storage
