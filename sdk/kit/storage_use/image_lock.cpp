// SPDX-License-Identifier: MIT
#include "image_lock.hpp"

#include <fcntl.h>

#include "kit/process/fd.hpp"

namespace modvirt::storage_use {

namespace {

// A byte from 100 on for each thing that a program does with the image, and one from 200 on for each that nobody else may.
constexpr off_t first_byte = 100;
constexpr off_t byte_count = 200;

} // namespace

bool is_locked_image(const std::string &path)
{
    const process::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    struct flock wanted {};
    wanted.l_type = F_WRLCK;
    wanted.l_whence = SEEK_SET;
    wanted.l_start = first_byte;
    wanted.l_len = byte_count;
    return fd && ::fcntl(fd.get(), F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

} // namespace modvirt::storage_use
