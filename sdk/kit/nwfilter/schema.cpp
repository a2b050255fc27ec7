// SPDX-License-Identifier: MIT
#include "kit/nwfilter/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::nwfilter {

namespace tables {

using namespace document::tables;

namespace {

// What may be compared. A variable of the filter may stand for any value.
constexpr Attribute of(std::string_view name, const xml::ValueRule &value)
{
    return Attribute{name, value.or_a_variable()}.refused_as(Refusal::Internal);
}

constexpr xml::ValueRule byte = rule::number(0xff);
constexpr xml::ValueRule half = rule::number(0xffff);
constexpr xml::ValueRule word = rule::number(0xffffffff);

constexpr Word only_no[] = {"no"};
constexpr Attribute negated = Attribute{"match", rule::one_of(only_no)}.refused_as(Refusal::Ignored);
constexpr Attribute source_mac = of("srcmacaddr", rule::mac);
constexpr Attribute source_mac_mask = of("srcmacmask", rule::mac);
constexpr Attribute target_mac = of("dstmacaddr", rule::mac);
constexpr Attribute target_mac_mask = of("dstmacmask", rule::mac);
constexpr Attribute source_ip = of("srcipaddr", rule::ip);
constexpr Attribute source_mask = of("srcipmask", rule::text);
constexpr Attribute target_ip = of("dstipaddr", rule::ip);
constexpr Attribute target_mask = of("dstipmask", rule::text);
constexpr Attribute source_from = of("srcipfrom", rule::ip);
constexpr Attribute source_to = of("srcipto", rule::ip);
constexpr Attribute target_from = of("dstipfrom", rule::ip);
constexpr Attribute target_to = of("dstipto", rule::ip);
constexpr Attribute dscp = of("dscp", rule::number(0x3f));
constexpr Attribute connections = of("connlimit-above", half);
constexpr Attribute state = of("state", rule::text);
constexpr Attribute source_port = of("srcportstart", half);
constexpr Attribute source_last_port = of("srcportend", half);
constexpr Attribute target_port = of("dstportstart", half);
constexpr Attribute target_last_port = of("dstportend", half);
constexpr Attribute ip_set{"ipset"};
constexpr Attribute ip_set_flags{"ipsetflags"};
constexpr Attribute comment{"comment"};

// Frames
constexpr Attribute mac_attributes[] = {
    negated, source_mac, source_mac_mask, target_mac, target_mac_mask, of("protocolid", rule::text), comment};
constexpr Attribute vlan_attributes[] = {negated,
                                         source_mac,
                                         source_mac_mask,
                                         target_mac,
                                         target_mac_mask,
                                         of("vlanid", rule::number(0xfff)),
                                         of("encap-protocol", rule::text),
                                         comment};
constexpr Attribute stp_attributes[] = {negated,
                                        source_mac,
                                        source_mac_mask,
                                        of("type", byte),
                                        of("flags", byte),
                                        of("root-priority", half),
                                        of("root-priority-hi", half),
                                        of("root-address", rule::mac),
                                        of("root-address-mask", rule::mac),
                                        of("root-cost", word),
                                        of("root-cost-hi", word),
                                        of("sender-priority", half),
                                        of("sender-priority-hi", half),
                                        of("sender-address", rule::mac),
                                        of("sender-address-mask", rule::mac),
                                        of("port", half),
                                        of("port-hi", half),
                                        of("age", half),
                                        of("age-hi", half),
                                        of("max-age", half),
                                        of("max-age-hi", half),
                                        of("hello-time", half),
                                        of("hello-time-hi", half),
                                        of("forward-delay", half),
                                        of("forward-delay-hi", half),
                                        comment};
constexpr Attribute arp_attributes[] = {negated,
                                        source_mac,
                                        source_mac_mask,
                                        target_mac,
                                        target_mac_mask,
                                        of("hwtype", half),
                                        of("protocoltype", half),
                                        of("opcode", rule::text),
                                        of("arpsrcmacaddr", rule::mac),
                                        of("arpdstmacaddr", rule::mac),
                                        of("arpsrcipaddr", rule::ip),
                                        of("arpsrcipmask", rule::text),
                                        of("arpdstipaddr", rule::ip),
                                        of("arpdstipmask", rule::text),
                                        of("gratuitous", rule::text),
                                        comment};
constexpr Attribute ip_attributes[] = {
    negated,     source_mac,       source_mac_mask, target_mac,       target_mac_mask,
    source_ip,   source_mask,      target_ip,       target_mask,      of("protocol", rule::text),
    source_port, source_last_port, target_port,     target_last_port, dscp,
    comment};
constexpr Attribute ipv6_attributes[] = {negated,          source_mac,
                                         source_mac_mask,  target_mac,
                                         target_mac_mask,  source_ip,
                                         source_mask,      target_ip,
                                         target_mask,      of("protocol", rule::text),
                                         source_port,      source_last_port,
                                         target_port,      target_last_port,
                                         of("type", byte), of("typeend", byte),
                                         of("code", byte), of("codeend", byte),
                                         comment};

// Packets and connections
constexpr Attribute packet_attributes[] = {
    negated,     source_mac, source_ip, source_mask, target_ip, target_mask, source_from,  source_to,
    target_from, target_to,  dscp,      connections, state,     ip_set,      ip_set_flags, comment};
constexpr Attribute port_attributes[] = {
    negated,          source_mac,  source_ip,        source_mask, target_ip,    target_mask, source_from,
    source_to,        target_from, target_to,        dscp,        connections,  state,       source_port,
    source_last_port, target_port, target_last_port, ip_set,      ip_set_flags, comment};
constexpr Attribute tcp_attributes[] = {negated,
                                        source_mac,
                                        source_ip,
                                        source_mask,
                                        target_ip,
                                        target_mask,
                                        source_from,
                                        source_to,
                                        target_from,
                                        target_to,
                                        dscp,
                                        connections,
                                        state,
                                        source_port,
                                        source_last_port,
                                        target_port,
                                        target_last_port,
                                        of("option", byte),
                                        of("flags", rule::text),
                                        ip_set,
                                        ip_set_flags,
                                        comment};
constexpr Attribute icmp_attributes[] = {
    negated,     source_mac,  source_ip,   source_mask, target_ip,        target_mask,
    source_from, source_to,   target_from, target_to,   of("type", byte), of("code", byte),
    dscp,        connections, state,       ip_set,      ip_set_flags,     comment};

constexpr Element mac{"mac", mac_attributes};
constexpr Element vlan{"vlan", vlan_attributes};
constexpr Element stp{"stp", stp_attributes};
constexpr Element arp{"arp", arp_attributes};
constexpr Element rarp{"rarp", arp_attributes};
constexpr Element ip{"ip", ip_attributes};
constexpr Element ipv6{"ipv6", ipv6_attributes};
constexpr Element tcp{"tcp", tcp_attributes};
constexpr Element udp{"udp", port_attributes};
constexpr Element udplite{"udplite", packet_attributes};
constexpr Element esp{"esp", packet_attributes};
constexpr Element ah{"ah", packet_attributes};
constexpr Element sctp{"sctp", port_attributes};
constexpr Element icmp{"icmp", icmp_attributes};
constexpr Element all{"all", packet_attributes};
constexpr Element igmp{"igmp", packet_attributes};
constexpr Element tcp6{"tcp-ipv6", tcp_attributes};
constexpr Element udp6{"udp-ipv6", port_attributes};
constexpr Element udplite6{"udplite-ipv6", packet_attributes};
constexpr Element esp6{"esp-ipv6", packet_attributes};
constexpr Element ah6{"ah-ipv6", packet_attributes};
constexpr Element sctp6{"sctp-ipv6", port_attributes};
constexpr Element icmp6{"icmpv6", icmp_attributes};
constexpr Element all6{"all-ipv6", packet_attributes};
constexpr const Element *protocols[] = {&mac,  &vlan,    &stp,      &arp,  &rarp, &ip,    &ipv6,  &tcp,
                                        &udp,  &udplite, &esp,      &ah,   &sctp, &icmp,  &all,   &igmp,
                                        &tcp6, &udp6,    &udplite6, &esp6, &ah6,  &sctp6, &icmp6, &all6};

// <rule> and <filterref>
constexpr Word actions[] = {"drop", "accept", "reject", "return", "continue"};
constexpr Word directions[] = {"in", "out", "inout"};
constexpr Word truths[] = {"false", "true", "0", "1"};
constexpr Attribute rule_attributes[] = {
    Attribute{"action", rule::one_of(actions)}.refused_as(Refusal::Unsupported),
    Attribute{"direction", rule::one_of(directions)}.refused_as(Refusal::Unsupported),
    Attribute{"priority", rule::between(-1000, 1000)}.or_else("500").refused_as(Refusal::Ignored),
    Attribute{"statematch", rule::one_of(truths)}.refused_as(Refusal::Ignored)};
constexpr Element filter_rule = Element("rule", rule_attributes, protocols).many();
constexpr Attribute parameter_attributes[] = {{"name"}, {"value"}};
constexpr Element parameter = Element("parameter", parameter_attributes).many();
constexpr const Element *reference_children[] = {&parameter};
constexpr Attribute reference_attributes[] = {Attribute{"filter"}.needed().refused_as(Refusal::Internal)};
constexpr Element reference = Element("filterref", reference_attributes, reference_children).many();

constexpr Element filter_uuid = uuid.refused_as(Refusal::XmlDomain);
constexpr const Element *filter_children[] = {&filter_uuid, &filter_rule, &reference};
constexpr xml::Refusal bad_argument{ErrorCode::InvalidArg, {}};
constexpr Attribute filter_attributes[] = {
    Attribute{"name"}.needed().refused_as(Refusal::Internal), Attribute{"chain"}.or_else("root"),
    Attribute{"priority", rule::between(-1000, 1000)}.refused_as(bad_argument)};
constexpr Element filter = Element("filter", filter_attributes, filter_children).as_given();

// <filterbinding>
constexpr Attribute named[] = {Attribute{"name"}.needed().refused_as(Refusal::Internal)};
constexpr const Element *owner_children[] = {&name, &uuid};
constexpr Element owner{"owner", {}, owner_children};
constexpr Element portdev{"portdev", named};
constexpr Element linkdev{"linkdev", named};
constexpr Attribute address_attributes[] = {
    Attribute{"address", rule::mac}.needed().refused_as(Refusal::Internal)};
constexpr Element address{"mac", address_attributes};
constexpr Element bound{"filterref", reference_attributes, reference_children};
constexpr const Element *binding_children[] = {&owner, &portdev, &linkdev, &address, &bound};
constexpr Element binding = Element("filterbinding", {}, binding_children).from("4.5.0");

} // namespace

} // namespace tables

const xml::Schema &filter_schema()
{
    static constexpr xml::Schema schema{&tables::filter, ErrorDomain::NwFilter, "network filter"};
    return schema;
}

const xml::Schema &binding_schema()
{
    static constexpr xml::Schema schema{&tables::binding, ErrorDomain::NwFilter, "network filter binding"};
    return schema;
}

} // namespace modvirt::nwfilter
