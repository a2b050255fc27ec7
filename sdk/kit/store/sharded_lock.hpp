// SPDX-License-Identifier: MIT
// A readers-writer lock whose readers do not meet: each thread locks a shard of its own, a writer locks them
// all. For state that is read all the time from many threads and written in short steps.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>

namespace modvirt::store {

class ShardedLock {
public:
    static constexpr std::size_t shard_count = 16;

    ShardedLock() = default;
    ShardedLock(const ShardedLock &) = delete;
    ShardedLock &operator=(const ShardedLock &) = delete;

    // Not recursive, and not to be upgraded: a thread that reads must not write.
    [[nodiscard]] std::unique_lock<std::mutex> lock_shared()
    {
        return std::unique_lock(m_shards[shard_of_thread()].mutex);
    }

    void lock()
    {
        for (Shard &shard : m_shards)
            shard.mutex.lock();
    }

    void unlock()
    {
        for (auto shard = m_shards.rbegin(); shard != m_shards.rend(); ++shard)
            shard->mutex.unlock();
    }

private:
    // Two cache lines, because processors fetch lines in pairs.
    struct alignas(128) Shard {
        std::mutex mutex;
    };

    static std::size_t shard_of_thread() noexcept;

    std::array<Shard, shard_count> m_shards;
};

} // namespace modvirt::store
