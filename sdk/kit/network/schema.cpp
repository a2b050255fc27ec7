// SPDX-License-Identifier: MIT
#include "kit/network/schema.hpp"

#include "kit/document/tables/traffic.hpp"

namespace modvirt::network {

namespace tables {

using namespace document::tables;

namespace {

// <forward>
constexpr Word modes[] = {"none",    "nat",         "route",   "open", "bridge",
                          "private", "passthrough", "hostdev", "vepa"};
constexpr Word hostdev_mode[] = {"hostdev"};
constexpr Condition passes_devices{0, "mode", hostdev_mode};
constexpr Word drivers[] = {"kvm", "vfio"};
constexpr Attribute driver_attributes[] = {
    Attribute{"name", rule::one_of(drivers)}.refused_as(Refusal::Unsupported)};
constexpr Element driver = Element("driver", driver_attributes).unless_empty();
constexpr Attribute pf_attributes[] = {Attribute{"dev"}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element pf = Element("pf", pf_attributes).once(Refusal::XmlDomain);
constexpr Attribute nat_address_attributes[] = {Attribute{"start"}.needed().refused_as(Refusal::XmlDomain),
                                                Attribute{"end"}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element nat_address = Element("address", nat_address_attributes).once(Refusal::XmlDomain);
constexpr Attribute nat_port_attributes[] = {
    Attribute{"start", rule::uint16}.needed().refused_as(Refusal::Detail),
    Attribute{"end", rule::uint16}.needed().refused_as(Refusal::Detail)};
constexpr Element nat_port = Element("port", nat_port_attributes).once(Refusal::XmlDomain);
constexpr const Element *nat_children[] = {&nat_address, &nat_port};
constexpr Attribute nat_attributes[] = {Attribute{"ipv6", rule::yes_no}.from("6.5.0")};
constexpr Element nat = Element("nat", nat_attributes, nat_children).once(Refusal::XmlDomain).unless_empty();
constexpr Attribute interface_attributes[] = {
    Attribute{"dev"}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"connections", rule::uint32}.refused_as(Refusal::Ignored)};
constexpr Element interface = Element("interface", interface_attributes).many();
constexpr Word pci[] = {"pci"};
constexpr Attribute address_attributes[] = {
    Attribute{"type", rule::one_of(pci)}.needed().refused_as(Refusal::Unsupported),
    Attribute{"domain", rule::hex(4, 0xffffffff)}.or_else("0x0000").refused_as(Refusal::XmlNowhere),
    Attribute{"bus", rule::hex(2, 0xff)}.or_else("0x00").refused_as(Refusal::XmlNowhere),
    Attribute{"slot", rule::hex(2, 0x1f)}.or_else("0x00").refused_as(Refusal::XmlNowhere),
    Attribute{"function", rule::hex(1, 7)}.or_else("0x0").refused_as(Refusal::XmlNowhere),
    Attribute{"connections", rule::uint32}.refused_as(Refusal::Ignored),
};
constexpr Element address = Element("address", address_attributes).many();
constexpr const Element *forward_children[] = {&driver, &nat, &pf, &interface, &address};
constexpr Attribute forward_attributes[] = {
    {"dev"},
    Attribute{"mode", rule::one_of(modes)}.or_else("nat").refused_as(Refusal::Unsupported),
    Attribute{"managed", rule::yes_no}.when(passes_devices).or_else("no").refused_as(Refusal::Ignored),
};
constexpr Element forward{"forward", forward_attributes, forward_children};

// The bridge on the host
constexpr Word mac_managers[] = {"kernel", "libvirt"};
constexpr Attribute bridge_attributes[] = {
    {"name"},
    Attribute{"zone"}.from("5.1.0"),
    Attribute{"stp", rule::on_off}.refused_as(Refusal::Ignored),
    Attribute{"delay", rule::uint64}.refused_as(Refusal::XmlDomain),
    Attribute{"macTableManager", rule::one_of(mac_managers)}.refused_as(Refusal::XmlDomain).from("1.2.11"),
};
constexpr Element bridge{"bridge", bridge_attributes};
constexpr Attribute mtu_attributes[] = {Attribute{"size", rule::uint32}.refused_as(Refusal::XmlDomain)};
constexpr Element mtu = Element("mtu", mtu_attributes).unless_empty().from("3.1.0");
constexpr Attribute mac_attributes[] = {Attribute{"address", rule::mac}.refused_as(Refusal::XmlDomain)};
constexpr Element mac = Element("mac", mac_attributes).unless_empty();

// Names
constexpr Attribute domain_attributes[] = {{"name"}, {"localOnly", rule::yes_no}};
constexpr Element domain = Element("domain", domain_attributes).unless_empty();
constexpr Attribute forwarder_attributes[] = {{"domain"},
                                              Attribute{"addr", rule::ip}.refused_as(Refusal::XmlDomain)};
constexpr Element forwarder = Element("forwarder", forwarder_attributes).many();
constexpr Attribute txt_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::Detail),
                                        Attribute{"value"}.needed().refused_as(Refusal::Detail)};
constexpr Element txt = Element("txt", txt_attributes).many();
constexpr Attribute srv_attributes[] = {
    Attribute{"service"}.needed().refused_as(Refusal::Detail),
    Attribute{"protocol"}.needed().refused_as(Refusal::Detail),
    {"domain"},
    {"target"},
    Attribute{"port", rule::between(1, UINT16_MAX)}.refused_as(Refusal::Detail),
    Attribute{"priority", rule::uint16}.refused_as(Refusal::Detail),
    Attribute{"weight", rule::uint16}.refused_as(Refusal::Detail),
};
constexpr Element srv = Element("srv", srv_attributes).many();
constexpr Element hostname = Element("hostname").holding(rule::text).many();
constexpr const Element *dns_host_children[] = {&hostname};
constexpr Attribute dns_host_attributes[] = {Attribute{"ip", rule::ip}.needed().refused_as(Refusal::Detail)};
constexpr Element dns_host = Element("host", dns_host_attributes, dns_host_children).many();
constexpr const Element *dns_children[] = {&forwarder, &txt, &srv, &dns_host};
constexpr Attribute dns_attributes[] = {Attribute{"enable", rule::yes_no}.from("2.2.0"),
                                        Attribute{"forwardPlainNames", rule::yes_no}.from("1.1.2")};
constexpr Element dns = Element("dns", dns_attributes, dns_children).unless_empty();

// Records that are searched for say no more than tells them from others.
constexpr Attribute searched_txt_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::Detail), {"value"}};
constexpr Element searched_txt = Element("txt", searched_txt_attributes).many();
constexpr Attribute searched_srv_attributes[] = {
    {"service"}, {"protocol"}, {"domain"}, {"target"}, {"port"}, {"priority"}, {"weight"}};
constexpr Element searched_srv = Element("srv", searched_srv_attributes).many();
constexpr Attribute searched_host_attributes[] = {Attribute{"ip", rule::ip}.refused_as(Refusal::Detail)};
constexpr Element searched_host = Element("host", searched_host_attributes, dns_host_children).many();
constexpr const Element *searched_children[] = {&searched_txt, &searched_srv, &searched_host};
constexpr Element searched_dns{"dns", {}, searched_children};

// <ip>
constexpr Refusal unreadable_address{ErrorCode::SystemError, ErrorDomain::Nowhere};
constexpr Word lease_units[] = {"seconds", "minutes", "hours"};
constexpr Attribute lease_attributes[] = {{"expiry", rule::uint64}, {"unit", rule::one_of(lease_units)}};
constexpr Element lease = Element("lease", lease_attributes).unless_empty().from("6.3.0");
constexpr const Element *lease_children[] = {&lease};
constexpr Attribute range_attributes[] = {
    Attribute{"start", rule::ip}.needed(Refusal::XmlDomain).refused_as(unreadable_address),
    Attribute{"end", rule::ip}.needed(Refusal::XmlDomain).refused_as(unreadable_address)};
constexpr Element range = Element("range", range_attributes, lease_children).many();
constexpr Attribute host_attributes[] = {
    {"mac"}, {"id"}, {"name"}, Attribute{"ip", rule::ip}.refused_as(Refusal::XmlDomain)};
constexpr Element host = Element("host", host_attributes, lease_children).many();
constexpr Attribute bootp_attributes[] = {{"file"}, {"server"}};
constexpr Element bootp = Element("bootp", bootp_attributes).unless_empty();
constexpr const Element *dhcp_children[] = {&range, &host, &bootp};
constexpr Element dhcp = Element("dhcp", {}, dhcp_children).unless_empty();
constexpr Attribute tftp_attributes[] = {{"root"}};
constexpr Element tftp = Element("tftp", tftp_attributes).unless_empty();
constexpr const Element *ip_children[] = {&tftp, &dhcp};
constexpr Word families[] = {"ipv4", "ipv6"};
constexpr Attribute ip_attributes[] = {
    Attribute{"family", rule::one_of(families)}.refused_as(Refusal::XmlDomain),
    Attribute{"address", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"netmask", rule::ip}.refused_as(Refusal::XmlDomain),
    {"prefix", rule::uint32},
    Attribute{"localPtr", rule::yes_no}.from("3.0.0"),
};
constexpr Element ip = Element("ip", ip_attributes, ip_children).many().open();
constexpr Attribute route_attributes[] = {
    Attribute{"family", rule::one_of(families)}.refused_as(Refusal::XmlDomain),
    Attribute{"address", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"netmask", rule::ip}.refused_as(Refusal::XmlDomain),
    {"prefix", rule::uint32},
    Attribute{"gateway", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    {"metric", rule::between(1, UINT32_MAX)},
};
constexpr Element route = Element("route", route_attributes).many().from("1.0.6");

constexpr const Element *portgroup_children[] = {&vlan, &virtualport, &bandwidth};
constexpr Attribute portgroup_attributes[] = {
    Attribute{"name"}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"default", rule::yes_no}.refused_as(Refusal::Ignored),
    {"trustGuestRxFilters", rule::yes_no},
};
constexpr Element portgroup = Element("portgroup", portgroup_attributes, portgroup_children).many().open();

// dnsmasq's own namespace
constexpr Word dnsmasq_namespace[] = {"http://libvirt.org/schemas/network/dnsmasq/1.0"};
constexpr Attribute option_attributes[] = {Attribute{"value"}.needed().refused_as(Refusal::Internal)};
constexpr Element dnsmasq_option = Element("dnsmasq:option", option_attributes).many();
constexpr const Element *options_children[] = {&dnsmasq_option};
constexpr Element dnsmasq_options =
    Element("dnsmasq:options", {}, options_children).unless_empty().from("5.6.0");

constexpr const Element *network_children[] = {
    &name, &uuid,      &metadata,    &forward, &bridge, &mtu,         &mac,       &domain,         &dns,
    &vlan, &bandwidth, &bridge_port, &ip,      &route,  &virtualport, &portgroup, &dnsmasq_options};
constexpr Attribute network_attributes[] = {
    Attribute{"xmlns:dnsmasq", rule::one_of(dnsmasq_namespace)}.refused_as(Refusal::Ignored),
    Attribute{"connections", rule::uint32}.refused_as(Refusal::Ignored),
    Attribute{"ipv6", rule::yes_no}.refused_as(Refusal::XmlDomain),
    Attribute{"trustGuestRxFilters", rule::yes_no}.from("1.2.10"),
};
constexpr Element network = Element("network", network_attributes, network_children);

} // namespace

} // namespace tables

const xml::Schema &schema()
{
    static constexpr xml::Schema network_schema{&tables::network, ErrorDomain::Network, "network"};
    return network_schema;
}

const xml::ElementRule &part_parent(std::string_view name, Part part)
{
    if (name == "dns")
        return part == Part::Searched ? tables::searched_dns : tables::dns;
    if (name == "dhcp")
        return tables::dhcp;
    return name == "forward" ? tables::forward : tables::network;
}

} // namespace modvirt::network
