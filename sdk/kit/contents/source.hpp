// SPDX-License-Identifier: MIT
// A volume that is copied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kit/contents/opening.hpp"
#include "kit/xml/document.hpp"

namespace modvirt::contents {

// Its format is one of disk images; what is none (partitions and logical volumes have formats of their own, or
// none) is "raw".
struct Source {
    std::string path;
    std::string format;
    uint64_t capacity = 0; // in bytes
    Bytes bytes = Bytes::OfFile;
};

// As the <volume> that describes it tells, in a pool of whatever type.
Source source_of(const xml::Document &volume, std::string_view path);

// For an image that a tool is to open, with all that it stands on. Throws OperationFailed unless these are sound images of this
// host, in a chain that ends, with their data in their own directories: the tool would follow one that does not end for ever,
// and what a guest has written into a header must not make it talk to others, or open what is none of the guest's business.
void check_image(const Source &source);

} // namespace modvirt::contents
