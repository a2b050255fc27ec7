// SPDX-License-Identifier: MIT
#include "kit/image/header.hpp"

#include <limits>

#include "kit/image/formats.hpp"
#include "kit/image/text.hpp"

namespace modvirt::image {

namespace {

using namespace std::string_view_literals;

constexpr uint64_t largest_file = std::numeric_limits<int64_t>::max();
constexpr std::size_t longest_path = 4095;

// A magic number, and the version that stands behind it.
struct Magic {
    Format format;
    uint64_t offset;
    std::string_view bytes;
    bool (*is_known_version)(const Source &source);
    void (*read)(const Source &source, Header &header);
};

constexpr Magic magics[] = {
    {Format::Qcow2, 0, "QFI\xfb"sv,
     [](const Source &source) { return source.big32(4) == 2 || source.big32(4) == 3; }, read_qcow2},
    {Format::Qcow, 0, "QFI\xfb"sv, [](const Source &source) { return source.big32(4) == 1; }, read_qcow},
    {Format::Qed, 0, "QED\0"sv, nullptr, read_qed},
    {Format::Vmdk, 0, "KDMV"sv,
     [](const Source &source) { return source.little32(4) >= 1 && source.little32(4) <= 3; }, read_vmdk},
    {Format::Vmdk, 0, "COWD"sv, [](const Source &source) { return source.little32(4) == 1; }, read_vmdk_cow},
    {Format::Vmdk, 0, "# Disk DescriptorFile"sv, nullptr, read_vmdk_descriptor},
    {Format::Vpc, 0, "conectix"sv, [](const Source &source) { return source.big32(12) == 0x10000; },
     read_vpc},
    {Format::Vdi, 64, "\x7f\x10\xda\xbe"sv,
     [](const Source &source) { return source.little32(68) == 0x10001; }, read_vdi},
    {Format::Luks, 0, "LUKS\xba\xbe"sv,
     [](const Source &source) { return source.big16(6) == 1 || source.big16(6) == 2; }, read_luks},
    {Format::Ploop, 0, "WithoutFreeSpace"sv, nullptr, read_ploop},
    {Format::Ploop, 0, "WithouFreSpacExt"sv, nullptr, read_ploop},
    {Format::Bochs, 0, "Bochs Virtual HD Image"sv,
     [](const Source &source) { return source.little32(64) == 0x10000 || source.little32(64) == 0x20000; },
     read_bochs},
    {Format::Cloop, 0,
     "#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1\n"sv, nullptr,
     read_cloop},
    {Format::Cow, 0, "OOOM"sv, [](const Source &source) { return source.big32(4) == 2; }, read_cow},
    // The file's size is an image's capacity here.
    {Format::Iso, 32769, "CD001"sv, nullptr, [](const Source &, Header &) {}},
};

constexpr uint64_t dmg_trailer = 512;

bool is_dmg(const Source &source)
{
    return source.size() > dmg_trailer && source.has(source.size() - dmg_trailer, "koly\0\0\0\4\0\0\2\0"sv);
}

} // namespace

void take_backing(Header &header, std::string_view path)
{
    path = path.substr(0, path.find('\0'));
    if (path.size() > longest_path)
        header.problem = "the name of its backing file is longer than 4095 bytes";
    else if (!is_text(path))
        header.problem = "the name of its backing file is no text in UTF-8";
    else
        header.backing_path = path;
}

void take_capacity(Header &header, uint64_t units, uint64_t bytes_each)
{
    if (bytes_each == 0 || units > largest_file / bytes_each)
        header.problem = "its header tells a size that no file can have";
    else
        header.capacity = units * bytes_each;
}

Header read_header(const Source &source)
{
    Header header;
    header.capacity = source.size();
    for (const Magic &magic : magics) {
        if (!source.has(magic.offset, magic.bytes) ||
            (magic.is_known_version && !magic.is_known_version(source)))
            continue;
        header.format = magic.format;
        magic.read(source, header);
        return header;
    }
    if (is_dmg(source)) {
        header.format = Format::Dmg;
        read_dmg(source, header);
    }
    return header;
}

} // namespace modvirt::image
