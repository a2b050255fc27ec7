// SPDX-License-Identifier: MIT
// A volume that is copied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kit/xml/document.hpp"

namespace modvirt::contents {

// Its format is one of disk images; what is none (partitions and logical volumes have formats of their own, or
// none) is "raw".
struct Source {
    std::string path;
    std::string format;
    uint64_t capacity = 0; // in bytes
};

// As the <volume> that describes it tells, in a pool of whatever type.
Source source_of(const xml::Document &volume, std::string_view path);

} // namespace modvirt::contents
