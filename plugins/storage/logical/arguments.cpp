// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace modvirt::storage_logical {

namespace {

constexpr std::size_t longest_name = 127;

// LVM takes whole sectors.
std::string bytes(uint64_t count)
{
    constexpr uint64_t sector = 512;
    const uint64_t whole = count - count % sector;
    return fmt::format("{}b", whole == count || whole > UINT64_MAX - sector ? whole : whole + sector);
}

std::string full_name(const std::string &group, const std::string &name)
{
    return fmt::format("{}/{}", group, name);
}

Arguments report(const char *tool, std::string_view fields)
{
    return {tool, "--reportformat", "json", "--units", "b", "--nosuffix", "--options", std::string(fields)};
}

} // namespace

bool is_name(std::string_view name)
{
    const auto allowed = [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '0' && character <= '9') || character == '+' || character == '_' || character == '.' ||
               character == '-';
    };
    return !name.empty() && name.size() <= longest_name && name.front() != '-' && name != "." && name != ".." &&
           std::ranges::all_of(name, allowed);
}

Arguments list_group(const std::string &group)
{
    Arguments arguments = report("vgs", group_fields());
    arguments.insert(arguments.end(), {"--", group});
    return arguments;
}

Arguments list_volumes(const std::string &group)
{
    Arguments arguments = report("lvs", volume_fields());
    arguments.insert(arguments.end(), {"--all", "--", group});
    return arguments;
}

Arguments list_physical()
{
    return report("pvs", physical_fields());
}

Arguments remove_physical(const std::string &device)
{
    return {"pvremove", "--yes", "--", device};
}

Arguments create_group(const std::string &group, const std::vector<std::string> &devices)
{
    Arguments arguments = {"vgcreate", "--yes", "--", group};
    arguments.insert(arguments.end(), devices.begin(), devices.end());
    return arguments;
}

Arguments remove_group(const std::string &group)
{
    return {"vgremove", "--force", "--yes", "--", group};
}

Arguments activate_group(const std::string &group)
{
    return {"vgchange", "--activate", "y", "--", group};
}

Arguments deactivate_group(const std::string &group)
{
    return {"vgchange", "--activate", "n", "--", group};
}

Arguments create_volume(const Wish &wish)
{
    Arguments arguments = {"lvcreate", "--yes", "--name", wish.name};
    const auto add = [&](std::initializer_list<std::string> more) {
        arguments.insert(arguments.end(), more);
    };
    const bool is_sparse = wish.allocation < wish.capacity;
    if (wish.is_unfinished)
        add({"--addtag", std::string(unfinished_tag)});
    if (!wish.origin.empty()) {
        add({"--snapshot"});
        if (wish.origin_is_thin)
            add({"--setactivationskip", "n"});
        else
            add({"--size", bytes(std::max<uint64_t>(wish.allocation, 1))});
        add({"--", full_name(wish.group, wish.origin)});
    } else if (is_sparse && wish.pool) {
        add({"--virtualsize", bytes(wish.capacity), "--thinpool", *wish.pool, "--", wish.group});
    } else if (is_sparse) {
        add({"--type", "snapshot", "--virtualsize", bytes(wish.capacity), "--size",
             bytes(std::max<uint64_t>(wish.allocation, 1)), "--", wish.group});
    } else {
        if (wish.stripes > 1)
            add({"--stripes", std::to_string(wish.stripes)});
        add({"--wipesignatures", "y", "--size", bytes(wish.capacity), "--", wish.group});
    }
    return arguments;
}

Arguments finish_volume(const std::string &group, const std::string &name)
{
    return {"lvchange", "--deltag", std::string(unfinished_tag), "--", full_name(group, name)};
}

Arguments remove_volume(const std::string &group, const std::string &name)
{
    return {"lvremove", "--yes", "--", full_name(group, name)};
}

Arguments grow_volume(const std::string &group, const std::string &name, uint64_t capacity)
{
    return {"lvextend", "--yes", "--size", bytes(capacity), "--", full_name(group, name)};
}

Arguments shrink_volume(const std::string &group, const std::string &name, uint64_t capacity)
{
    return {"lvreduce", "--yes", "--force", "--size", bytes(capacity), "--", full_name(group, name)};
}

std::optional<std::string> roomiest_pool(const std::vector<LogicalVolume> &volumes)
{
    const auto room = [](const LogicalVolume &pool) {
        return static_cast<double>(pool.size) * (1 - pool.data_percent / 100);
    };
    const LogicalVolume *best = nullptr;
    for (const LogicalVolume &volume : volumes)
        if (volume.kind == VolumeKind::ThinPool && (best == nullptr || room(volume) > room(*best)))
            best = &volume;
    return best == nullptr ? std::nullopt : std::optional(best->name);
}

} // namespace modvirt::storage_logical
