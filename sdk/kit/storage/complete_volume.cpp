// SPDX-License-Identifier: MIT
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "kit/storage/capabilities.hpp"
#include "kit/storage/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::storage {

namespace {

using document::for_each_child;
using xml::Node;

// The formats that volumes of a pool may have; the first one is what is meant by none.
using Formats = std::span<const std::string_view>;

constexpr std::string_view file_formats[] = {"raw",  "none", "dir",  "bochs", "cloop", "dmg",
                                             "iso",  "vpc",  "vdi",  "fat",   "vhd",   "ploop",
                                             "luks", "cow",  "qcow", "qcow2", "qed",   "vmdk"};
constexpr std::string_view partition_kinds[] = {"none",       "linux",     "fat16",      "fat32",
                                                "linux-swap", "linux-lvm", "linux-raid", "extended"};

void complete_format(Node owner, Formats formats)
{
    if (formats.empty()) {
        if (auto format = owner.child("format"))
            format->remove();
        return;
    }
    Node format = owner.child_or_new("format");
    const auto type = format.attribute("type");
    if (!type)
        format.set_attribute("type", formats.front());
    else if (std::ranges::find(formats, *type) == formats.end())
        refuse_unsupported(format, fmt::format("unknown volume format type {} in this pool: it has {}", *type,
                                               fmt::join(formats, ", ")));
}

void complete_size(Node volume, const VolumeOptions &options)
{
    if (!volume.child("capacity")) {
        if (!options.capacity_optional)
            refuse_xml(volume, "missing capacity element");
        Node capacity = volume.append("capacity");
        capacity.set_attribute("unit", "bytes");
        capacity.set_text("0");
    }
    if (const auto told = volume.child("allocation"); !told || told->text().empty()) {
        Node allocation = volume.child_or_new("allocation");
        allocation.set_attribute("unit", "bytes");
        allocation.set_text(std::string(volume.child("capacity")->text()));
    }
    // No file has more bytes than its offsets can count.
    for (const char *const name : {"capacity", "allocation"})
        if (const auto size = volume.child(name); document::number(size) > static_cast<uint64_t>(INT64_MAX))
            document::refuse(ErrorCode::Overflow, ErrorDomain::Storage, *size, fmt::format("value too large: {}", size->text()));
}

// "1.1": what qemu-img calls the version of a qcow2 file.
bool is_version(std::string_view compat)
{
    const std::size_t dot = compat.find('.');
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return dot != std::string_view::npos && digits(compat.substr(0, dot)) && digits(compat.substr(dot + 1));
}

void complete_qcow2(Node target)
{
    if (auto compat = target.child("compat"); compat && compat->text().empty())
        compat->remove();
    if (const auto compat = target.child("compat"); compat && !is_version(compat->text()))
        refuse_xml(*compat, "forbidden characters in 'compat' attribute: it is a number such as 1.1");
    if (target.child("features") && !target.child("compat"))
        target.append("compat").set_text("1.1");
    if (auto size = target.child("clusterSize"); size && document::number(size) == 0)
        size->remove();
}

void complete_target(Node target, Formats formats, bool keeps_nocow)
{
    complete_format(target, formats);
    complete_permissions(target);
    complete_qcow2(target);
    if (const auto encryption = target.child("encryption"))
        document::check_encryption(*encryption);
    // How to make the file, and when it was used, are not what it is.
    if (!keeps_nocow)
        document::remove_children(target, {"nocow"});
    document::remove_children(target, {"timestamps"});
}

void complete_backing(Node volume, Formats formats)
{
    auto backing = volume.child("backingStore");
    if (!backing)
        return;
    const auto path = backing->child("path");
    if (!path || path->text().empty())
        return backing->remove();
    complete_format(*backing, formats);
    complete_permissions(*backing);
    document::remove_children(*backing, {"timestamps"});
}

} // namespace

void refuse_xml(const Node &node, const std::string &message)
{
    document::refuse(ErrorCode::XmlError, ErrorDomain::Storage, node, message);
}

void refuse_unsupported(const Node &node, const std::string &message)
{
    document::refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Storage, node, message);
}

void complete_permissions(Node owner)
{
    const auto permissions = owner.child("permissions");
    if (!permissions)
        return;
    // -1 leaves it as it is.
    for (const char *id : {"owner", "group"})
        if (auto node = permissions->child(id);
            node && (node->text() == "-1" || node->text() == "4294967295"))
            node->remove();
}

// Empty where a volume is a device, and has no format.
std::span<const std::string_view> volume_formats(PoolType pool)
{
    switch (pool) {
    case PoolType::Dir:
    case PoolType::Fs:
    case PoolType::Netfs:
    case PoolType::Rbd:
    case PoolType::Gluster:
    case PoolType::Vstorage:
    case PoolType::Other:
        return file_formats;
    case PoolType::Disk:
        return partition_kinds;
    default:
        return {};
    }
}

void complete_volume_document(xml::Editor &editor, const VolumeOptions &options)
{
    Node volume = editor.root();
    const auto name = volume.child("name");
    if (!name || name->text().empty())
        refuse_xml(name.value_or(volume), "missing volume name element");
    complete_size(volume, options);
    const Formats formats = volume_formats(options.pool);
    complete_target(volume.child_or_new("target"), formats, options.keeps_nocow);
    complete_backing(volume, formats);
    document::remove_children(volume, {"source", "physical"});
}

} // namespace modvirt::storage
