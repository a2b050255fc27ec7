// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a new partition goes: arithmetic on extents alone.
#pragma once

#include <cstdint>
#include <optional>

#include "labels.hpp"
#include "table.hpp"

namespace modvirt::storage_disk {

// Bytes; `end` is the first one behind it.
struct Placement {
    RegionKind kind = RegionKind::Primary; // Primary, Extended or Logical
    uint32_t number = 0;                   // which parted will give it
    uint64_t start = 0;
    uint64_t end = 0;

    bool operator==(const Placement &) const = default;
};

// What partitions of this disk begin with: a MiB, which suits every disk, or a cylinder where the table keeps these.
uint64_t grain_of(const Label &label, uint64_t cylinder_size);

// The smallest free extent that holds so many bytes, at its beginning. A partition is primary as long as there is a number
// and room for one, else logical; `extended` asks for an extended one. Throws OperationFailed, with the largest capacity
// that would fit, when none does, or when all numbers are taken.
Placement place(const Table &table, const Label &label, uint64_t capacity, bool extended, uint64_t grain);

// Where a partition ends when it grows to that capacity; nothing when there is no free space right behind it that is
// large enough.
std::optional<uint64_t> end_after_growth(const Table &table, const Label &label, const Region &partition,
                                         uint64_t capacity, uint64_t grain);

} // namespace modvirt::storage_disk
