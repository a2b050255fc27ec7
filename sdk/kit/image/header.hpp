// SPDX-License-Identifier: MIT
// Reads what the header of a disk image says. The bytes may come from a guest or from anybody: whatever they
// are, the answer is a value, found with a bounded number of bounded reads.
#pragma once

#include <cstdint>
#include <string>

#include "kit/image/format.hpp"
#include "kit/image/source.hpp"

namespace modvirt::image {

enum class Encryption : uint8_t { None, Qcow, Luks, Luks2 };

struct Header {
    Format format = Format::Raw;
    uint64_t capacity = 0; // bytes that a guest sees; the file's size when the header says nothing of it
    Encryption encryption = Encryption::None;

    std::string backing_path;   // as it is written in the header; empty: none
    std::string backing_format; // empty: the header does not say; otherwise any text
    std::string data_file;      // of a qcow2 or vmdk image whose data lie in another file, or in several, of which that is the
                                // first one outside of the image's directory if there is such; empty: in this one

    uint32_t cluster_size = 0; // bytes; 0: the format has none
    std::string compat;        // of qcow2: "1.1", or empty for the first version
    bool lazy_refcounts = false;
    bool extended_l2 = false;
    bool is_dirty = false; // it was not closed properly

    // What is wrong with it, as a sentence without a file's name; empty: nothing. What could be read holds
    // all the same: a damaged image has its format, and the size of the file for a size that is none.
    std::string problem;
};

// An image of no known format is raw.
Header read_header(const Source &source);

// How many of a file's first bytes hold the headers of nearly all images, with their extensions.
inline constexpr std::size_t head_size = 4096;

} // namespace modvirt::image
