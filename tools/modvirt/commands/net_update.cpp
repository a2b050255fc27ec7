// SPDX-License-Identifier: LGPL-2.1-or-later
// net-update, net-dhcp-leases: parts of a network, and the addresses that it handed out.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/network_lookup.hpp"
#include "base/text_table.hpp"

#include <algorithm>
#include <fmt/chrono.h>
#include <iterator>

namespace modvirt::cli {

namespace {

struct UpdateCommand {
    std::string_view name;
    unsigned number;
};

constexpr UpdateCommand commands[] = {
    {"none", VIR_NETWORK_UPDATE_COMMAND_NONE},         {"modify", VIR_NETWORK_UPDATE_COMMAND_MODIFY},
    {"delete", VIR_NETWORK_UPDATE_COMMAND_DELETE},     {"add-last", VIR_NETWORK_UPDATE_COMMAND_ADD_LAST},
    {"add-first", VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST}, {"add", VIR_NETWORK_UPDATE_COMMAND_ADD_LAST},
};

// In the order of virNetworkUpdateSection.
constexpr std::string_view sections[] = {"none",          "bridge",    "domain",   "ip",
                                         "ip-dhcp-host",  "ip-dhcp-range", "forward",  "forward-interface",
                                         "forward-pf",    "portgroup", "dns-host", "dns-txt",
                                         "dns-srv"};

unsigned command_number(const std::string &name)
{
    const auto *const found = std::ranges::find(commands, name, &UpdateCommand::name);
    if (found == std::end(commands) || found->number == VIR_NETWORK_UPDATE_COMMAND_NONE)
        fail("unrecognized command name '{}'", name);
    return found->number;
}

unsigned section_number(const std::string &name)
{
    const auto *const found = std::ranges::find(sections, name);
    if (found == std::end(sections) || found == std::begin(sections))
        fail("unrecognized section name '{}'", name);
    return static_cast<unsigned>(found - std::begin(sections));
}

void run_net_update(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("current", "live");
    arguments.refuse_both("current", "config");
    const bool live = arguments.has("live");
    const bool config = arguments.has("config");
    const Network network = find_network(session, arguments);
    const unsigned command = command_number(arguments.required_text("command"));
    const unsigned section = section_number(arguments.required_text("section"));
    const int parent = arguments.integer("parent-index").value_or(-1);
    const std::string given = arguments.required_text("xml");
    const std::string xml = given.front() == '<' ? given : read_description(given);
    const unsigned flags = (live ? static_cast<unsigned>(VIR_NETWORK_UPDATE_AFFECT_LIVE) : 0u) |
                           (config ? static_cast<unsigned>(VIR_NETWORK_UPDATE_AFFECT_CONFIG) : 0u);
    if (virNetworkUpdate(network.get(), command, section, parent, xml.c_str(), flags) < 0)
        fail("Failed to update network {}", network_name(network));
    std::string_view what = "live state";
    if (config)
        what = live ? "persistent config and live state" : "persistent config";
    else if (!live && virNetworkIsActive(network.get()) <= 0)
        what = "persistent config";
    session.out.remark("Updated network {} {}", network_name(network), what);
}

// The library's list, freed at the end.
class Leases {
public:
    Leases(virNetworkPtr network, const std::optional<std::string> &mac)
        : m_count(virNetworkGetDHCPLeases(network, mac ? mac->c_str() : nullptr, &m_leases, 0))
    {
    }
    Leases(const Leases &) = delete;
    Leases &operator=(const Leases &) = delete;
    ~Leases()
    {
        for (int i = 0; i < m_count; ++i)
            virNetworkDHCPLeaseFree(m_leases[i]);
        std::free(m_leases);
    }
    [[nodiscard]] bool is_known() const { return m_count >= 0; }
    // By the address.
    [[nodiscard]] std::vector<virNetworkDHCPLeasePtr> sorted() const
    {
        std::vector<virNetworkDHCPLeasePtr> all(m_leases, m_leases + m_count);
        std::ranges::stable_sort(all, [](virNetworkDHCPLeasePtr one, virNetworkDHCPLeasePtr other) {
            return std::string_view(one->ipaddr ? one->ipaddr : "") <
                   std::string_view(other->ipaddr ? other->ipaddr : "");
        });
        return all;
    }

private:
    virNetworkDHCPLeasePtr *m_leases = nullptr;
    int m_count;
};

std::string or_dash(const char *text)
{
    return text ? text : "-";
}

std::string expiry_of(const virNetworkDHCPLease &lease)
{
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(static_cast<std::time_t>(lease.expirytime)));
}

JsonValue json_of_lease(const virNetworkDHCPLease &lease)
{
    const auto known = [](const char *text) { return text ? json_text(text) : JsonValue(nullptr); };
    return {{"interface", known(lease.iface)},
            {"expires", lease.expirytime},
            {"type", lease.type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4"},
            {"mac", known(lease.mac)},
            {"iaid", known(lease.iaid)},
            {"address", known(lease.ipaddr)},
            {"prefix", lease.prefix},
            {"hostname", known(lease.hostname)},
            {"client_id", known(lease.clientid)}};
}

void run_net_dhcp_leases(Session &session, const Arguments &arguments)
{
    const auto mac = arguments.text("mac");
    const Network network = find_network(session, arguments);
    const Leases leases(network.get(), mac);
    if (!leases.is_known())
        fail("Failed to get leases info for {}", network_name(network));
    TextTable table(
        {"Expiry Time", "MAC address", "Protocol", "IP address", "Hostname", "Client ID or DUID"});
    JsonValue list = JsonValue::array();
    for (const auto *lease : leases.sorted()) {
        table.add({expiry_of(*lease), or_dash(lease->mac),
                   lease->type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4",
                   fmt::format("{}/{}", lease->ipaddr ? lease->ipaddr : "", lease->prefix),
                   or_dash(lease->hostname), or_dash(lease->clientid)});
        list.push_back(json_of_lease(*lease));
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

std::vector<std::string> complete_command(Session &, const Arguments &)
{
    return {"add-first", "add-last", "delete", "modify"};
}

std::vector<std::string> complete_section(Session &, const Arguments &)
{
    return {std::begin(sections) + 1, std::end(sections)};
}

constexpr Option update_options[] = {
    network_option(complete_network),
    argument("command", "type of update (add-first, add-last (add), delete, or modify)", complete_command),
    argument("section", "which section of network configuration to update", complete_section),
    argument("xml",
             "name of file containing xml (or, if it starts with '<', the complete xml element itself) to "
             "add/modify, or to be matched for search",
             complete_path),
    number("parent-index", "which parent object to search through"),
    flag("config", "affect next network startup"),
    flag("live", "affect running network"),
    flag("current", "affect current state of network"),
};
constexpr Option leases_options[] = {
    network_option(complete_active_network),
    text("mac", "MAC address"),
};

} // namespace

constexpr Command net_dhcp_leases_command{.name = "net-dhcp-leases",
                                          .summary = "print lease info for a given network",
                                          .description = "Print lease info for a given network",
                                          .options = leases_options,
                                          .run = run_net_dhcp_leases,
                                          .traits = Json};
constexpr Command net_update_command{.name = "net-update",
                                     .summary = "update parts of an existing network's configuration",
                                     .description = {},
                                     .options = update_options,
                                     .run = run_net_update};

} // namespace modvirt::cli
