// SPDX-License-Identifier: MIT
// <virtualport>, <bandwidth>, <vlan> and <port> of networks, their ports and the interfaces of guests.
#pragma once

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::document::tables {

inline constexpr Word virtualport_types[] = {"802.1Qbg", "802.1Qbh", "openvswitch", "midonet"};
inline constexpr Attribute virtualport_parameters[] = {
    Attribute{"managerid", rule::any_base(0xff)}.refused_as(Refusal::XmlNowhere),
    Attribute{"typeid", rule::any_base(0xffffff)}.refused_as(Refusal::XmlNowhere),
    Attribute{"typeidversion", rule::any_base(0xff)}.refused_as(Refusal::XmlNowhere),
    Attribute{"instanceid", rule::uuid}.refused_as(Refusal::XmlNowhere),
    Attribute{"interfaceid", rule::uuid}.refused_as(Refusal::XmlNowhere),
    {"profileid"}};
inline constexpr Element parameters = Element("parameters", virtualport_parameters).unless_empty();
inline constexpr const Element *virtualport_children[] = {&parameters};
inline constexpr Attribute virtualport_attributes[] = {
    Attribute{"type", rule::one_of(virtualport_types)}.refused_as(Refusal::UnsupportedNowhere)};
inline constexpr Element virtualport{"virtualport", virtualport_attributes, virtualport_children};

inline constexpr Attribute rate_attributes[] = {
    Attribute{"average", rule::uint64}.refused_as(Refusal::UnsupportedNowhere),
    Attribute{"peak", rule::uint64}.refused_as(Refusal::UnsupportedNowhere),
    Attribute{"floor", rule::uint64}.refused_as(Refusal::UnsupportedNowhere),
    Attribute{"burst", rule::uint64}.refused_as(Refusal::UnsupportedNowhere)};
inline constexpr Refusal second_rate{ErrorCode::XmlDetail, ErrorDomain::Nowhere};
inline constexpr Element inbound = Element("inbound", rate_attributes).once(second_rate);
inline constexpr Element outbound = Element("outbound", rate_attributes).once(second_rate);
inline constexpr const Element *bandwidth_children[] = {&inbound, &outbound};
inline constexpr Attribute bandwidth_attributes[] = {{"classID", rule::uint32}};
inline constexpr Element bandwidth = Element("bandwidth", bandwidth_attributes, bandwidth_children).open();

inline constexpr Word native_modes[] = {"tagged", "untagged"};
inline constexpr Attribute tag_attributes[] = {
    Attribute{"id", rule::at_most(4095)}.needed().refused_as(Refusal::XmlNowhere),
    {"nativeMode", rule::one_of(native_modes)}};
inline constexpr Element vlan_tag = Element("tag", tag_attributes).many();
inline constexpr const Element *vlan_children[] = {&vlan_tag};
inline constexpr Attribute vlan_attributes[] = {
    Attribute{"trunk", rule::yes_no}.refused_as(Refusal::XmlNowhere)};
inline constexpr Element vlan{"vlan", vlan_attributes, vlan_children};

inline constexpr Attribute port_attributes[] = {{"isolated", rule::yes_no}};
inline constexpr Element bridge_port = Element("port", port_attributes).unless_empty().from("6.1.0");

} // namespace modvirt::document::tables
