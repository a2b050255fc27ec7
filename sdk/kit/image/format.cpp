// SPDX-License-Identifier: MIT
#include "kit/image/format.hpp"

#include <algorithm>
#include <iterator>

namespace modvirt::image {

namespace {

// In the order of the enumeration.
constexpr std::string_view format_names[] = {"raw",   "bochs", "cloop", "cow", "dmg", "iso",  "qcow",
                                             "qcow2", "qed",   "vmdk",  "vpc", "vdi", "luks", "ploop"};

} // namespace

std::string_view name_of(Format format)
{
    return format_names[static_cast<uint8_t>(format)];
}

std::optional<Format> format_named(std::string_view name)
{
    const auto *const found = std::ranges::find(format_names, name);
    if (found == std::end(format_names))
        return std::nullopt;
    return static_cast<Format>(found - std::begin(format_names));
}

} // namespace modvirt::image
