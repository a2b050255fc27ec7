// SPDX-License-Identifier: MIT
// Opening the bytes of a volume by its path, whatever has been put there meanwhile. Nothing but regular files and
// block devices is ever opened: opening a FIFO would wait, and opening another device can do something.
#pragma once

#include <string>
#include <string_view>

#include <sys/stat.h>

#include "kit/process/fd.hpp"

namespace modvirt::contents {

// What has that mode, in words with their article, such as "a named pipe".
std::string_view kind_of(mode_t mode);

// A descriptor, which can only be asked, of what a name in a directory stands for. Links are followed as long as they do
// not leave the directory. Nothing, with errno, when there is no such thing; EXDEV when a link leads out.
process::Fd find_below(int directory, const char *name);

// What is to be at the path of a volume. The path of a device may be a link to anywhere, as those below /dev/disk are;
// that of a file may be one to another file in or below its directory.
enum class Bytes : uint8_t { OfFile, OfDevice };

// `how` is as for open(). Throws Error: NoStorageVol, which says what is there instead, or SystemError.
process::Fd open_volume(const std::string &path, Bytes bytes, int how);

} // namespace modvirt::contents
