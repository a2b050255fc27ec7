// SPDX-License-Identifier: MIT
#include "image_lock.hpp"

#include <fcntl.h>

#include "kit/image/file.hpp"

namespace modvirt::storage_use {

namespace {

// A byte from 100 on for each thing that a program does with the image, and one from 200 on for each that nobody else may.
constexpr off_t first_byte = 100;
constexpr off_t byte_count = 200;

} // namespace

bool is_locked_image(const std::string &path)
{
    const auto image = image::open_image(AT_FDCWD, path.c_str());
    struct flock wanted {};
    wanted.l_type = F_WRLCK;
    wanted.l_whence = SEEK_SET;
    wanted.l_start = first_byte;
    wanted.l_len = byte_count;
    return image && ::fcntl(image->fd.get(), F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

} // namespace modvirt::storage_use
