// SPDX-License-Identifier: LGPL-2.1-or-later
#include "source.hpp"

namespace modvirt::qemu::config {

std::string_view target_of(const xml::Element &disk)
{
    const auto target = disk.child("target");
    return target ? target->attribute_or("dev", "") : std::string_view();
}

std::string_view source_path(const xml::Element &disk)
{
    const auto source = disk.child("source");
    if (!source)
        return {};
    const std::string_view type = disk.attribute_or("type", "file");
    return source->attribute_or(type == "block" ? "dev" : type == "dir" ? "dir" : "file", "");
}

bool is_volume(const xml::Element &disk)
{
    const auto source = disk.child("source");
    return disk.attribute("type") == "volume" && source && source->attribute("volume");
}

std::optional<DiskSource> own_source(const xml::Element &disk)
{
    const std::string_view path = source_path(disk);
    if (path.empty())
        return std::nullopt;
    const std::string_view type = disk.attribute_or("type", "file");
    DiskSource source;
    source.kind = type == "block" ? DiskSource::Kind::Block
                  : type == "dir" ? DiskSource::Kind::Directory
                                  : DiskSource::Kind::File;
    source.path = path;
    return source;
}

std::optional<DiskSource> source_of(const xml::Element &disk, const DiskSources &found)
{
    const auto place = found.find(target_of(disk));
    return place == found.end() ? own_source(disk) : std::optional(place->second);
}

} // namespace modvirt::qemu::config
