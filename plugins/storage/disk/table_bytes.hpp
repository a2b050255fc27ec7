// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether a partition table is still the one that a tool told of, found out without a tool.
#pragma once

#include <string>

#include "table.hpp"

namespace modvirt::storage_disk {

// The bytes of a disk that hold its partition table, those of logical partitions too, and the partitions that the kernel has made of
// it. Where two answers are equal, nobody has changed the table in between. Empty when the disk cannot be read.
std::string table_bytes(const std::string &disk);

// Whether the kernel has made just the partitions of that table.
bool kernel_has(const std::string &disk, const Table &table);

} // namespace modvirt::storage_disk
