// SPDX-License-Identifier: MIT
// The header of an image in a file. Only regular files and block devices are ever opened: opening a FIFO or a
// terminal that somebody put in a file's place would wait, or do something.
#pragma once

#include <optional>
#include <string>

#include <sys/stat.h>

#include "kit/image/header.hpp"
#include "kit/process/fd.hpp"

namespace modvirt::image {

// `fd` is open for reading, and is not moved.
Header read_file(int fd, uint64_t size);

struct OpenImage {
    process::Fd fd;
    struct stat status {};
    uint64_t size = 0; // bytes; of a block device that of the device
};

// Opens it for reading; `directory` is where a relative path begins, or AT_FDCWD. Nothing with errno when
// that is refused; EINVAL when it is neither a regular file nor a block device.
std::optional<OpenImage> open_image(int directory, const char *path);

// Opens what a descriptor made with O_PATH stands for, likewise.
std::optional<OpenImage> open_image(int found, const struct stat &status);

} // namespace modvirt::image
