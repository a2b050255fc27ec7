// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table_bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "kit/block/fresh_reader.hpp"
#include "kit/block/sysfs.hpp"

namespace modvirt::storage_disk {

namespace {

// Every label has all of its table there, but for the chain of logical partitions. A larger table of a gpt has its checksum there.
constexpr std::size_t head_size = block::FreshReader::most;
constexpr int most_links = 256; // as many logical partitions as anybody has: the chain of a damaged table may be endless

// The first sector that the entry of an extended partition or of the next link of its chain names, in a dos table.
std::optional<uint32_t> extended_start(std::string_view sector)
{
    constexpr std::size_t first_entry = 446;
    constexpr std::size_t entry_size = 16;
    constexpr std::size_t signature = 510;
    if (sector.size() < 512 || sector.substr(signature, 2) != "\x55\xaa")
        return std::nullopt;
    const auto byte = [&](std::size_t at) { return static_cast<uint8_t>(sector[at]); };
    for (std::size_t entry = first_entry; entry < signature; entry += entry_size) {
        const uint8_t type = byte(entry + 4);
        if (type == 0x05 || type == 0x0f || type == 0x85)
            return byte(entry + 8) | byte(entry + 9) << 8 | byte(entry + 10) << 16 | static_cast<uint32_t>(byte(entry + 11)) << 24;
    }
    return std::nullopt;
}

void add_logical_partitions(block::FreshReader &disk, std::string &bytes)
{
    const std::optional<uint32_t> extended = extended_start(bytes);
    std::optional<uint32_t> link = extended ? std::optional<uint32_t>(0) : std::nullopt;
    for (int count = 0; link && count < most_links; ++count) {
        const std::string_view sector = disk.read((uint64_t{*extended} + *link) * disk.sector_size(), disk.sector_size());
        bytes += sector;
        link = extended_start(sector);
    }
}

struct KernelPartition {
    uint64_t number;
    uint64_t start; // bytes
    uint64_t size;
};

std::vector<KernelPartition> kernel_partitions(const std::string &disk)
{
    namespace fs = std::filesystem;
    constexpr uint64_t unit = 512; // whatever the disk's sectors are
    std::vector<KernelPartition> partitions;
    for (const fs::path &entry : block::entries_of("/sys/class/block" / fs::path(disk).filename()))
        if (const uint64_t number = block::read_number(entry / "partition"); number != 0)
            partitions.push_back({number, block::read_number(entry / "start") * unit, block::read_number(entry / "size") * unit});
    std::ranges::sort(partitions, {}, &KernelPartition::number);
    return partitions;
}

} // namespace

std::string table_bytes(const std::string &path)
{
    block::FreshReader disk(path);
    std::string bytes(disk.read(0, head_size));
    if (bytes.empty())
        return bytes;
    add_logical_partitions(disk, bytes);
    for (const KernelPartition &partition : kernel_partitions(path))
        bytes += fmt::format("{} {} {}\n", partition.number, partition.start, partition.size);
    return bytes;
}

bool kernel_has(const std::string &disk, const Table &table)
{
    const std::vector<KernelPartition> partitions = kernel_partitions(disk);
    const auto is_in_table = [&](const KernelPartition &partition) {
        return std::ranges::any_of(table.regions, [&](const Region &region) {
            // Of an extended one it shows the first sectors only; and it may show those that hold the table.
            return !region.is_free() && region.number == partition.number && region.start == partition.start &&
                   (region.kind == RegionKind::Extended || region.size() == partition.size);
        });
    };
    const auto is_made = [&](const Region &region) {
        return !region.is_partition() || std::ranges::binary_search(partitions, region.number, {}, &KernelPartition::number);
    };
    return std::ranges::all_of(partitions, is_in_table) && std::ranges::all_of(table.regions, is_made);
}

} // namespace modvirt::storage_disk
