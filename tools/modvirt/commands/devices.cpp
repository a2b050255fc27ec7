// SPDX-License-Identifier: LGPL-2.1-or-later
// domblklist, domiflist: the disks and network interfaces that a domain's XML describes.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_xml.hpp"
#include "base/json.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

std::string or_dash(const std::string &text)
{
    return text.empty() ? "-" : text;
}

JsonValue or_null(const std::string &text)
{
    return text.empty() ? JsonValue(nullptr) : json_text(text);
}

DomainXml xml_of(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    return DomainXml::of(domain, arguments.has("inactive") ? VIR_DOMAIN_XML_INACTIVE : 0);
}

void print_table(Session &session, const TextTable &table)
{
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_domblklist(Session &session, const Arguments &arguments)
{
    const std::vector<DiskEntry> disks = xml_of(session, arguments).disks();
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const DiskEntry &disk : disks)
            list.push_back({{"type", disk.type},
                            {"device", disk.device},
                            {"target", or_null(disk.target)},
                            {"source", or_null(disk.source)}});
        return print_json(session, list);
    }
    const bool details = arguments.has("details");
    TextTable table(details ? std::vector<std::string>{"Type", "Device", "Target", "Source"}
                            : std::vector<std::string>{"Target", "Source"});
    for (const DiskEntry &disk : disks) {
        if (details)
            table.add({disk.type, disk.device, disk.target, or_dash(disk.source)});
        else
            table.add({disk.target, or_dash(disk.source)});
    }
    print_table(session, table);
}

void run_domiflist(Session &session, const Arguments &arguments)
{
    const std::vector<InterfaceEntry> interfaces = xml_of(session, arguments).interfaces();
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const InterfaceEntry &interface : interfaces)
            list.push_back({{"interface", or_null(interface.name)},
                            {"type", interface.type},
                            {"source", or_null(interface.source)},
                            {"model", or_null(interface.model)},
                            {"mac", or_null(interface.mac)}});
        return print_json(session, list);
    }
    TextTable table({"Interface", "Type", "Source", "Model", "MAC"});
    for (const InterfaceEntry &interface : interfaces)
        table.add({or_dash(interface.name), interface.type, or_dash(interface.source),
                   or_dash(interface.model), or_dash(interface.mac)});
    print_table(session, table);
}

constexpr Option domblklist_options[] = {
    domain_option(complete_domain),
    flag("inactive", "get inactive rather than running configuration"),
    flag("details", "additionally display the type and device value"),
};
constexpr Option domiflist_options[] = {
    domain_option(complete_domain),
    flag("inactive", "get inactive rather than running configuration"),
};

} // namespace

constexpr Command domblklist_command{.name = "domblklist",
                                     .summary = "list all domain blocks",
                                     .description = "Get the summary of block devices for a domain.",
                                     .options = domblklist_options,
                                     .run = run_domblklist,
                                     .traits = Json};
constexpr Command domiflist_command{.name = "domiflist",
                                    .summary = "list all domain virtual interfaces",
                                    .description = "Get the summary of virtual interfaces for a domain.",
                                    .options = domiflist_options,
                                    .run = run_domiflist,
                                    .traits = Json};

} // namespace modvirt::cli
