// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-image
// corpus: tests/fuzz/seeds/image/*
//
// Any bytes as the file of a disk image.
#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

#include "kit/image/header.hpp"

namespace image = modvirt::image;

namespace {

// A short one, so that the rest is asked for.
constexpr std::size_t head_size = 512;

// More than any header needs.
constexpr int most_reads = 500;

void check(bool condition)
{
    if (!condition)
        __builtin_trap();
}

bool is_printable(std::string_view text)
{
    return std::ranges::none_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x20; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    int reads = 0;
    const auto read_at = [&](uint64_t offset, std::span<char> room) -> std::size_t {
        check(offset <= size && room.size() <= size - offset); // what is behind the end is not asked for
        ++reads;
        std::ranges::copy(bytes.substr(offset, room.size()), room.begin());
        return room.size();
    };
    const image::Header header = image::read_header(image::Source(bytes.substr(0, head_size), size, read_at));
    check(reads <= most_reads);
    check(image::format_named(image::name_of(header.format)) == header.format);
    check(header.capacity <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
    check(is_printable(header.backing_path) && header.backing_path.size() <= 4095);
    check(is_printable(header.problem));

    // The head alone is an image too, of which less can be read.
    const image::Header cut = image::read_header(image::Source(bytes.substr(0, head_size), size));
    check(is_printable(cut.problem));
    return 0;
}
