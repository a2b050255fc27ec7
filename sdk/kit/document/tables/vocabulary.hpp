// SPDX-License-Identifier: MIT
// The words in which tables are written.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::document::tables {

using Attribute = xml::AttributeRule;
using Element = xml::ElementRule;
using xml::Condition;
using xml::Measure;
using xml::Refusal;
namespace rule = xml::rule;
using Word = std::string_view;

constexpr Condition own_type(std::span<const Word> values)
{
    return {0, "type", values};
}

constexpr Condition parent_type(std::span<const Word> values)
{
    return {1, "type", values};
}

// What many documents begin with.
inline constexpr Element name = Element("name").holding(rule::text);
inline constexpr Element uuid =
    Element("uuid").holding(rule::uuid).unless_empty().refused_as(Refusal::Internal);
inline constexpr Element title = Element("title").holding(rule::text).unless_empty();
inline constexpr Element description = Element("description").holding(rule::text).unless_empty();
inline constexpr Element metadata = Element("metadata").with_foreign();

} // namespace modvirt::document::tables
