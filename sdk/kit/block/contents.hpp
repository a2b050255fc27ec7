// SPDX-License-Identifier: MIT
// Fills a volume that is a device: with zeros, with a pattern, with another volume's contents. Since 1.0.
#pragma once

#include <cstdint>
#include <string>

#include "kit/process/command.hpp"

namespace modvirt::block {

// The numbers are those of virStorageVolWipeAlgorithm.
enum class WipeAlgorithm : uint32_t {
    Zero = 0,
    Nnsa = 1,
    Dod = 2,
    Bsi = 3,
    Gutmann = 4,
    Schneier = 5,
    Pfitzner7 = 6,
    Pfitzner33 = 7,
    Random = 8,
    Trim = 9,
};

// Overwrites all that the file or device holds, and waits until it is stored. Its size stays. Zeros, random bytes and
// trimming are our own; the other patterns need the tool scrub. Throws ArgumentUnsupported for another number,
// OperationFailed with the reason.
void wipe(const process::Runner &run, const std::string &path, uint32_t algorithm);

// Zeros the first `bytes` of it, or less when it is smaller.
void zero_beginning(const std::string &path, uint64_t bytes);

// Copies the contents of `source`, which is of that image format ("raw", "qcow2"), to the beginning of the device
// `target`. Raw is copied here, other formats by qemu-img. Throws OperationFailed, also when it does not fit.
void copy_contents(const process::Runner &run, const std::string &source, const std::string &format,
                   const std::string &target);

} // namespace modvirt::block
