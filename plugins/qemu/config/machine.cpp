// SPDX-License-Identifier: LGPL-2.1-or-later
#include "machine.hpp"

namespace modvirt::qemu::config {

std::optional<MachineKind> machine_kind(std::string_view machine) noexcept
{
    if (machine.starts_with("pc-i440fx") || machine == "pc")
        return MachineKind::I440fx;
    if (machine.starts_with("pc-q35") || machine == "q35")
        return MachineKind::Q35;
    return std::nullopt;
}

std::optional<PciSlot> built_in_slot(MachineKind kind, std::string_view controller,
                                     std::string_view model) noexcept
{
    if (kind == MachineKind::I440fx && controller == "ide")
        return PciSlot{0, 1, 1};
    if (kind == MachineKind::I440fx && controller == "usb" && (model.empty() || model == "piix3-uhci"))
        return PciSlot{0, 1, 2};
    if (kind == MachineKind::Q35 && controller == "sata")
        return PciSlot{0, 0x1f, 2};
    return std::nullopt;
}

} // namespace modvirt::qemu::config
