// SPDX-License-Identifier: MIT
// A small kind of document with one of everything that tables can say.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::xml::sample {

inline constexpr std::string_view kinds[] = {"wooden", "metal"};
inline constexpr std::string_view only_metal[] = {"metal"};
inline constexpr std::string_view only_wooden[] = {"wooden"};
inline constexpr Condition when_metal{0, "kind", only_metal};
inline constexpr Condition in_metal{1, "kind", only_metal};
inline constexpr Condition in_wooden{1, "kind", only_wooden};

inline constexpr AttributeRule weight_attributes[] = {{"unit"}};
inline constexpr ElementRule weight =
    ElementRule("weight", weight_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr AttributeRule lock_attributes[] = {
    AttributeRule{"key"}.when(in_metal).needed(),
    AttributeRule{"bolt", rule::uint32}.when(in_wooden).or_else("1"),
    AttributeRule{"clef"}.when(in_metal).read_as("key"),
};
inline constexpr ElementRule lock{"lock", lock_attributes};
inline constexpr ElementRule note = ElementRule("note").holding(rule::text).many();
inline constexpr ElementRule tray = ElementRule("tray").unless_empty();
inline constexpr ElementRule cloth = ElementRule("cloth").open();
inline constexpr ElementRule extra = ElementRule("extra").with_foreign();
inline constexpr ElementRule rivet = ElementRule("rivet").when(when_metal);
inline constexpr AttributeRule hinge_attributes[] = {
    {"place", rule::bare_hex(2, 0xff)},
    {"way", rule::ports},
};
inline constexpr ElementRule pin = ElementRule("pin").needed(Refusal::Detail);
inline constexpr const ElementRule *hinge_children[] = {&pin};
inline constexpr ElementRule hinge{"hinge", hinge_attributes, hinge_children};
inline constexpr const ElementRule *box_children[] = {&weight, &lock, &note, &tray, &cloth, &extra, &rivet, &hinge};
inline constexpr AttributeRule box_attributes[] = {
    AttributeRule{"kind", rule::one_of(kinds)}.or_else("wooden"),
    {"size", rule::uint16},
    AttributeRule{"colour", rule::uint16}.refused_as(Refusal::Ignored),
    AttributeRule{"secret"}.kept_secret(),
};
inline constexpr ElementRule box{"box", box_attributes, box_children};
inline constexpr Schema schema{&box, ErrorDomain::Storage, "box"};

} // namespace modvirt::xml::sample
