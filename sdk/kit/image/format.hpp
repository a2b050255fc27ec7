// SPDX-License-Identifier: MIT
// The formats of disk images that are known by their headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace modvirt::image {

enum class Format : uint8_t {
    Raw,
    Bochs,
    Cloop,
    Cow,
    Dmg,
    Iso,
    Qcow,
    Qcow2,
    Qed,
    Vmdk,
    Vpc,
    Vdi,
    Luks,
    Ploop,
};

// As in <format type='...'/>.
std::string_view name_of(Format format);
std::optional<Format> format_named(std::string_view name);

} // namespace modvirt::image
