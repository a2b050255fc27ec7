// SPDX-License-Identifier: LGPL-2.1-or-later
// net-list, net-info: which networks there are. Changing one belongs in network.cpp.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/network_lookup.hpp"
#include "base/old_table.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

struct Filter {
    std::string_view option;
    unsigned flag;
};

constexpr Filter filters[] = {
    {"persistent", VIR_CONNECT_LIST_NETWORKS_PERSISTENT},
    {"transient", VIR_CONNECT_LIST_NETWORKS_TRANSIENT},
    {"autostart", VIR_CONNECT_LIST_NETWORKS_AUTOSTART},
    {"no-autostart", VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART},
};

unsigned network_list_flags(const Arguments &arguments)
{
    unsigned flags =
        arguments.has("inactive") ? VIR_CONNECT_LIST_NETWORKS_INACTIVE : VIR_CONNECT_LIST_NETWORKS_ACTIVE;
    if (arguments.has("all"))
        flags = VIR_CONNECT_LIST_NETWORKS_INACTIVE | VIR_CONNECT_LIST_NETWORKS_ACTIVE;
    for (const Filter &filter : filters)
        if (arguments.has(filter.option))
            flags |= filter.flag;
    return flags;
}

// What is told of one network. A driver need not know all of it.
struct Facts {
    explicit Facts(const Network &network)
        : name(network_name(network)), uuid(network_uuid(network)), active(virNetworkIsActive(network.get())),
          persistent(virNetworkIsPersistent(network.get()))
    {
        int flag = 0;
        if (virNetworkGetAutostart(network.get(), &flag) == 0)
            autostart = flag != 0;
        const LibraryText text(virNetworkGetBridgeName(network.get()));
        if (text)
            bridge = text.get();
        forget_library_error();
    }

    [[nodiscard]] JsonValue json() const
    {
        const auto known = [](int flag) { return flag < 0 ? JsonValue(nullptr) : JsonValue(flag != 0); };
        return {{"name", json_text(name)},
                {"uuid", uuid},
                {"active", known(active)},
                {"persistent", known(persistent)},
                {"autostart", autostart ? JsonValue(*autostart) : JsonValue(nullptr)},
                {"bridge", bridge ? json_text(*bridge) : JsonValue(nullptr)}};
    }

    std::string name;
    std::string uuid;
    int active;
    int persistent;
    std::optional<bool> autostart;
    std::optional<std::string> bridge;
};

std::string_view yes_or_no(bool yes)
{
    return yes ? "yes" : "no";
}

void print_old_table(Session &session, const std::vector<Network> &networks)
{
    OldTable table;
    for (const Network &network : networks) {
        const Facts facts(network);
        const std::string_view autostart = facts.autostart ? yes_or_no(*facts.autostart) : "no autostart";
        if (facts.active == 1)
            table.add_active(fmt::format("{:<20} {:<10} {:<10}\n", facts.name, "active", autostart));
        else // not aligned there
            table.add_inactive(fmt::format("{:<20} {} {}\n", facts.name, "inactive", autostart));
    }
    table.print(session.out, fmt::format("{:<20} {:<10} {:<10}", "Name", "State", "Autostart"), 41);
}

void print_table(Session &session, const std::vector<Network> &networks)
{
    if (session.out.is_old())
        return print_old_table(session, networks);
    TextTable table({"Name", "State", "Autostart", "Persistent"});
    for (const Network &network : networks) {
        const Facts facts(network);
        const std::string autostart(facts.autostart ? yes_or_no(*facts.autostart) : "no autostart");
        table.add({facts.name, facts.active == 1 ? "active" : "inactive", autostart,
                   std::string(yes_or_no(facts.persistent == 1))});
    }
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_net_list(Session &session, const Arguments &arguments)
{
    if (arguments.has("table") + arguments.has("name") + arguments.has("uuid") > 1)
        fail("Only one argument from --table, --name and --uuid may be specified.");
    const std::vector<Network> networks = list_networks(session, network_list_flags(arguments));
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Network &network : networks)
            list.push_back(Facts(network).json());
        return print_json(session, list);
    }
    if (!arguments.has("name") && !arguments.has("uuid"))
        return print_table(session, networks);
    for (const Network &network : networks)
        session.out.print("{}\n", arguments.has("name") ? network_name(network) : network_uuid(network));
}

void run_net_info(Session &session, const Arguments &arguments)
{
    const Facts facts(find_network(session, arguments));
    if (wants_json(session, arguments))
        return print_json(session, facts.json());
    const auto line = [&](std::string_view label, std::string_view value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    line("Name:", facts.name);
    line("UUID:", facts.uuid);
    if (facts.active >= 0)
        line("Active:", yes_or_no(facts.active == 1));
    line("Persistent:", facts.persistent < 0 ? "unknown" : yes_or_no(facts.persistent == 1));
    line("Autostart:", facts.autostart ? yes_or_no(*facts.autostart) : "no autostart");
    if (facts.bridge)
        line("Bridge:", *facts.bridge);
}

constexpr Option net_list_options[] = {
    flag("inactive", "list inactive networks"),
    flag("all", "list inactive & active networks"),
    flag("persistent", "list persistent networks"),
    flag("transient", "list transient networks"),
    flag("autostart", "list networks with autostart enabled"),
    flag("no-autostart", "list networks with autostart disabled"),
    flag("uuid", "list uuid's only"),
    flag("name", "list network names only"),
    flag("table", "list table (default)"),
};
constexpr Option net_info_options[] = {network_option(complete_network)};

} // namespace

constexpr Command net_list_command{.name = "net-list",
                                   .summary = "list networks",
                                   .description = "Returns list of networks.",
                                   .options = net_list_options,
                                   .run = run_net_list,
                                   .traits = Json};
constexpr Command net_info_command{.name = "net-info",
                                   .summary = "network information",
                                   .description = "Returns basic information about the network",
                                   .options = net_info_options,
                                   .run = run_net_info,
                                   .traits = Json};

} // namespace modvirt::cli
