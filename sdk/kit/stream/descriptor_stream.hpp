// SPDX-License-Identifier: MIT
// Bytes to and from a descriptor that is ready now and then: a terminal, a socket or a pipe.
#pragma once

#include <modvirt/byte_stream.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::stream {

class DescriptorStream : public ByteStream {
public:
    // Makes the descriptor one that does not block. Throws SystemError.
    explicit DescriptorStream(process::Fd fd);

    [[nodiscard]] int descriptor() const override { return m_fd.get(); }
    std::optional<size_t> receive(std::span<char> room) override;
    std::optional<size_t> send(std::span<const char> bytes) override;

private:
    process::Fd m_fd;
};

} // namespace modvirt::stream
