// SPDX-License-Identifier: MIT
// Fills a volume that is a device: with zeros, with a pattern, with another volume's contents. Since 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <modvirt/xml.h>

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

// A volume that is copied. Its format is one of disk images; what is none (partitions and logical volumes have formats of
// their own, or none) is "raw".
struct Source {
    std::string path;
    std::string format;
    uint64_t capacity = 0; // in bytes
};

// Of the <volume> that describes it, in a pool of whatever type. Throws XmlError.
Source read_source(const modvirt_xml_v1 &parser, std::string_view path, std::string_view document);

// A device, or a part of one. In bytes; a length of 0 stands for all that follows.
struct Place {
    std::string device;
    uint64_t offset = 0;
    uint64_t length = 0;
};

// Copies the contents of `source` to the beginning of that place, and waits until they are stored. Raw is copied here, other
// formats by qemu-img, which ends with this process. Throws OperationFailed, also when it does not fit.
void copy_contents(const process::Runner &run, const Source &source, const Place &target);

} // namespace modvirt::block
