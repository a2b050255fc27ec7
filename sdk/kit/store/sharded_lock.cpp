// SPDX-License-Identifier: MIT
#include "sharded_lock.hpp"

namespace modvirt::store {

std::size_t ShardedLock::shard_of_thread() noexcept
{
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t shard = next.fetch_add(1, std::memory_order_relaxed) % shard_count;
    return shard;
}

} // namespace modvirt::store
