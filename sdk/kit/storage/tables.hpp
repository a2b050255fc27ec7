// SPDX-License-Identifier: MIT
// Rules that pools and volumes share.
#pragma once

#include "kit/document/tables/secret.hpp"

namespace modvirt::storage::tables {

using namespace document::tables;

inline constexpr Element mode = Element("mode").holding(rule::octal(0777)).unless_empty().refused_as(Refusal::XmlDomain);
inline constexpr Element owner =
    Element("owner").holding(rule::between(-1, UINT32_MAX)).refused_as(Refusal::XmlDomain);
inline constexpr Element group =
    Element("group").holding(rule::between(-1, UINT32_MAX)).refused_as(Refusal::XmlDomain);
inline constexpr Element label = Element("label").holding(rule::text).unless_empty();
inline constexpr const Element *permissions_children[] = {&mode, &owner, &group, &label};
inline constexpr Element permissions = Element("permissions", {}, permissions_children).unless_empty();

inline constexpr Attribute unit_attributes[] = {{"unit"}};
inline constexpr Element capacity = Element("capacity", unit_attributes)
                                        .holding(rule::uint64)
                                        .measured_in(Measure::Bytes)
                                        .refused_as(Refusal::XmlDomain);
inline constexpr Element allocation = Element("allocation", unit_attributes)
                                          .holding(rule::uint64)
                                          .unless_empty()
                                          .measured_in(Measure::Bytes)
                                          .refused_as(Refusal::XmlDomain);

} // namespace modvirt::storage::tables
