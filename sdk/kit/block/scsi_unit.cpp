// SPDX-License-Identifier: MIT
#include "scsi_unit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "kit/block/sysfs.hpp"

namespace modvirt::block {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t sector_bytes = 512; // the unit of sysfs, whatever the disk's own is

// "2:0:0:1": host, bus, target, LUN.
std::optional<std::array<uint64_t, 4>> parse_place(const std::string &text)
{
    std::array<uint64_t, 4> place{};
    const char *at = text.data();
    const char *const end = text.data() + text.size();
    for (std::size_t index = 0; index < place.size(); ++index) {
        const auto [next, error] = std::from_chars(at, end, place[index]);
        const bool is_last = index + 1 == place.size();
        if (error != std::errc() || (is_last ? next != end : next == end || *next != ':'))
            return std::nullopt;
        at = next + 1;
    }
    const bool is_small = std::ranges::all_of(
        place.begin(), place.begin() + 3, [](uint64_t part) { return part <= std::numeric_limits<uint32_t>::max(); });
    return is_small ? std::optional(place) : std::nullopt;
}

std::optional<ScsiUnit> read_scsi_unit(const fs::path &directory)
{
    const auto place = parse_place(directory.filename());
    if (!place)
        return std::nullopt;
    const auto disks = entries_of(directory / "block");
    if (disks.empty())
        return std::nullopt; // the target's controller, or a tape
    ScsiUnit unit;
    unit.host = static_cast<uint32_t>((*place)[0]);
    unit.bus = static_cast<uint32_t>((*place)[1]);
    unit.target = static_cast<uint32_t>((*place)[2]);
    unit.lun = (*place)[3];
    unit.device = disks.front().filename();
    unit.size = read_number(disks.front() / "size") * sector_bytes;
    unit.identifier = scsi_identifier(read_attribute(directory / "wwid"));
    return unit;
}

} // namespace

std::string ScsiUnit::name() const
{
    return fmt::format("unit:{}:{}:{}", bus, target, lun);
}

std::vector<ScsiUnit> read_scsi_units(const std::vector<fs::path> &entries)
{
    std::vector<ScsiUnit> units;
    for (const fs::path &entry : entries)
        if (auto unit = read_scsi_unit(entry))
            units.push_back(std::move(*unit));
    std::ranges::sort(units, {}, [](const ScsiUnit &unit) { return std::tuple(unit.host, unit.bus, unit.target, unit.lun); });
    return units;
}

std::string scsi_identifier(const std::string &wwid)
{
    // The numbers are those of the standard's types of designators.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> types = {{{"t10.", "1"}, {"eui.", "2"}, {"naa.", "3"}}};
    std::string identifier;
    std::string_view rest = wwid;
    for (const auto &[prefix, number] : types)
        if (rest.starts_with(prefix)) {
            identifier = number;
            rest.remove_prefix(prefix.size());
            break;
        }
    for (const char character : rest) {
        if (character != ' ')
            identifier += character;
        else if (!identifier.ends_with('_'))
            identifier += '_';
    }
    return identifier;
}

} // namespace modvirt::block
