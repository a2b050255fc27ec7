// SPDX-License-Identifier: LGPL-2.1-or-later
// domifaddr: the addresses of a guest's network interfaces.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"

namespace modvirt::cli {

namespace {

struct Source {
    std::string_view name;
    unsigned number;
};

constexpr Source sources[] = {{"lease", VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE},
                              {"agent", VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT},
                              {"arp", VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP}};

unsigned source_number(const std::string &name)
{
    for (const Source &source : sources)
        if (source.name == name)
            return source.number;
    fail("Unknown data source '{}'", name);
}

// The library's list, freed at the end.
class Interfaces {
public:
    Interfaces(const Domain &domain, unsigned source)
        : m_count(virDomainInterfaceAddresses(domain.get(), &m_interfaces, source, 0))
    {
    }
    Interfaces(const Interfaces &) = delete;
    Interfaces &operator=(const Interfaces &) = delete;
    ~Interfaces()
    {
        for (int i = 0; i < m_count; ++i)
            virDomainInterfaceFree(m_interfaces[i]);
        std::free(m_interfaces);
    }
    [[nodiscard]] bool is_known() const { return m_count >= 0; }
    [[nodiscard]] std::span<const virDomainInterfacePtr> all() const
    {
        return {m_interfaces, static_cast<size_t>(m_count)};
    }

private:
    virDomainInterfacePtr *m_interfaces = nullptr;
    int m_count;
};

std::span<const virDomainIPAddress> addresses_of(const virDomainInterface &interface)
{
    return {interface.addrs, interface.naddrs};
}

const char *protocol_of(const virDomainIPAddress &address)
{
    return address.type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4";
}

void print_row(Output &out, std::string_view name, std::string_view mac, std::string_view protocol,
               std::string_view address)
{
    out.print(" {:<10} {:<17}    {:<12} {}\n", name, mac, protocol, address);
}

void print_interface(Output &out, const virDomainInterface &interface, bool full)
{
    const std::string_view mac = interface.hwaddr ? interface.hwaddr : "";
    if (interface.naddrs == 0)
        return print_row(out, interface.name, interface.hwaddr ? mac : "N/A", "N/A", "N/A");
    bool first = true;
    for (const virDomainIPAddress &address : addresses_of(interface)) {
        const bool named = first || full;
        print_row(out, named ? interface.name : "-", named ? mac : "-", protocol_of(address),
                  fmt::format("{}/{}", address.addr, address.prefix));
        first = false;
    }
}

JsonValue json_of_interface(const virDomainInterface &interface)
{
    JsonValue addresses = JsonValue::array();
    for (const virDomainIPAddress &address : addresses_of(interface))
        addresses.push_back({{"protocol", protocol_of(address)},
                             {"address", json_text(address.addr)},
                             {"prefix", address.prefix}});
    return {{"interface", json_text(interface.name)},
            {"mac", json_text(interface.hwaddr)},
            {"addresses", std::move(addresses)}};
}

void run_domifaddr(Session &session, const Arguments &arguments)
{
    const auto wanted = arguments.text("interface");
    const auto source = arguments.text("source");
    const unsigned number =
        source ? source_number(*source) : unsigned{VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE};
    const Domain domain = find_domain(session, arguments);
    const Interfaces interfaces(domain, number);
    if (!interfaces.is_known())
        fail("Failed to query for interfaces addresses");
    const bool as_json = wants_json(session, arguments);
    JsonValue list = JsonValue::array();
    if (!as_json)
        session.out.remark(" {:<10} {:<20} {:<8}     {}\n{:-<79}\n", "Name", "MAC address", "Protocol",
                           "Address", "");
    for (const virDomainInterfacePtr interface : interfaces.all()) {
        if (wanted && *wanted != interface->name)
            continue;
        if (as_json)
            list.push_back(json_of_interface(*interface));
        else
            print_interface(session.out, *interface, arguments.has("full"));
    }
    if (as_json)
        print_json(session, list);
}

std::vector<std::string> complete_source(Session &, const Arguments &)
{
    return {"agent", "arp", "lease"};
}

constexpr Option domifaddr_options[] = {
    domain_option(complete_active_domain),
    text("interface", "network interface name", complete_interface),
    flag("full", "always display names and MACs of interfaces"),
    text("source", "address source: 'lease', 'agent', or 'arp'", complete_source),
};

} // namespace

constexpr Command domifaddr_command{.name = "domifaddr",
                                    .summary = "Get network interfaces' addresses for a running domain",
                                    .description = "Get network interfaces' addresses for a running domain",
                                    .options = domifaddr_options,
                                    .run = run_domifaddr,
                                    .traits = Json};

} // namespace modvirt::cli
