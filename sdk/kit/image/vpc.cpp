// SPDX-License-Identifier: MIT
// The images of VirtualPC, VirtualBox and Parallels.
#include "kit/image/formats.hpp"

namespace modvirt::image {

void read_vpc(const Source &source, Header &header)
{
    take_capacity(header, source.big64(48), 1);
}

void read_vdi(const Source &source, Header &header)
{
    take_capacity(header, source.little64(368), 1);
    header.cluster_size = source.little32(376);
}

void read_ploop(const Source &source, Header &header)
{
    // The first form counts sectors in 32 bits.
    const bool is_extended = source.has(0, "WithouFreSpacExt");
    if (source.little32(16) != 2)
        header.problem = "its header is of a version that is not known";
    else
        take_capacity(header, is_extended ? source.little64(36) : source.little32(36), sector);
}

} // namespace modvirt::image
