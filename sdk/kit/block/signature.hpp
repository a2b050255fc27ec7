// SPDX-License-Identifier: MIT
// What is on a device already: file systems, partition tables, the labels of LVM and RAID. Nothing is made over these
// unless that was asked for. Since 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kit/process/command.hpp"

namespace modvirt::block {

struct Signature {
    std::string type;    // as blkid calls it: "ext4", "gpt", "LVM2_member"
    uint64_t offset = 0; // bytes

    bool operator==(const Signature &) const = default;
};

// What `wipefs --no-act --json` prints. Throws OperationFailed for anything else.
std::vector<Signature> parse_signatures(std::string_view report);

// Those on that device. Throws what running tools throws.
std::vector<Signature> find_signatures(const process::Runner &run, const std::string &device);

// Removes them all; throws when the device is in use.
void erase_signatures(const process::Runner &run, const std::string &device);

// "ext4", or "gpt, PMBR": each type once.
std::string describe(const std::vector<Signature> &signatures);

// Throws when there is something on the device, with what it is and how to go on: StoragePoolBuilt when one signature is
// of `own_type`, which is what a build would make there, else OperationInvalid.
void refuse_contents(const process::Runner &run, const std::string &device, std::string_view own_type);

} // namespace modvirt::block
