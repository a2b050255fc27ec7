// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of machine that this driver can build, and what is soldered to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace modvirt::qemu::config {

enum class MachineKind : uint8_t { I440fx, Q35 };

// By the canonical name ("pc-i440fx-7.2"); nothing for a machine that is neither.
std::optional<MachineKind> machine_kind(std::string_view machine) noexcept;

struct PciSlot {
    uint32_t bus = 0;
    uint32_t slot = 0;
    uint32_t function = 0;

    auto operator<=>(const PciSlot &) const = default;
};

// Where a built-in controller sits, for "ide", "sata" and "usb" of index 0.
std::optional<PciSlot> built_in_slot(MachineKind kind, std::string_view controller,
                                     std::string_view model) noexcept;

// The slot of the primary display, which nothing else gets by itself.
constexpr PciSlot display_slot(MachineKind kind) noexcept
{
    return {0, kind == MachineKind::I440fx ? 2U : 1U, 0};
}

} // namespace modvirt::qemu::config
