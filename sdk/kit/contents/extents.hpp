// SPDX-License-Identifier: MIT
// The parts of a file that hold data, and what is done to many bytes of a file.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace modvirt::contents {

struct Extent {
    uint64_t offset = 0;
    uint64_t length = 0;
};

// Calls `visit` for every part of the first `size` bytes that holds data. A file that knows no holes is one
// part. `what` names the file in messages.
void for_each_extent(int fd, uint64_t size, const std::string &what,
                     const std::function<void(Extent)> &visit);

// Writes all of it, or throws SystemError.
void write_at(int fd, std::span<const char> bytes, uint64_t offset, const std::string &what);
void write_zeros(int fd, Extent extent, const std::string &what);

// Gives a part of the file room on the disk, without changing what is read from it. What cannot be allocated
// is written. Throws SystemError when the disk is full.
void allocate(int fd, Extent extent, const std::string &what);

// Is told how many bytes more are copied.
using Copied = std::function<void(uint64_t)>;

// The bytes that are in those parts of one file, to the same places of another one, which has holes there.
void copy_data(int from, int to, uint64_t size, const std::string &from_name, const std::string &to_name,
               const Copied &copied = {});

// All bytes of a part, holes as the zeros that they stand for, to the place `offset` of another file or device.
void copy_all(int from, Extent extent, int to, uint64_t offset, const std::string &from_name,
              const std::string &to_name, const Copied &copied = {});

} // namespace modvirt::contents
