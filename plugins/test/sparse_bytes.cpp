// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sparse_bytes.hpp"

#include <algorithm>
#include <cstring>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

// Calls `act` with each block's number, the place in it and how many bytes, and how far it is into the whole.
template <class Act>
void for_each_block(uint64_t position, uint64_t length, Act &&act)
{
    uint64_t done = 0;
    while (done < length) {
        const uint64_t place = (position + done) % SparseBytes::block_size;
        const uint64_t size = std::min(length - done, SparseBytes::block_size - place);
        act((position + done) / SparseBytes::block_size, place, size, done);
        done += size;
    }
}

} // namespace

void SparseBytes::read(uint64_t position, std::span<char> target) const
{
    const std::lock_guard lock(m_mutex);
    for_each_block(position, target.size(), [&](uint64_t number, uint64_t place, uint64_t size, uint64_t done) {
        const auto block = m_blocks.find(number);
        if (block == m_blocks.end())
            std::memset(target.data() + done, 0, size);
        else
            std::memcpy(target.data() + done, block->second.data() + place, size);
    });
}

void SparseBytes::write(uint64_t position, std::span<const char> bytes)
{
    const std::lock_guard lock(m_mutex);
    for_each_block(position, bytes.size(), [&](uint64_t number, uint64_t place, uint64_t size, uint64_t done) {
        auto block = m_blocks.find(number);
        if (block == m_blocks.end()) {
            if (m_blocks.size() >= most_bytes / block_size)
                throw Error(ErrorCode::OperationFailed,
                            "the test driver keeps contents in memory, and no more than 256 MiB of a volume",
                            ErrorDomain::Storage);
            block = m_blocks.emplace(number, std::string(block_size, '\0')).first;
        }
        std::memcpy(block->second.data() + place, bytes.data() + done, size);
    });
}

// Whole blocks are forgotten, so that a hole of terabytes costs nothing.
void SparseBytes::clear(uint64_t position, uint64_t length)
{
    const std::lock_guard lock(m_mutex);
    const uint64_t end = position + length < position ? UINT64_MAX : position + length;
    auto block = m_blocks.lower_bound(position / block_size);
    while (block != m_blocks.end() && block->first * block_size < end) {
        const uint64_t start = block->first * block_size;
        const uint64_t from = std::max(start, position) - start;
        const uint64_t to = std::min(start + block_size, end) - start;
        if (from == 0 && to == block_size) {
            block = m_blocks.erase(block);
            continue;
        }
        std::memset(block->second.data() + from, 0, to - from);
        ++block;
    }
}

SparseBytes::Extent SparseBytes::extent(uint64_t position, uint64_t end) const
{
    if (position >= end)
        return {true, 0};
    const std::lock_guard lock(m_mutex);
    uint64_t number = position / block_size;
    const bool is_data = m_blocks.contains(number);
    if (!is_data) {
        const auto next = m_blocks.lower_bound(number);
        const uint64_t stop = next == m_blocks.end() ? end : std::min(end, next->first * block_size);
        return {false, stop - position};
    }
    while (number * block_size < end && m_blocks.contains(number))
        ++number;
    return {true, std::min(end, number * block_size) - position};
}

void SparseBytes::copy_from(const SparseBytes &other, uint64_t length)
{
    if (&other == this)
        return;
    const std::scoped_lock lock(m_mutex, other.m_mutex);
    m_blocks.clear();
    for (const auto &[number, bytes] : other.m_blocks) {
        const uint64_t start = number * block_size;
        if (start >= length)
            break;
        std::string copy = bytes;
        if (length - start < block_size)
            std::fill(copy.begin() + static_cast<std::ptrdiff_t>(length - start), copy.end(), '\0');
        m_blocks.emplace(number, std::move(copy));
    }
}

} // namespace modvirt::test
