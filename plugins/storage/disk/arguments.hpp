// SPDX-License-Identifier: LGPL-2.1-or-later
// The command lines that the backend gives to parted and partx. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "labels.hpp"
#include "layout.hpp"

namespace modvirt::storage_disk {

using Arguments = std::vector<std::string>;

Arguments list_table(const std::string &disk);
Arguments list_types(const std::string &disk);
Arguments list_geometry(const std::string &disk);
// These tell the table as it is then, in the form of list_table().
Arguments make_label(const std::string &disk, const Label &label);
Arguments make_partition(const std::string &disk, const Label &label, const Placement &placement,
                         const PartitionType &type);
Arguments grow_partition(const std::string &disk, uint32_t number, uint64_t end);
Arguments remove_partition(const std::string &disk, uint32_t number);

} // namespace modvirt::storage_disk
