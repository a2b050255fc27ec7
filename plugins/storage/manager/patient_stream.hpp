// SPDX-License-Identifier: LGPL-2.1-or-later
// A stream over a volume of another machine: each step is done by a thread of its own, and ends with an error when the machine
// does not answer any more.
#pragma once

#include <functional>
#include <memory>

#include <modvirt/byte_stream.hpp>

#include "kit/patience/patience.hpp"
#include "kit/storage_use/claims.hpp"

namespace modvirt::storage_manager {

// A stream, and the claim on what it is over.
struct OpenedStream {
    storage_use::Claim claim; // outlives the stream
    std::unique_ptr<ByteStream> stream;
};

class PatientStream : public ByteStream {
public:
    // `open` is called once, by that thread, and owns all that it uses.
    using Open = std::function<OpenedStream()>;
    PatientStream(std::shared_ptr<patience::Patience> patience, Open open);
    ~PatientStream() override; // as finish(): closing a file writes what is not written yet

    [[nodiscard]] int descriptor() const override { return -1; }
    std::optional<size_t> receive(std::span<char> room) override;
    std::optional<size_t> send(std::span<const char> bytes) override;
    [[nodiscard]] bool has_holes() const override { return m_has_holes; }
    Extent extent() override;
    void skip(uint64_t length) override;
    void send_hole(uint64_t length) override;
    void finish() override;

private:
    patience::Helper m_helper;
    std::shared_ptr<OpenedStream> m_inner; // used by the helper's thread only
    bool m_has_holes = false;
};

} // namespace modvirt::storage_manager
