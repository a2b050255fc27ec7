// SPDX-License-Identifier: LGPL-2.1-or-later
#include "labels.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_disk {

namespace {

constexpr std::array<Label, 7> labels = {{
    {"dos", "msdos", "dos", true, true, false, true},
    {"gpt", "gpt", "gpt", true, false, false, true},
    {"mac", "mac", "mac", true, false, false, true},
    {"bsd", "bsd", "bsd", false, false, false, false},
    {"sun", "sun", "sun", false, false, true, true},
    {"pc98", "pc98", "pc98", true, false, true, false},
    {"dvh", "dvh", "sgi", true, false, false, false},
}};

using TypeName = std::pair<std::string_view, std::string_view>;

// By the numbers of dos tables, the UUIDs of gpt, and the names of mac.
constexpr TypeName known_types[] = {
    {"0x5", "extended"},
    {"0xf", "extended"},
    {"0x85", "extended"},
    {"0x83", "linux"},
    {"0x82", "linux-swap"},
    {"0x8e", "linux-lvm"},
    {"0xfd", "linux-raid"},
    {"0x4", "fat16"},
    {"0x6", "fat16"},
    {"0xe", "fat16"},
    {"0xb", "fat32"},
    {"0xc", "fat32"},
    {"0fc63daf-8483-4772-8e79-3d69d8477de4", "linux"},
    {"0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "linux-swap"},
    {"e6d6d379-f507-44c2-a23c-238f2a3df928", "linux-lvm"},
    {"a19d880f-05fc-4d3b-a006-743f0f84911e", "linux-raid"},
    {"ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "fat32"},
    {"Apple_UNIX_SVR2", "linux"},
    {"Linux_LVM", "linux-lvm"},
    {"Linux_RAID", "linux-raid"},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> known_flags = {
    {{"lvm", "linux-lvm"}, {"raid", "linux-raid"}, {"swap", "linux-swap"}}};

} // namespace

std::span<const Label> all_labels()
{
    return labels;
}

const Label *label_of_format(std::string_view format)
{
    const auto found = std::ranges::find(labels, format == "unknown" ? "dos" : format, &Label::format);
    return found == labels.end() ? nullptr : &*found;
}

const Label *label_named(std::string_view parted)
{
    const auto found = std::ranges::find(labels, parted, &Label::parted);
    return found == labels.end() ? nullptr : &*found;
}

PartitionType partition_type(const Label &label, std::string_view format)
{
    PartitionType type{"ext2", ""};
    if (format == "fat16" || format == "fat32" || format == "linux-swap")
        type.filesystem = format;
    else if (format == "linux-lvm")
        type.flag = "lvm";
    else if (format == "linux-raid")
        type.flag = "raid";
    if ((!type.flag.empty() && !label.has_flags) || (format == "extended" && !label.has_extended))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("a partition table of type {} has no partitions of type {}", label.format, format));
    return type;
}

std::string_view format_of(std::string_view type, const std::vector<std::string> &flags)
{
    for (const auto &[name, format] : known_types)
        if (name == type)
            return format;
    for (const auto &[flag, format] : known_flags)
        if (std::ranges::find(flags, flag) != flags.end())
            return format;
    return "none";
}

} // namespace modvirt::storage_disk
