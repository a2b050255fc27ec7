// SPDX-License-Identifier: MIT
#include "kit/interface/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::interface {

namespace tables {

using namespace document::tables;

namespace {

constexpr Word types[] = {"ethernet", "bridge", "bond", "vlan"};
constexpr Word below_bridges[] = {"ethernet", "bond", "vlan"};
constexpr Word below_bonds[] = {"ethernet"};
constexpr Word of_bridges[] = {"bridge"};
constexpr Word of_bonds[] = {"bond"};
constexpr Word of_vlans[] = {"vlan"};
constexpr Condition is_bridge = own_type(of_bridges);
constexpr Condition is_bond = own_type(of_bonds);
constexpr Condition is_vlan = own_type(of_vlans);

constexpr Word start_modes[] = {"none", "onboot", "hotplug"};
constexpr Attribute start_attributes[] = {
    Attribute{"mode", rule::one_of(start_modes)}.refused_as(Refusal::XmlDomain)};
constexpr Element start = Element("start", start_attributes).unless_empty();
constexpr Attribute mtu_attributes[] = {{"size", rule::uint32}};
constexpr Element mtu = Element("mtu", mtu_attributes).unless_empty();
constexpr Attribute mac_attributes[] = {{"address"}};
constexpr Element mac = Element("mac", mac_attributes).unless_empty();
constexpr Word link_states[] = {"unknown", "notpresent", "down", "lowerlayerdown",
                                "testing", "dormant",    "up"};
constexpr Attribute link_attributes[] = {{"speed", rule::uint32}, {"state", rule::one_of(link_states)}};
constexpr Element link = Element("link", link_attributes).unless_empty().from("1.2.1");

// <protocol>
constexpr Word families[] = {"ipv4", "ipv6"};
constexpr Element autoconf{"autoconf"};
constexpr Attribute dhcp_attributes[] = {{"peerdns", rule::yes_no}};
constexpr Element dhcp{"dhcp", dhcp_attributes};
constexpr Attribute ip_attributes[] = {{"address"}, {"prefix", rule::int32}};
constexpr Element ip = Element("ip", ip_attributes).many().unless_empty();
constexpr Attribute route_attributes[] = {{"gateway"}};
constexpr Element route = Element("route", route_attributes).unless_empty();
constexpr const Element *protocol_children[] = {&autoconf, &dhcp, &ip, &route};
constexpr Attribute protocol_attributes[] = {
    Attribute{"family", rule::one_of(families)}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element protocol = Element("protocol", protocol_attributes, protocol_children).many().open();

// What another interface stands on. An interface below has no start, MTU or protocol of its own.
constexpr Attribute named[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element vlan_interface{"interface", named};
constexpr const Element *vlan_children[] = {&vlan_interface};
constexpr Attribute vlan_attributes[] = {Attribute{"tag"}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element vlan = Element("vlan", vlan_attributes, vlan_children).when(is_vlan);

constexpr Word bond_modes[] = {"balance-rr", "active-backup", "balance-xor", "broadcast",
                               "802.3ad",    "balance-tlb",   "balance-alb"};
constexpr Word carriers[] = {"ioctl", "netif"};
constexpr Word validations[] = {"none", "active", "backup", "all"};
constexpr Attribute miimon_attributes[] = {
    Attribute{"freq", rule::int32}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"downdelay", rule::int32}.refused_as(Refusal::XmlDomain),
    Attribute{"updelay", rule::int32}.refused_as(Refusal::XmlDomain),
    Attribute{"carrier", rule::one_of(carriers)}.refused_as(Refusal::XmlDomain)};
constexpr Element miimon{"miimon", miimon_attributes};
constexpr Attribute arpmon_attributes[] = {
    Attribute{"interval", rule::int32}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"target"}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"validate", rule::one_of(validations)}.refused_as(Refusal::XmlDomain)};
constexpr Element arpmon{"arpmon", arpmon_attributes};
constexpr Attribute bond_interface_attributes[] = {
    Attribute{"type", rule::one_of(below_bonds)}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"name"}.needed().refused_as(Refusal::XmlDomain)};
constexpr const Element *bond_interface_children[] = {&link, &mac};
constexpr Element bond_interface =
    Element("interface", bond_interface_attributes, bond_interface_children).many().open();
constexpr const Element *bond_children[] = {&miimon, &arpmon, &bond_interface};
constexpr Attribute bond_attributes[] = {
    Attribute{"mode", rule::one_of(bond_modes)}.refused_as(Refusal::XmlDomain)};
constexpr Element bond = Element("bond", bond_attributes, bond_children).when(is_bond).open();

constexpr Attribute bridge_interface_attributes[] = {
    Attribute{"type", rule::one_of(below_bridges)}.needed(),
    Attribute{"name"}.needed().refused_as(Refusal::XmlDomain)};
constexpr const Element *bridge_interface_children[] = {&link, &mac, &vlan, &bond};
constexpr Element bridge_interface =
    Element("interface", bridge_interface_attributes, bridge_interface_children).many().open();
constexpr const Element *bridge_children[] = {&bridge_interface};
constexpr Attribute bridge_attributes[] = {Attribute{"stp", rule::on_off}.refused_as(Refusal::Ignored),
                                           {"delay"}};
constexpr Element bridge = Element("bridge", bridge_attributes, bridge_children).when(is_bridge).open();

constexpr const Element *interface_children[] = {&start, &mtu, &protocol, &link, &mac, &bridge, &bond, &vlan};
constexpr Attribute interface_attributes[] = {Attribute{"type", rule::one_of(types)}.needed(),
                                              Attribute{"name"}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element interface = Element("interface", interface_attributes, interface_children).open();

} // namespace

} // namespace tables

const xml::Schema &schema()
{
    static constexpr xml::Schema interface_schema{&tables::interface, ErrorDomain::Interface,
                                                  "host interface"};
    return interface_schema;
}

} // namespace modvirt::interface
