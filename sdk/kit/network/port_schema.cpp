// SPDX-License-Identifier: MIT
#include "kit/document/tables/traffic.hpp"
#include "kit/network/schema.hpp"

namespace modvirt::network {

namespace tables {

using namespace document::tables;

namespace {

constexpr const Element *owner_children[] = {&name, &uuid};
constexpr Element owner{"owner", {}, owner_children};
constexpr Element group = Element("group").holding(rule::text).unless_empty();
constexpr Attribute mac_attributes[] = {
    Attribute{"address", rule::mac}.needed().refused_as(Refusal::Internal)};
constexpr Element mac{"mac", mac_attributes};
constexpr Attribute filters_attributes[] = {{"trustGuest", rule::yes_no}};
constexpr Element rx_filters = Element("rxfilters", filters_attributes).unless_empty();

// What the port is plugged into
constexpr Word plug_types[] = {"none", "network", "bridge", "direct", "hostdev-pci"};
constexpr Word on_bridges[] = {"network", "bridge"};
constexpr Word on_devices[] = {"direct"};
constexpr Word on_functions[] = {"hostdev-pci"};
constexpr Condition uses_bridge = own_type(on_bridges);
constexpr Condition uses_device = own_type(on_devices);
constexpr Condition uses_function = own_type(on_functions);
constexpr Word mac_managers[] = {"kernel", "libvirt"};
constexpr Word direct_modes[] = {"vepa", "private", "bridge", "passthrough"};
constexpr Word drivers[] = {"kvm", "vfio"};
constexpr Attribute driver_attributes[] = {{"name", rule::one_of(drivers)}};
constexpr Element driver = Element("driver", driver_attributes).when(uses_function).unless_empty();
constexpr Attribute address_attributes[] = {Attribute{"domain", rule::hex(4, 0xffffffff)}.or_else("0x0000"),
                                            Attribute{"bus", rule::hex(2, 0xff)}.or_else("0x00"),
                                            Attribute{"slot", rule::hex(2, 0x1f)}.or_else("0x00"),
                                            Attribute{"function", rule::hex(1, 7)}.or_else("0x0")};
constexpr Element address = Element("address", address_attributes).when(uses_function);
constexpr const Element *plug_children[] = {&driver, &address};
constexpr Attribute plug_attributes[] = {
    Attribute{"type", rule::one_of(plug_types)},
    Attribute{"bridge"}.when(uses_bridge).needed().refused_as(Refusal::XmlDomain),
    Attribute{"macTableManager", rule::one_of(mac_managers)}.when(uses_bridge),
    Attribute{"dev"}.when(uses_device).needed().refused_as(Refusal::XmlDomain),
    Attribute{"mode", rule::one_of(direct_modes)}.when(uses_device),
    Attribute{"managed", rule::yes_no}.when(uses_function)};
constexpr Element plug = Element("plug", plug_attributes, plug_children).unless_empty();

constexpr const Element *port_children[] = {&uuid,      &owner, &group,       &mac,        &virtualport,
                                            &bandwidth, &vlan,  &bridge_port, &rx_filters, &plug};
constexpr Element port = Element("networkport", {}, port_children).from("5.5.0");

} // namespace

} // namespace tables

const xml::Schema &port_schema()
{
    static constexpr xml::Schema schema{&tables::port, ErrorDomain::Network, "network port"};
    return schema;
}

} // namespace modvirt::network
