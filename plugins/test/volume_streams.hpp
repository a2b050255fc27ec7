// SPDX-License-Identifier: LGPL-2.1-or-later
// A part of a pretended volume as a stream: from its contents, or into them.
#pragma once

#include <memory>

#include <modvirt/byte_stream.hpp>

#include "sparse_bytes.hpp"

namespace modvirt::test {

// From `position` to `end`, in bytes.
struct VolumePart {
    std::shared_ptr<SparseBytes> contents;
    uint64_t position = 0;
    uint64_t end = 0;
    bool is_sparse = false; // holes are told, and not sent as zeros
};

class VolumeReader : public ByteStream {
public:
    explicit VolumeReader(VolumePart part) : m_part(std::move(part)) {}
    std::optional<size_t> receive(std::span<char> room) override;
    [[nodiscard]] bool has_holes() const override { return m_part.is_sparse; }
    Extent extent() override;
    void skip(uint64_t length) override;

private:
    VolumePart m_part;
};

// Bytes beyond the part are refused.
class VolumeWriter : public ByteStream {
public:
    explicit VolumeWriter(VolumePart part) : m_part(std::move(part)) {}
    std::optional<size_t> send(std::span<const char> bytes) override;
    [[nodiscard]] bool has_holes() const override { return m_part.is_sparse; }
    void send_hole(uint64_t length) override;

private:
    void check_room(uint64_t length) const;

    VolumePart m_part;
};

} // namespace modvirt::test
