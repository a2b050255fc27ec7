// SPDX-License-Identifier: MIT
// Images that are met now and then: of Bochs, User Mode Linux and Mac OS, and compressed ones.
#include "kit/image/formats.hpp"

namespace modvirt::image {

void read_bochs(const Source &source, Header &header)
{
    const bool is_first = source.little32(64) == 0x10000;
    take_capacity(header, source.little64(is_first ? 84 : 88), 1);
}

void read_cloop(const Source &source, Header &header)
{
    take_capacity(header, source.big32(132), source.big32(128));
}

void read_cow(const Source &source, Header &header)
{
    constexpr std::size_t longest_name = 1024;
    take_capacity(header, source.big64(1036), 1);
    if (const auto name = source.bytes(8, longest_name))
        take_backing(header, *name);
    else
        header.problem = "its header is incomplete";
}

void read_dmg(const Source &source, Header &header)
{
    take_capacity(header, source.big64(source.size() - 512 + 492), sector);
}

} // namespace modvirt::image
