// SPDX-License-Identifier: MIT
#include "kit/storage/schema.hpp"
#include "kit/storage/tables.hpp"

namespace modvirt::storage {

namespace tables {

namespace {

constexpr Word volume_types[] = {"file", "block", "dir", "network", "netdir", "ploop"};

// Formats of files, and the kinds of partitions.
constexpr Word formats[] = {"none",       "raw",       "dir",        "bochs",    "cloop",  "dmg",   "iso",
                            "vpc",        "vdi",       "fat",        "vhd",      "ploop",  "luks",  "cow",
                            "qcow",       "qcow2",     "qed",        "vmdk",     "linux",  "fat16", "fat32",
                            "linux-swap", "linux-lvm", "linux-raid", "extended", "unknown"};
constexpr Attribute format_attributes[] = {
    Attribute{"type", rule::one_of(formats)}.refused_as(Refusal::Unsupported)};
constexpr Element format{"format", format_attributes};
constexpr Element path = Element("path").holding(rule::text).unless_empty();

constexpr Element atime = Element("atime").holding(rule::text).unless_empty();
constexpr Element mtime = Element("mtime").holding(rule::text).unless_empty();
constexpr Element ctime = Element("ctime").holding(rule::text).unless_empty();
constexpr Element btime = Element("btime").holding(rule::text).unless_empty();
constexpr const Element *timestamps_children[] = {&atime, &mtime, &ctime, &btime};
constexpr Element timestamps = Element("timestamps", {}, timestamps_children).unless_empty().from("0.10.0");

constexpr Element compat = Element("compat").holding(rule::text).unless_empty().from("1.1.0");
constexpr Element cluster_size = Element("clusterSize", unit_attributes)
                                     .holding(rule::uint64)
                                     .unless_empty()
                                     .measured_in(Measure::ShortBytes)
                                     .refused_as(Refusal::XmlDomain)
                                     .from("7.4.0");
constexpr Element lazy_refcounts{"lazy_refcounts"};
constexpr Element extended_l2 = Element("extended_l2").from("8.0.0");
constexpr const Element *features_children[] = {&lazy_refcounts, &extended_l2};
constexpr Element features = Element("features", {}, features_children).closed().from("1.1.0");
constexpr Element nocow = Element("nocow").from("1.2.6");

constexpr const Element *target_children[] = {&path,   &format,       &permissions, &timestamps, &encryption,
                                              &compat, &cluster_size, &features,    &nocow};
constexpr Element target = Element("target", {}, target_children);
constexpr const Element *backing_children[] = {&path, &format, &permissions, &timestamps};
constexpr Element backing_store = Element("backingStore", {}, backing_children).unless_empty();

// Where a volume lies on the devices of its pool; the host tells it.
constexpr Attribute extent_attributes[] = {{"start", rule::uint64}, {"end", rule::uint64}};
constexpr Element extent = Element("extent", extent_attributes).many();
constexpr const Element *device_children[] = {&extent};
constexpr Attribute device_attributes[] = {{"path"}};
constexpr Element device = Element("device", device_attributes, device_children).many();
constexpr const Element *source_children[] = {&device};
constexpr Element source = Element("source", {}, source_children);

constexpr Element key = Element("key").holding(rule::text).unless_empty();
constexpr Element physical = Element("physical", unit_attributes)
                                 .holding(rule::uint64)
                                 .measured_in(Measure::Bytes)
                                 .refused_as(Refusal::Ignored)
                                 .from("3.0.0");
constexpr const Element *volume_children[] = {&name,       &key,      &source, &capacity,
                                              &allocation, &physical, &target, &backing_store};
constexpr Attribute volume_attributes[] = {
    Attribute{"type", rule::one_of(volume_types)}.or_else("file").refused_as(Refusal::Unsupported)};
constexpr Element volume{"volume", volume_attributes, volume_children};

} // namespace

} // namespace tables

const xml::Schema &volume_schema()
{
    static constexpr xml::Schema schema{&tables::volume, ErrorDomain::Storage, "storage volume"};
    return schema;
}

} // namespace modvirt::storage
