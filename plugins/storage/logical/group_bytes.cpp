// SPDX-License-Identifier: LGPL-2.1-or-later
#include "group_bytes.hpp"

#include <cstddef>
#include <string_view>

#include "kit/block/fresh_reader.hpp"

namespace modvirt::storage_logical {

namespace {

// The header of a device's metadata area, which LVM puts there unless it is told otherwise.
constexpr std::size_t header_place = 4096;
constexpr std::size_t header_size = 4096;
constexpr std::size_t magic_place = 4;
constexpr std::string_view magic = " LVM2 x[5A%r0N*>";
// Of the first metadata: where they begin, 8 bytes, and flags, 4 bytes.
constexpr std::size_t offset_place = 40;
constexpr std::size_t flags_place = 60;
constexpr char is_ignored = 1;

// LVM keeps metadata there, and up to date.
bool has_metadata(std::string_view header)
{
    return header.size() == header_size && header.substr(magic_place, magic.size()) == magic &&
           header.substr(offset_place, 8) != std::string_view("\0\0\0\0\0\0\0\0", 8) && (header[flags_place] & is_ignored) == 0;
}

} // namespace

std::string group_bytes(const std::vector<std::string> &devices)
{
    std::string bytes;
    bool is_known = false;
    for (const std::string &device : devices) {
        block::FreshReader reader(device);
        const std::string_view header = reader.read(header_place, header_size);
        is_known = is_known || has_metadata(header);
        bytes += header;
    }
    return is_known ? bytes : std::string();
}

} // namespace modvirt::storage_logical
