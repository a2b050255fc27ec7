// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table.hpp"

#include <algorithm>
#include <charconv>

#include "kit/block/report.hpp"

namespace modvirt::storage_disk {

namespace {

using block::member;
using block::number_of;
using block::text_of;
using nlohmann::json;

RegionKind kind_of(const std::string &type)
{
    if (type == "free")
        return RegionKind::Free;
    if (type == "extended")
        return RegionKind::Extended;
    return type == "logical" ? RegionKind::Logical : RegionKind::Primary;
}

// The partition of a mac table that holds the table, and the volume header of dvh, which parted calls extended: nobody
// keeps data there.
bool is_of_the_table(const Table &table, const json &entry, const Region &region)
{
    return (table.label == "mac" && region.start == table.sector_size && text_of(entry, "name") == "Apple") ||
           (table.label == "dvh" && region.kind == RegionKind::Extended);
}

Region region_of(const Table &table, const json &entry)
{
    Region region;
    region.kind = kind_of(text_of(entry, "type"));
    region.number = static_cast<uint32_t>(number_of(entry, "number"));
    region.start = number_of(entry, "start");
    region.end = number_of(entry, "end") + 1; // parted tells the last byte
    for (const json &flag : member(entry, "flags"))
        if (flag.is_string())
            region.flags.push_back(flag.get<std::string>());
    if (is_of_the_table(table, entry, region))
        region.kind = RegionKind::Metadata;
    return region;
}

// Free space inside of another region is that one's.
void sort_out_free_space(Table &table)
{
    const auto surrounding = [&](const Region &free) {
        return std::ranges::find_if(table.regions, [&](const Region &region) {
            return (region.kind == RegionKind::Extended || region.kind == RegionKind::Metadata) &&
                   region.start <= free.start && free.end <= region.end;
        });
    };
    for (Region &region : table.regions) {
        if (region.kind != RegionKind::Free)
            continue;
        const auto around = surrounding(region);
        if (around != table.regions.end())
            region.kind =
                around->kind == RegionKind::Extended ? RegionKind::FreeInExtended : RegionKind::Metadata;
    }
}

} // namespace

const Region *Table::find(uint32_t number) const
{
    const auto found = std::ranges::find_if(
        regions, [&](const Region &region) { return region.is_partition() && region.number == number; });
    return found == regions.end() ? nullptr : &*found;
}

uint64_t Table::used() const
{
    uint64_t bytes = 0;
    for (const Region &region : regions)
        if (region.kind == RegionKind::Primary || region.kind == RegionKind::Logical)
            bytes += region.size();
    return bytes;
}

uint64_t Table::free() const
{
    uint64_t bytes = 0;
    for (const Region &region : regions)
        if (region.is_free())
            bytes += region.size();
    return bytes;
}

uint64_t Table::used_of(const Region &partition) const
{
    if (partition.kind != RegionKind::Extended)
        return partition.size();
    uint64_t bytes = 0;
    for (const Region &region : regions)
        if (region.kind == RegionKind::Logical)
            bytes += region.size();
    return bytes;
}

Table parse_table(std::string_view report)
{
    const json parsed = block::parse_report(report, "parted");
    const json &disk = member(parsed, "disk");
    Table table;
    table.label = text_of(disk, "label");
    table.size = number_of(disk, "size");
    table.sector_size = std::max<uint64_t>(number_of(disk, "logical-sector-size"), 512);
    table.most_partitions = static_cast<uint32_t>(number_of(disk, "max-partitions"));
    for (const json &entry : member(disk, "partitions")) {
        const Region region = region_of(table, entry);
        if (region.start < region.end)
            table.regions.push_back(region);
    }
    sort_out_free_space(table);
    return table;
}

std::map<uint32_t, std::string> parse_types(std::string_view output)
{
    std::map<uint32_t, std::string> types;
    while (!output.empty()) {
        const std::size_t length = std::min(output.find('\n'), output.size());
        const std::string_view line = output.substr(0, length);
        output.remove_prefix(std::min(length + 1, output.size()));
        uint32_t number = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
        if (error == std::errc() && end != line.data() + line.size() && *end == ' ')
            types[number] = std::string(end + 1, line.data() + line.size());
    }
    return types;
}

uint64_t parse_cylinder_size(std::string_view report, uint64_t sector_size)
{
    // The third line: cylinders:heads:sectors:size of a cylinder;
    std::string_view line = report;
    for (int number = 0; number < 2; ++number) {
        const std::size_t end = line.find('\n');
        if (end == std::string_view::npos)
            return 0;
        line.remove_prefix(end + 1);
    }
    const std::size_t heads = line.find(':');
    const std::size_t sectors = heads == std::string_view::npos ? heads : line.find(':', heads + 1);
    if (sectors == std::string_view::npos)
        return 0;
    return block::leading_number(line.substr(heads + 1)) * block::leading_number(line.substr(sectors + 1)) * sector_size;
}

} // namespace modvirt::storage_disk
