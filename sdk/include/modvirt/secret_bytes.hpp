// SPDX-License-Identifier: MIT
// Bytes that must not stay behind in memory, such as the value of a secret. Since 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <string.h>

namespace modvirt {

// Overwrites what it gives back, also the old place of a vector that has grown.
template <class Item>
struct WipingAllocator {
    using value_type = Item;

    WipingAllocator() = default;
    template <class Other>
    WipingAllocator(const WipingAllocator<Other> &) noexcept // NOLINT(google-explicit-constructor): allocators convert
    {
    }
    Item *allocate(std::size_t count) { return std::allocator<Item>().allocate(count); }
    void deallocate(Item *items, std::size_t count) noexcept
    {
        ::explicit_bzero(items, count * sizeof(Item));
        std::allocator<Item>().deallocate(items, count);
    }
    bool operator==(const WipingAllocator &) const = default;
};

using SecretBytes = std::vector<uint8_t, WipingAllocator<uint8_t>>;

} // namespace modvirt
