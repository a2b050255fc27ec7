// SPDX-License-Identifier: MIT
// The contents of a volume that is a device, or a part of one: overwritten, copied from another volume. Since 1.0.
#pragma once

#include <cstdint>
#include <string>

#include "kit/contents/source.hpp"
#include "kit/process/command.hpp"

namespace modvirt::block {

// Overwrites all that the file or device holds by a virStorageVolWipeAlgorithm, and waits until it is stored. Its size stays. Throws
// InvalidArg for a number that is none, ArgumentUnsupported when it cannot be trimmed, and SystemError with the reason.
void wipe(const std::string &path, uint32_t algorithm);

// A device, or a part of one. In bytes; a length of 0 stands for all that follows.
struct Place {
    std::string device;
    uint64_t offset = 0;
    uint64_t length = 0;
};

// Copies the contents of `source` to the beginning of that place, and waits until they are stored. Raw is copied here, other
// formats by qemu-img, which ends with this process. Throws OperationFailed when it does not fit or the tool fails, and
// SystemError with the reason.
void copy_contents(const process::Runner &run, const contents::Source &source, const Place &target);

} // namespace modvirt::block
