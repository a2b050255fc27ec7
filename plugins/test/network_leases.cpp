// SPDX-License-Identifier: LGPL-2.1-or-later
// The addresses that a network's DHCP server would have handed out: those that running guests on it tell.
#include "networks.hpp"

#include "clock.hpp"
#include "devices.hpp"
#include "kit/xml/ip_address.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::test {

namespace {

constexpr int64_t hour = 3600;
constexpr uint32_t usual_prefix = 24;

// What a lease takes from its network.
struct Server {
    std::string_view bridge;
    uint32_t prefix = usual_prefix;
    xml::Element dhcp;
};

std::optional<Server> server_of(const network::Config &config)
{
    for (const xml::Element ip : config.document.root().children("ip")) {
        const auto dhcp = ip.child("dhcp");
        if (!dhcp || ip.attribute("family") == "ipv6")
            continue;
        Server server{config.bridge, usual_prefix, *dhcp};
        if (const auto mask = xml::IpAddress::parse(ip.attribute_or("netmask", "")))
            server.prefix = mask->prefix_of_mask().value_or(usual_prefix);
        if (const auto prefix = ip.attribute("prefix"))
            server.prefix = static_cast<uint32_t>(document::number(prefix));
        return server;
    }
    return std::nullopt;
}

DHCPLease lease_of(const Server &server, std::string_view mac, std::string address, const std::string &guest)
{
    DHCPLease lease;
    lease.interface = server.bridge;
    lease.expires = (clock_us() / 1'000'000 / hour + 1) * hour;
    lease.prefix = server.prefix;
    lease.mac = mac;
    lease.address = std::move(address);
    lease.hostname = guest;
    for (const xml::Element host : server.dhcp.children("host")) {
        if (!host.attribute("mac") || xml::parse_mac(*host.attribute("mac")) != xml::parse_mac(mac))
            continue;
        lease.address = host.attribute_or("ip", lease.address);
        lease.hostname = host.attribute_or("name", guest);
    }
    return lease;
}

void add_leases(std::vector<DHCPLease> &leases, const store::Domain &domain, const Server &server,
                std::string_view network)
{
    uint32_t place = 0;
    for (const xml::Element each : devices_of(*domain.live_config(), "interface")) {
        const uint32_t own_place = place++;
        if (child_attribute(each, "source", "network") != network)
            continue;
        const auto mac = child_attribute(each, "mac", "address").value_or("");
        leases.push_back(lease_of(server, mac, guest_address("network", domain.id(), own_place),
                                  domain.name()));
    }
}

} // namespace

std::vector<DHCPLease> Networks::network_get_dhcp_leases(const NetworkRef &network,
                                                         std::optional<std::string_view> mac, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNetworkGetDHCPLeases");
    if (mac && !xml::parse_mac(*mac))
        throw Error(ErrorCode::InvalidMac, "'" + std::string(*mac) + "' is no MAC address",
                    ErrorDomain::Network);
    const network::ConfigPtr config =
        inventory().read(network.uuid, network.name, [](const NetworkInventory::Object &entry) {
            return entry.is_active() ? entry.current() : nullptr;
        });
    std::vector<DHCPLease> leases;
    const auto server = config ? server_of(*config) : std::nullopt;
    if (!server)
        return leases;
    m_machine->complete();
    const auto read = m_machine->store().read();
    for (const auto &domain : read.all())
        if (domain->is_active())
            add_leases(leases, *domain, *server, config->name);
    if (mac)
        std::erase_if(leases, [&](const DHCPLease &lease) {
            return xml::parse_mac(lease.mac.value_or("")) != xml::parse_mac(*mac);
        });
    return leases;
}

} // namespace modvirt::test
