// SPDX-License-Identifier: MIT
// <interface>
#pragma once

#include "common.hpp"
#include "kit/document/tables/traffic.hpp"

namespace modvirt::domain::tables {

inline constexpr Word interface_types[] = {"user",    "ethernet", "vhostuser", "server",   "client",
                                           "mcast",   "network",  "bridge",    "internal", "direct",
                                           "hostdev", "udp",      "vdpa",      "null",     "vds"};
inline constexpr Word net_network[] = {"network"};
inline constexpr Word net_bridge[] = {"bridge"};
inline constexpr Word net_direct[] = {"direct"};
inline constexpr Word net_sockets[] = {"server", "client", "mcast", "udp"};
inline constexpr Word net_udp[] = {"udp"};
inline constexpr Word net_internal[] = {"internal"};
inline constexpr Word net_vhostuser[] = {"vhostuser"};
inline constexpr Word net_vdpa[] = {"vdpa"};
inline constexpr Word net_vds[] = {"vds"};
inline constexpr Word net_hostdev[] = {"hostdev"};
inline constexpr Word net_user[] = {"user"};
inline constexpr Condition of_net_network = parent_type(net_network);
inline constexpr Condition of_net_bridge = parent_type(net_bridge);
inline constexpr Condition of_net_direct = parent_type(net_direct);
inline constexpr Condition of_net_sockets = parent_type(net_sockets);
inline constexpr Condition of_net_udp = parent_type(net_udp);
inline constexpr Condition of_net_internal = parent_type(net_internal);
inline constexpr Condition of_net_vhostuser = parent_type(net_vhostuser);
inline constexpr Condition of_net_vdpa = parent_type(net_vdpa);
inline constexpr Condition of_net_vds = parent_type(net_vds);
inline constexpr Condition of_net_hostdev = parent_type(net_hostdev);
inline constexpr Condition of_net_user = parent_type(net_user);

inline constexpr Word mac_types[] = {"generated", "static"};
inline constexpr Attribute mac_attributes[] = {
    Attribute{"address", rule::mac}.refused_as(Refusal::XmlDomain),
    {"type", rule::one_of(mac_types)},
    {"check", rule::yes_no},
};
inline constexpr Element mac{"mac", mac_attributes};

inline constexpr Word mac_managers[] = {"kernel", "libvirt"};
inline constexpr Word direct_modes[] = {"vepa", "private", "bridge", "passthrough"};
inline constexpr Word vhostuser_modes[] = {"server", "client"};
inline constexpr Attribute local_attributes[] = {{"address"}, {"port", rule::uint16}};
inline constexpr Condition udp_interface{1, "type", net_udp};
inline constexpr Element udp_local = Element("local", local_attributes).when(udp_interface);
inline constexpr Attribute host_address_attributes[] = {
    {"type", rule::one_of(address_types)},
    Attribute{"domain", rule::hex(4, 0xffffffff)}.or_else("0x0000"),
    Attribute{"bus", rule::hex(2, 0xff)}.or_else("0x00"),
    Attribute{"slot", rule::hex(2, 0x1f)}.or_else("0x00"),
    Attribute{"function", rule::hex(1, 7)}.or_else("0x0"),
};
inline constexpr Element host_address{"address", host_address_attributes};
inline constexpr const Element *interface_source_children[] = {&udp_local, &host_address, &reconnect};
inline constexpr Attribute interface_source_attributes[] = {
    Attribute{"network"}.when(of_net_network).needed(),
    Attribute{"name"}.when(of_net_network).read_as("network"),
    Attribute{"portgroup"}.when(of_net_network),
    Attribute{"portid", rule::uuid}.when(of_net_network),
    Attribute{"bridge"}.when(of_net_network),
    Attribute{"bridge"}.when(of_net_bridge).needed(),
    Attribute{"dev"}.when(of_net_bridge).read_as("bridge"),
    Attribute{"macTableManager", rule::one_of(mac_managers)}.when(of_net_bridge),
    Attribute{"address"}.when(of_net_sockets),
    Attribute{"port", rule::int32}.when(of_net_sockets).needed().refused_as(Refusal::XmlDomain),
    Attribute{"dev"}.when(of_net_direct).needed(),
    Attribute{"mode", rule::one_of(direct_modes)}.when(of_net_direct).or_else("vepa"),
    Attribute{"name"}.when(of_net_internal).needed(),
    Attribute{"type"}.when(of_net_vhostuser),
    Attribute{"path"}.when(of_net_vhostuser).needed(),
    Attribute{"mode", rule::one_of(vhostuser_modes)}.when(of_net_vhostuser).needed(),
    Attribute{"dev"}.when(of_net_vdpa).needed(),
    Attribute{"dev"}.when(of_net_user),
    Attribute{"switchid", rule::uuid}.when(of_net_vds).needed(),
    Attribute{"portid", rule::int64}.when(of_net_vds),
    Attribute{"portgroupid"}.when(of_net_vds),
    Attribute{"connectionid", rule::int64}.when(of_net_vds),
};
inline constexpr Element interface_source =
    Element("source", interface_source_attributes, interface_source_children).unless_empty();

inline constexpr Word families[] = {"ipv4", "ipv6"};
inline constexpr Attribute ip_attributes[] = {
    Attribute{"address", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    {"family", rule::one_of(families)},
    {"prefix", rule::at_most(128)},
    Attribute{"peer", rule::ip}.refused_as(Refusal::Argument)};
inline constexpr Element ip = Element("ip", ip_attributes).many();
inline constexpr Attribute route_attributes[] = {
    {"family", rule::one_of(families)},
    Attribute{"address", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"netmask", rule::ip}.refused_as(Refusal::XmlDomain),
    {"prefix", rule::at_most(128)},
    Attribute{"gateway", rule::ip}.needed().refused_as(Refusal::XmlDomain),
    {"metric", rule::uint32}};
inline constexpr Element route = Element("route", route_attributes).many();

inline constexpr Word forward_protocols[] = {"tcp", "udp"};
inline constexpr Attribute range_attributes[] = {
    {"start", rule::uint16}, {"end", rule::uint16}, {"to", rule::uint16}, {"exclude", rule::yes_no}};
inline constexpr Element forward_range = Element("range", range_attributes).many();
inline constexpr const Element *forward_children[] = {&forward_range};
inline constexpr Attribute forward_attributes[] = {
    Attribute{"proto", rule::one_of(forward_protocols)}.needed(),
    Attribute{"address", rule::ip}.refused_as(Refusal::XmlDomain),
    {"dev"}};
inline constexpr Element port_forward =
    Element("portForward", forward_attributes, forward_children).many().from("9.0.0");

inline constexpr Attribute path_attributes[] = {{"path"}};
inline constexpr Element script{"script", path_attributes};
inline constexpr Element downscript{"downscript", path_attributes};
inline constexpr Element backenddomain{"backenddomain", named_attributes};
inline constexpr Attribute interface_target_attributes[] = {{"dev"}, {"managed", rule::yes_no}};
inline constexpr Element interface_target{"target", interface_target_attributes};
inline constexpr Attribute guest_attributes[] = {{"dev"}, {"actual"}};
inline constexpr Element guest{"guest", guest_attributes};
inline constexpr Attribute typed_attributes[] = {{"type"}};
inline constexpr Element interface_model{"model", typed_attributes};

inline constexpr Word backend_types[] = {"passt"};
inline constexpr Attribute interface_backend_attributes[] = {
    {"type", rule::one_of(backend_types)}, {"tap"}, {"vhost"}, {"logFile"}};
inline constexpr Element interface_backend{"backend", interface_backend_attributes};

inline constexpr Attribute offload_host_attributes[] = {
    {"csum", rule::on_off}, {"gso", rule::on_off}, {"tso4", rule::on_off},     {"tso6", rule::on_off},
    {"ecn", rule::on_off},  {"ufo", rule::on_off}, {"mrg_rxbuf", rule::on_off}};
inline constexpr Element offload_host{"host", offload_host_attributes};
inline constexpr Attribute offload_guest_attributes[] = {{"csum", rule::on_off},
                                                         {"tso4", rule::on_off},
                                                         {"tso6", rule::on_off},
                                                         {"ecn", rule::on_off},
                                                         {"ufo", rule::on_off}};
inline constexpr Element offload_guest{"guest", offload_guest_attributes};
inline constexpr const Element *interface_driver_children[] = {&offload_host, &offload_guest};
inline constexpr Word interface_drivers[] = {"qemu", "vhost", "kvm", "vfio", "xen"};
inline constexpr Word tx_modes[] = {"iothread", "timer"};
inline constexpr Attribute interface_driver_attributes[] = {
    {"name", rule::one_of(interface_drivers)},
    {"txmode", rule::one_of(tx_modes)},
    {"ioeventfd", rule::on_off},
    {"event_idx", rule::on_off},
    {"queues", rule::uint32},
    {"rx_queue_size", rule::uint32},
    {"tx_queue_size", rule::uint32},
    {"iommu", rule::on_off},
    {"ats", rule::on_off},
    {"packed", rule::on_off},
    {"page_per_vq", rule::on_off},
    {"rss", rule::on_off},
    {"rss_hash_report", rule::on_off},
};
inline constexpr Element interface_driver{"driver", interface_driver_attributes, interface_driver_children};

inline constexpr Attribute filter_parameter_attributes[] = {{"name"}, {"value"}};
inline constexpr Element filter_parameter = Element("parameter", filter_parameter_attributes).many();
inline constexpr const Element *filterref_children[] = {&filter_parameter};
inline constexpr Attribute filterref_attributes[] = {{"filter"}};
inline constexpr Element filterref{"filterref", filterref_attributes, filterref_children};
inline constexpr Element sndbuf = Element("sndbuf").holding(rule::uint64);
inline constexpr const Element *tune_children[] = {&sndbuf};
inline constexpr Element tune{"tune", {}, tune_children};
inline constexpr Word link_states[] = {"up", "down"};
inline constexpr Attribute link_attributes[] = {
    Attribute{"state", rule::one_of(link_states)}.refused_as(Refusal::Unsupported)};
inline constexpr Element link = Element("link", link_attributes).unless_empty();
inline constexpr Attribute mtu_attributes[] = {{"size", rule::uint32}};
inline constexpr Element mtu = Element("mtu", mtu_attributes).unless_empty();
inline constexpr Attribute frames_attributes[] = {Attribute{"max", rule::uint32}.refused_as(Refusal::Detail)};
inline constexpr Element frames{"frames", frames_attributes};
inline constexpr const Element *coalesce_rx_children[] = {&frames};
inline constexpr Element coalesce_rx{"rx", {}, coalesce_rx_children};
inline constexpr const Element *coalesce_children[] = {&coalesce_rx};
inline constexpr Element coalesce{"coalesce", {}, coalesce_children};
inline constexpr Word teaming_types[] = {"persistent", "transient"};
inline constexpr Attribute teaming_attributes[] = {
    Attribute{"type", rule::one_of(teaming_types)}.refused_as(Refusal::Unsupported), {"persistent"}};
inline constexpr Element teaming{"teaming", teaming_attributes};

inline constexpr const Element *interface_children[] = {&mac,
                                                        &interface_source,
                                                        &vlan,
                                                        &virtualport,
                                                        &bandwidth,
                                                        &bridge_port,
                                                        &ip,
                                                        &route,
                                                        &port_forward,
                                                        &script,
                                                        &downscript,
                                                        &backenddomain,
                                                        &interface_target,
                                                        &guest,
                                                        &interface_model,
                                                        &interface_driver,
                                                        &interface_backend,
                                                        &teaming,
                                                        &filterref,
                                                        &tune,
                                                        &link,
                                                        &mtu,
                                                        &coalesce,
                                                        &boot_order,
                                                        &alias,
                                                        &rom,
                                                        &acpi_index,
                                                        &address};
inline constexpr Condition is_host_device = own_type(net_hostdev);
inline constexpr Word trust_words[] = {"yes", "no"};
inline constexpr Attribute interface_attributes[] = {
    Attribute{"type", rule::one_of(interface_types)}.or_else("user"),
    Attribute{"managed", rule::yes_no}.when(is_host_device),
    {"trustGuestRxFilters", rule::one_of(trust_words)},
};
inline constexpr Element interface = Element("interface", interface_attributes, interface_children).many();

} // namespace modvirt::domain::tables
