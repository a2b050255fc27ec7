// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the parts of a marked up text stand. The text need not be well-formed: what cannot be told apart is left out.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace modvirt::fuzz {

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }
    [[nodiscard]] bool apart_from(const Range &other) const { return end <= other.begin || other.end <= begin; }
    bool operator==(const Range &) const = default;
};

struct MarkedElement {
    Range whole; // with its end tag
    Range name;
    Range end_name; // empty when the element is empty
    std::size_t tag_end = 0;
};

struct Markup {
    std::vector<MarkedElement> elements; // in the order in which they end
    std::vector<Range> attributes;       // name='value'
    std::vector<Range> values;           // of attributes, without the quotes
    std::vector<Range> texts;
};

Markup find_markup(std::string_view text);

} // namespace modvirt::fuzz
