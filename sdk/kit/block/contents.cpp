// SPDX-License-Identifier: MIT
#include "contents.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/image/chain.hpp"
#include "kit/process/fd.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/error.hpp"

namespace modvirt::block {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 20;
using Chunk = std::vector<char>;

// The names that scrub has for them, in the order of the enumeration; empty for what needs no tool.
constexpr std::array<const char *, 10> scrub_patterns = {"",         "nnsa",      "dod",        "bsi", "gutmann",
                                                         "schneier", "pfitzner7", "pfitzner33", "",    ""};

[[noreturn]] void fail_on(const char *what, const std::string &path)
{
    throw Error(ErrorCode::OperationFailed, fmt::format("cannot {} '{}': {}", what, path, std::strerror(errno)));
}

process::Fd open_contents(const std::string &path, int mode)
{
    process::Fd opened(::open(path.c_str(), mode | O_CLOEXEC));
    if (!opened)
        fail_on("open", path);
    return opened;
}

uint64_t size_of_contents(const process::Fd &file, const std::string &path)
{
    const off_t end = ::lseek(file.get(), 0, SEEK_END);
    if (end < 0)
        fail_on("tell the size of", path);
    return static_cast<uint64_t>(end);
}

void write_all(const process::Fd &file, const Chunk &chunk, std::size_t size, uint64_t at, const std::string &path)
{
    std::size_t written = 0;
    while (written < size) {
        const ssize_t count =
            ::pwrite(file.get(), chunk.data() + written, size - written, static_cast<off_t>(at + written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail_on("write to", path);
        written += static_cast<std::size_t>(count);
    }
}

// Calls fill(chunk) before each write.
void overwrite(const std::string &path, uint64_t most, const std::function<void(Chunk &)> &fill)
{
    const process::Fd file = open_contents(path, O_WRONLY);
    const uint64_t size = std::min(size_of_contents(file, path), most);
    Chunk chunk(chunk_bytes, 0);
    for (uint64_t at = 0; at < size; at += chunk_bytes) {
        fill(chunk);
        write_all(file, chunk, std::min<uint64_t>(chunk_bytes, size - at), at, path);
    }
    if (::fsync(file.get()) != 0)
        fail_on("store what was written to", path);
}

void fill_randomly(Chunk &chunk)
{
    for (std::size_t at = 0; at < chunk.size();) {
        const ssize_t count = ::getrandom(chunk.data() + at, chunk.size() - at, 0);
        if (count > 0)
            at += static_cast<std::size_t>(count);
    }
}

void trim(const std::string &path)
{
    const process::Fd file = open_contents(path, O_WRONLY);
    std::array<uint64_t, 2> range = {0, size_of_contents(file, path)};
    if (::ioctl(file.get(), BLKDISCARD, range.data()) != 0)
        fail_on("trim", path);
}

// Devices may know a way that moves no data.
bool zero_by_the_kernel(const std::string &path)
{
    const process::Fd file = open_contents(path, O_WRONLY);
    std::array<uint64_t, 2> range = {0, size_of_contents(file, path)};
    return ::ioctl(file.get(), BLKZEROOUT, range.data()) == 0 && ::fsync(file.get()) == 0;
}

void copy_raw(const std::string &source, const Place &target)
{
    const process::Fd from = open_contents(source, O_RDONLY);
    const process::Fd to = open_contents(target.device, O_WRONLY);
    const uint64_t size = size_of_contents(from, source);
    const uint64_t end = size_of_contents(to, target.device);
    const uint64_t left = end - std::min(end, target.offset);
    const uint64_t room = target.length == 0 ? left : std::min(left, target.length);
    if (size > room)
        throw Error(ErrorCode::OperationFailed, fmt::format("'{}' has {} bytes, which do not fit into the {} of '{}'", source,
                                                            size, room, target.device));
    Chunk chunk(chunk_bytes);
    for (uint64_t at = 0; at < size;) {
        const auto most = static_cast<std::size_t>(std::min<uint64_t>(chunk.size(), size - at));
        const ssize_t count = ::pread(from.get(), chunk.data(), most, static_cast<off_t>(at));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail_on("read all of", source);
        write_all(to, chunk, static_cast<std::size_t>(count), target.offset + at, target.device);
        at += static_cast<uint64_t>(count);
    }
    if (::fsync(to.get()) != 0)
        fail_on("store what was written to", target.device);
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

void wipe(const process::Runner &run, const std::string &path, uint32_t algorithm)
{
    if (algorithm >= scrub_patterns.size())
        throw Error(ErrorCode::ArgumentUnsupported, fmt::format("unknown way to wipe: {}", algorithm));
    switch (static_cast<WipeAlgorithm>(algorithm)) {
    case WipeAlgorithm::Zero:
        if (!zero_by_the_kernel(path))
            overwrite(path, UINT64_MAX, [](Chunk &) {});
        return;
    case WipeAlgorithm::Random:
        return overwrite(path, UINT64_MAX, fill_randomly);
    case WipeAlgorithm::Trim:
        return trim(path);
    default:
        break;
    }
    const process::Invocation scrub{.argv = {"scrub", "-f", "-p", scrub_patterns[algorithm], path},
                                    .package = "scrub",
                                    .deadline = std::chrono::hours(24)};
    process::expect_success(scrub, run(scrub));
}

void zero_beginning(const std::string &path, uint64_t bytes)
{
    overwrite(path, bytes, [](Chunk &) {});
}

Source read_source(const modvirt_xml_v1 &parser, std::string_view path, std::string_view document)
{
    const xml::Document parsed = xml::parse(parser, document, storage::volume_schema());
    const auto target = parsed.root().child("target");
    const auto format = target ? target->child("format") : std::nullopt;
    const std::string_view named = format ? format->attribute_or("type", "raw") : "raw";
    return {std::string(path), image::format_named(named) ? std::string(named) : "raw",
            document::number(parsed.root().child_text("capacity"))};
}

void copy_contents(const process::Runner &run, const Source &source, const Place &target)
{
    if (source.format == "raw")
        return copy_raw(source.path, target);
    // -n: into the device that exists.
    const process::Invocation convert{
        .argv = {"qemu-img", "convert", "-n", "-f", source.format, "--target-image-opts", "--", source.path, image_options(target)},
        .package = "qemu-utils",
        .deadline = std::chrono::hours(24),
        .ends_with_caller = true};
    process::expect_success(convert, run(convert));
}

} // namespace modvirt::block
