// SPDX-License-Identifier: LGPL-2.1-or-later
// Changes to documents that a parser mostly takes, so that what stands behind the parser is reached: elements and attributes
// in the wrong place, values at their limits, deep nesting, and what the bytes alone suffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "byte_mutator.hpp"
#include "markup.hpp"

namespace modvirt::fuzz {

class MarkupMutator {
public:
    // Always the same changes for a seed. The documents are borrowed, and are not empty.
    MarkupMutator(uint32_t seed, const std::vector<std::string> &documents);

    // One of the documents with a few changes.
    std::string next();

private:
    void change(std::string &text);
    void change_elements(std::string &text, const Markup &markup);
    void change_attributes(std::string &text, const Markup &markup);
    void rename(std::string &text, const Markup &markup);
    void bury(std::string &text, const MarkedElement &element);
    std::string value(const std::string &text, const Markup &markup);
    std::string element_of_another();

    std::size_t below(std::size_t limit);
    template <typename T>
    const T &one_of(const std::vector<T> &choices)
    {
        return choices[below(choices.size())];
    }

    std::mt19937 m_random;
    const std::vector<std::string> &m_documents;
    ByteMutator m_bytes;
};

} // namespace modvirt::fuzz
