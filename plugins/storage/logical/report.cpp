// SPDX-License-Identifier: LGPL-2.1-or-later
#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "kit/block/report.hpp"

namespace modvirt::storage_logical {

namespace {

using block::member;
using block::number_of;
using block::text_of;
using nlohmann::json;

// Calls visit(row) for the rows of one kind: {"report":[{"lv":[{...}, ...]}]}.
template <class Visit>
void for_each_row(std::string_view report, const char *tool, const char *kind, Visit visit)
{
    const json parsed = block::parse_report(report, tool);
    for (const json &part : member(parsed, "report"))
        for (const json &row : member(part, kind))
            visit(row);
}

// "public,origin,thinorigin"
bool has_word(const std::string &words, std::string_view word)
{
    for (std::size_t at = 0; at <= words.size();) {
        const std::size_t comma = std::min(words.find(',', at), words.size());
        if (std::string_view(words).substr(at, comma - at) == word)
            return true;
        at = comma + 1;
    }
    return false;
}

// lv_attr, by its first letter: see lvs(8).
VolumeKind kind_of(const json &row)
{
    const std::string attributes = text_of(row, "lv_attr");
    const char type = attributes.empty() ? '-' : attributes.front();
    if (type == 't')
        return VolumeKind::ThinPool;
    if (text_of(row, "lv_name").starts_with('[') || has_word(text_of(row, "lv_role"), "private"))
        return VolumeKind::Internal;
    if (type == 'V')
        return VolumeKind::Thin;
    return type == 's' || type == 'S' ? VolumeKind::Snapshot : VolumeKind::Plain;
}

// "/dev/sda:8-11 /dev/sdb:0-3" in physical extents. What lies on other volumes is told with those.
std::vector<block::Extent> extents_of(const std::string &ranges, uint64_t extent_size)
{
    std::vector<block::Extent> extents;
    for (std::size_t at = 0; at < ranges.size();) {
        const std::size_t end = std::min(ranges.find(' ', at), ranges.size());
        const std::string range = ranges.substr(at, end - at);
        const std::size_t colon = range.rfind(':');
        const std::size_t dash = range.rfind('-');
        if (range.starts_with('/') && colon != std::string::npos && dash != std::string::npos && colon < dash) {
            const uint64_t first = block::leading_number(std::string_view(range).substr(colon + 1));
            const uint64_t last = block::leading_number(std::string_view(range).substr(dash + 1));
            extents.push_back({range.substr(0, colon), first * extent_size, (last + 1) * extent_size});
        }
        at = end + 1;
    }
    return extents;
}

std::string without_brackets(std::string name)
{
    if (name.starts_with('[') && name.ends_with(']'))
        name = name.substr(1, name.size() - 2);
    return name;
}

LogicalVolume volume_of(const json &row)
{
    LogicalVolume volume;
    volume.name = without_brackets(text_of(row, "lv_name"));
    volume.uuid = text_of(row, "lv_uuid");
    volume.kind = kind_of(row);
    // The origin of a volume that began empty is LVM's own.
    const std::string origin = text_of(row, "origin");
    volume.origin = origin.starts_with('[') ? "" : origin;
    volume.pool = text_of(row, "pool_lv");
    volume.size = number_of(row, "lv_size");
    volume.origin_size = volume.kind == VolumeKind::Snapshot ? number_of(row, "origin_size") : 0;
    volume.data_percent = std::strtod(text_of(row, "data_percent").c_str(), nullptr);
    volume.is_active = text_of(row, "lv_active") == "active";
    volume.has_snapshots = has_word(text_of(row, "lv_role"), "thickorigin");
    volume.is_unfinished = has_word(text_of(row, "lv_tags"), unfinished_tag);
    return volume;
}

} // namespace

uint64_t LogicalVolume::allocation() const
{
    if (kind != VolumeKind::Thin)
        return size;
    return static_cast<uint64_t>(std::llround(static_cast<double>(size) * data_percent / 100));
}

std::string_view group_fields()
{
    return "vg_name,vg_size,vg_free,vg_extent_size,vg_attr";
}

std::string_view volume_fields()
{
    return "lv_name,lv_uuid,lv_size,lv_attr,lv_role,origin,origin_size,pool_lv,data_percent,lv_active,lv_tags,vg_extent_size,"
           "seg_pe_ranges";
}

std::string_view physical_fields()
{
    return "pv_name,vg_name";
}

std::optional<Group> parse_group(std::string_view report)
{
    std::optional<Group> group;
    for_each_row(report, "vgs", "vg", [&](const json &row) {
        const std::string attributes = text_of(row, "vg_attr");
        group = {text_of(row, "vg_name"), number_of(row, "vg_size"), number_of(row, "vg_free"),
                 number_of(row, "vg_extent_size"), attributes.size() > 3 && attributes[3] == 'p'};
    });
    return group;
}

std::vector<LogicalVolume> parse_volumes(std::string_view report)
{
    std::map<std::string, LogicalVolume> by_name;
    for_each_row(report, "lvs", "lv", [&](const json &row) {
        LogicalVolume volume = volume_of(row);
        const auto extents = extents_of(text_of(row, "seg_pe_ranges"), number_of(row, "vg_extent_size"));
        const auto place = by_name.try_emplace(volume.name, volume).first;
        place->second.extents.insert(place->second.extents.end(), extents.begin(), extents.end());
    });
    std::vector<LogicalVolume> volumes;
    volumes.reserve(by_name.size());
    for (auto &[name, volume] : by_name) {
        // One device's stretches stand together, in the order of the volume.
        std::ranges::stable_sort(volume.extents, {}, &block::Extent::device);
        volumes.push_back(std::move(volume));
    }
    return volumes;
}

std::vector<PhysicalVolume> parse_physical(std::string_view report)
{
    std::vector<PhysicalVolume> physical;
    for_each_row(report, "pvs", "pv", [&](const json &row) {
        physical.push_back({text_of(row, "pv_name"), text_of(row, "vg_name")});
    });
    return physical;
}

} // namespace modvirt::storage_logical
