// SPDX-License-Identifier: MIT
// The logical units of SCSI that the kernel has block devices for, as sysfs tells them. Since 1.0.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace modvirt::block {

struct ScsiUnit {
    uint32_t host = 0;
    uint32_t bus = 0;
    uint32_t target = 0;
    uint64_t lun = 0;
    std::string device;     // "sda"
    uint64_t size = 0;      // bytes
    std::string identifier; // what the unit says it is, as udev's scsi_id has it; empty: it does not say

    // "unit:0:0:1": that of a pool's volume.
    [[nodiscard]] std::string name() const;
};

// Of these entries of sysfs ("/sys/bus/scsi/devices/2:0:0:1") those that are units with a block device, in the order of their
// numbers. Units that go meanwhile are left out.
std::vector<ScsiUnit> read_scsi_units(const std::vector<std::filesystem::path> &entries);

// "naa.600a0b80" becomes "3600a0b80", and "t10.IET     00010001" "1IET_00010001".
std::string scsi_identifier(const std::string &wwid);

} // namespace modvirt::block
