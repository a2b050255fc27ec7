// SPDX-License-Identifier: MIT
#include "contents.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/contents/extents.hpp"
#include "kit/contents/failure.hpp"
#include "kit/contents/opening.hpp"
#include "kit/contents/wipe.hpp"
#include "kit/process/fd.hpp"

namespace modvirt::block {

namespace {

using contents::failure;

process::Fd open_device(const std::string &path, int mode)
{
    process::Fd opened(::open(path.c_str(), mode | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!opened)
        throw failure("cannot open '" + path + "'");
    return opened;
}

uint64_t size_of_contents(const process::Fd &file, const std::string &path)
{
    const off_t end = ::lseek(file.get(), 0, SEEK_END);
    if (end < 0)
        throw failure("cannot tell the size of '" + path + "'");
    return static_cast<uint64_t>(end);
}

void copy_raw(const contents::Source &original, const Place &target)
{
    const std::string &source = original.path;
    const process::Fd from = contents::open_volume(source, original.bytes, O_RDONLY);
    const process::Fd to = open_device(target.device, O_WRONLY);
    const uint64_t size = size_of_contents(from, source);
    const uint64_t end = size_of_contents(to, target.device);
    const uint64_t left = end - std::min(end, target.offset);
    const uint64_t room = target.length == 0 ? left : std::min(left, target.length);
    if (size > room)
        throw Error(ErrorCode::OperationFailed, fmt::format("'{}' has {} bytes, which do not fit into the {} of '{}'", source,
                                                            size, room, target.device));
    // The device holds something where the source has holes.
    contents::copy_all(from.get(), {0, size}, to.get(), target.offset, source, target.device);
    if (::fsync(to.get()) != 0)
        throw failure("cannot store what was written to '" + target.device + "'");
}

// A comma ends a name there, unless it is doubled.
std::string option_value(const std::string &text)
{
    std::string value;
    for (const char character : text)
        value += character == ',' ? std::string(",,") : std::string(1, character);
    return value;
}

std::string image_options(const Place &place)
{
    struct stat status {};
    const bool is_device = ::stat(place.device.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
    std::string options = "driver=raw";
    if (place.length != 0)
        options += fmt::format(",offset={},size={}", place.offset, place.length);
    return options + fmt::format(",file.driver={},file.filename={}", is_device ? "host_device" : "file",
                                 option_value(place.device));
}

} // namespace

void wipe(const std::string &path, uint32_t algorithm)
{
    const process::Fd file = open_device(path, O_RDWR);
    contents::wipe_data(file.get(), size_of_contents(file, path), algorithm, path);
}

void copy_contents(const process::Runner &run, const contents::Source &source, const Place &target)
{
    if (source.format == "raw")
        return copy_raw(source, target);
    contents::check_image(source);
    // -n: into the device that exists.
    const process::Invocation convert{
        .argv = {"qemu-img", "convert", "-n", "-f", source.format, "--target-image-opts", "--", source.path, image_options(target)},
        .package = "qemu-utils",
        .deadline = std::chrono::hours(24),
        .ends_with_caller = true};
    process::expect_success(convert, run(convert));
}

} // namespace modvirt::block
