// SPDX-License-Identifier: LGPL-2.1-or-later
// The sorts of partition tables, under the names of pools, of parted and of blkid, and what each can do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::storage_disk {

struct Label {
    std::string_view format;    // of a pool's source
    std::string_view parted;    // for mklabel
    std::string_view signature; // as wipefs calls it
    bool names_kinds;           // mkpart takes "primary" with it
    bool has_extended;
    bool keeps_cylinders; // partitions begin and end with one
    bool has_flags;       // those of LVM and RAID
};

std::span<const Label> all_labels();
// Null when there is none. A pool's format "unknown" stands for dos.
const Label *label_of_format(std::string_view format);
const Label *label_named(std::string_view parted);

// What parted takes for a volume of that format: the file system that says the partition's type, and the flag that is set
// then. Throws ConfigUnsupported when this sort of table has no such partitions.
struct PartitionType {
    std::string_view filesystem;
    std::string_view flag; // empty: none
};
PartitionType partition_type(const Label &label, std::string_view format);

// The volume's format, by the partition's type as partx tells it (which may be empty) and the flags that parted tells.
std::string_view format_of(std::string_view type, const std::vector<std::string> &flags);

} // namespace modvirt::storage_disk
