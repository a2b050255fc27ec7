// SPDX-License-Identifier: MIT
// The images of VMware: a sparse file with a descriptor in it, the old form of ESX, and a descriptor alone
// that names other files.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "kit/image/chain.hpp"
#include "kit/image/formats.hpp"

namespace modvirt::image {

namespace {

// 20 sectors are usual.
constexpr std::size_t longest_descriptor = 64 * 1024;

// The value of `key=value` or `key="value"` at the beginning of a line.
std::optional<std::string_view> setting(std::string_view line, std::string_view key)
{
    if (!line.starts_with(key) || line.substr(key.size(), 1) != "=")
        return std::nullopt;
    line.remove_prefix(key.size() + 1);
    if (line.starts_with('"')) {
        line.remove_prefix(1);
        return line.substr(0, line.find('"'));
    }
    return line.substr(0, line.find_first_of(" \t\r"));
}

// `RW 20480 SPARSE "name.vmdk"`: how many sectors that part of the disk has.
std::optional<uint64_t> sectors_of_extent(std::string_view line)
{
    for (const std::string_view access : {"RW ", "RDONLY ", "NOACCESS "}) {
        if (!line.starts_with(access))
            continue;
        uint64_t sectors = 0;
        const char *const begin = line.data() + access.size();
        const auto result = std::from_chars(begin, line.data() + line.size(), sectors);
        if (result.ec == std::errc() && result.ptr != begin)
            return sectors;
    }
    return std::nullopt;
}

// `RW 20480 FLAT "name-flat.vmdk" 0`: the file that holds that part.
std::string_view file_of_extent(std::string_view line)
{
    const std::size_t begin = line.find('"');
    if (begin == std::string_view::npos)
        return {};
    line.remove_prefix(begin + 1);
    return line.substr(0, line.find('"'));
}

struct Descriptor {
    std::string_view parent;
    bool has_parent = false;
    uint64_t sectors = 0; // the largest number when that is more than any number
    std::string_view file; // as Header::data_file
};

Descriptor read_descriptor(std::string_view text)
{
    Descriptor descriptor;
    text = text.substr(0, text.find('\0'));
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, length);
        text.remove_prefix(std::min(length + 1, text.size()));
        if (const auto parent = setting(line, "parentFileNameHint"))
            descriptor.parent = *parent;
        if (const auto id = setting(line, "parentCID"))
            descriptor.has_parent = *id != "ffffffff" && *id != "FFFFFFFF";
        const auto sectors = sectors_of_extent(line);
        if (!sectors)
            continue;
        descriptor.sectors =
            *sectors > UINT64_MAX - descriptor.sectors ? UINT64_MAX : descriptor.sectors + *sectors;
        const std::string_view file = file_of_extent(line);
        if (!file.empty() && (descriptor.file.empty() || (is_beside(descriptor.file) && !is_beside(file))))
            descriptor.file = file;
    }
    return descriptor;
}

void take_parent(Header &header, const Descriptor &descriptor)
{
    if (!descriptor.has_parent || descriptor.parent.empty())
        return;
    take_backing(header, descriptor.parent);
    header.backing_format = "vmdk";
}

} // namespace

void read_vmdk(const Source &source, Header &header)
{
    take_capacity(header, source.little64(12), sector);
    const uint64_t offset = source.little64(28);
    const uint64_t size = source.little64(36);
    if (offset == 0 || size == 0)
        return;
    if (offset > source.size() / sector || size > longest_descriptor / sector) {
        header.problem = "its descriptor lies behind the end of the image, or is larger than 64 KiB";
        return;
    }
    const std::string text = source.bytes_up_to(offset * sector, static_cast<std::size_t>(size * sector));
    const Descriptor descriptor = read_descriptor(text);
    take_parent(header, descriptor);
    // Of one that tells its size, the parts are in this file, whatever their names are.
    if (source.little64(12) == 0)
        header.data_file = descriptor.file;
}

void read_vmdk_descriptor(const Source &source, Header &header)
{
    const std::string text = source.bytes_up_to(0, longest_descriptor);
    const Descriptor descriptor = read_descriptor(text);
    take_capacity(header, descriptor.sectors, sector);
    take_parent(header, descriptor);
    header.data_file = descriptor.file;
}

void read_vmdk_cow(const Source &source, Header &header)
{
    take_capacity(header, source.little32(12), sector);
}

} // namespace modvirt::image
