// SPDX-License-Identifier: LGPL-2.1-or-later
// The units of a target, by commands of SCSI.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session.hpp"

namespace modvirt::storage_iscsi_direct {

// A disk of the target.
struct Unit {
    uint16_t lun = 0; // as the target tells it; of libiscsi and QEMU too
    uint32_t block_bytes = 0;
    uint64_t blocks = 0;

    // "unit:0:0:1"
    [[nodiscard]] std::string name() const;
    [[nodiscard]] uint64_t size() const { return blocks * block_bytes; } // bytes
};

// The number in such a name.
std::optional<uint16_t> parse_unit_name(std::string_view name);

// All numbers that the target tells, in order.
std::vector<uint16_t> list_units(TargetSession &session, std::chrono::milliseconds deadline);

// Nothing when there is no such unit, or when it is no disk. Throws OperationFailed for a disk that does not tell its size.
std::optional<Unit> inspect_unit(TargetSession &session, uint16_t lun, std::chrono::milliseconds deadline);

// Writes zeros over all of it, and waits until they are stored. The deadline is that of each command. Throws OperationFailed with
// what the unit says.
void write_zeros(TargetSession &session, const Unit &unit, std::chrono::milliseconds deadline);

} // namespace modvirt::storage_iscsi_direct
