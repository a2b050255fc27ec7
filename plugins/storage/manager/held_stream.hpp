// SPDX-License-Identifier: LGPL-2.1-or-later
// A stream over a volume that nobody may change or delete meanwhile.
#pragma once

#include <functional>
#include <memory>

#include <modvirt/byte_stream.hpp>

#include "kit/storage_use/claims.hpp"
#include "patient_stream.hpp"
#include "pool_state.hpp"

namespace modvirt::storage_manager {

class HeldStream : public ByteStream {
public:
    // `ended` is called once the volume is free again, whether all was moved or not; it must not throw.
    HeldStream(OpenedStream inner, std::shared_ptr<PoolState> state, std::unique_ptr<PoolJobs::VolumeJob> job,
               std::function<void()> ended = {})
        : m_ended(std::move(ended)), m_state(std::move(state)), m_job(std::move(job)), m_claim(std::move(inner.claim)),
          m_inner(std::move(inner.stream))
    {
    }
    ~HeldStream() override
    {
        m_inner.reset();
        m_claim.release();
        m_job.reset();
        if (m_ended)
            m_ended();
    }

    [[nodiscard]] int descriptor() const override { return m_inner->descriptor(); }
    std::optional<size_t> receive(std::span<char> room) override { return m_inner->receive(room); }
    std::optional<size_t> send(std::span<const char> bytes) override { return m_inner->send(bytes); }
    [[nodiscard]] bool has_holes() const override { return m_inner->has_holes(); }
    Extent extent() override { return m_inner->extent(); }
    void skip(uint64_t length) override { m_inner->skip(length); }
    void send_hole(uint64_t length) override { m_inner->send_hole(length); }
    void finish() override { m_inner->finish(); }
    void abort() noexcept override { m_inner->abort(); }

private:
    std::function<void()> m_ended;
    std::shared_ptr<PoolState> m_state;
    std::unique_ptr<PoolJobs::VolumeJob> m_job;
    storage_use::Claim m_claim;
    std::unique_ptr<ByteStream> m_inner;
};

} // namespace modvirt::storage_manager
