// SPDX-License-Identifier: LGPL-2.1-or-later
#include "volume_copy.hpp"

#include <algorithm>
#include <vector>

#include <fcntl.h>

#include "kit/contents/opening.hpp"
#include "kit/stream/file_stream.hpp"

namespace modvirt::storage_manager {

namespace {

constexpr std::size_t piece = 1024 * 1024;

void copy_data(stream::FileReader &reader, stream::FileWriter &writer, std::vector<char> &room, uint64_t length)
{
    while (length > 0) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<uint64_t>(length, room.size()));
        const std::size_t got = reader.receive({room.data(), wanted}).value_or(0);
        if (got == 0)
            return; // the source has become shorter
        for (std::size_t sent = 0; sent < got;)
            sent += writer.send({room.data() + sent, got - sent}).value_or(0);
        length -= got;
    }
}

} // namespace

process::Fd open_bytes(const FoundVolume &volume, int how)
{
    return contents::open_volume(volume.path, volume.type == type_block ? contents::Bytes::OfDevice : contents::Bytes::OfFile, how);
}

void copy_contents(const FoundVolume &from, const FoundVolume &to)
{
    if (from.path.empty() || to.path.empty())
        throw Error(ErrorCode::NoSupport, "volume '" + (from.path.empty() ? from.name : to.name) +
                                              "' is not on this host, so that it cannot be copied here");
    stream::FileReader reader(open_bytes(from, O_RDONLY), {}, stream::Sparseness::Sparse);
    stream::FileWriter writer(open_bytes(to, O_WRONLY), {}, stream::Sparseness::Sparse);
    std::vector<char> room(piece);
    for (auto next = reader.extent(); next.length > 0; next = reader.extent()) {
        if (next.is_data) {
            copy_data(reader, writer, room, next.length);
        } else {
            reader.skip(next.length);
            writer.send_hole(next.length);
        }
    }
    writer.finish();
}

} // namespace modvirt::storage_manager
