// SPDX-License-Identifier: MIT
// A set of processor features, each known by its number in x86.hpp's list.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace modvirt::cpu {

class FeatureSet {
public:
    static constexpr std::size_t capacity = 256;

    constexpr void insert(std::size_t feature) { m_words[feature / 64] |= bit(feature); }
    constexpr void erase(std::size_t feature) { m_words[feature / 64] &= ~bit(feature); }
    [[nodiscard]] constexpr bool contains(std::size_t feature) const
    {
        return (m_words[feature / 64] & bit(feature)) != 0;
    }
    [[nodiscard]] constexpr std::size_t size() const
    {
        std::size_t count = 0;
        for (const uint64_t word : m_words)
            count += static_cast<std::size_t>(std::popcount(word));
        return count;
    }
    [[nodiscard]] constexpr bool empty() const { return size() == 0; }

    // Of both; of either; of the first but not the second.
    friend constexpr FeatureSet operator&(FeatureSet a, const FeatureSet &b)
    {
        for (std::size_t i = 0; i < a.m_words.size(); ++i)
            a.m_words[i] &= b.m_words[i];
        return a;
    }
    friend constexpr FeatureSet operator|(FeatureSet a, const FeatureSet &b)
    {
        for (std::size_t i = 0; i < a.m_words.size(); ++i)
            a.m_words[i] |= b.m_words[i];
        return a;
    }
    friend constexpr FeatureSet operator-(FeatureSet a, const FeatureSet &b)
    {
        for (std::size_t i = 0; i < a.m_words.size(); ++i)
            a.m_words[i] &= ~b.m_words[i];
        return a;
    }
    constexpr bool operator==(const FeatureSet &) const = default;

    // Calls `visit(number)` for each feature, in the order of the list.
    template <typename Visit>
    void for_each(Visit visit) const
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            for (uint64_t rest = m_words[i]; rest != 0; rest &= rest - 1)
                visit(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
    }

private:
    static constexpr uint64_t bit(std::size_t feature) { return uint64_t{1} << (feature % 64); }

    std::array<uint64_t, capacity / 64> m_words{};
};

} // namespace modvirt::cpu
