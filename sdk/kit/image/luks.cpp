// SPDX-License-Identifier: MIT
// Encrypted images: what a guest sees begins behind the header.
#include <charconv>

#include "kit/image/formats.hpp"

namespace modvirt::image {

namespace {

constexpr uint64_t json_offset = 4096;

void take_payload(const Source &source, Header &header, uint64_t offset)
{
    if (offset <= source.size())
        header.capacity = source.size() - offset;
    else
        header.problem = "its payload begins behind the end of the image";
}

// The header of LUKS2 is a JSON text, in which "segments":{"0":{...,"offset":"16777216",...}} tells where the
// data begin. More of it is nobody's business here.
uint64_t payload_offset(std::string_view json)
{
    const std::size_t segments = json.find("\"segments\"");
    const std::size_t key = segments == std::string_view::npos ? segments : json.find("\"offset\"", segments);
    if (key == std::string_view::npos)
        return 0;
    const std::size_t digits = json.find_first_not_of(" \t\r\n:\"", key + 8);
    uint64_t offset = 0;
    if (digits != std::string_view::npos)
        std::from_chars(json.data() + digits, json.data() + json.size(), offset);
    return offset;
}

} // namespace

void read_luks(const Source &source, Header &header)
{
    if (source.big16(6) == 1) {
        header.encryption = Encryption::Luks;
        take_payload(source, header, source.big32(104) * sector);
        return;
    }
    header.encryption = Encryption::Luks2;
    const uint64_t size = source.big64(8);
    if (size <= json_offset || size > Source::largest_read) {
        header.problem = "its header is as long as no header is";
        return;
    }
    take_payload(
        source, header,
        payload_offset(source.bytes_up_to(json_offset, static_cast<std::size_t>(size - json_offset))));
}

} // namespace modvirt::image
