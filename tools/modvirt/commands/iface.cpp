// SPDX-License-Identifier: LGPL-2.1-or-later
// iface-list, iface-define, iface-start and so on: the network interfaces of the host. Bridges over them belong in
// iface_bridge.cpp.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/interface_lookup.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/text_table.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

std::string mac_of(const Interface &interface)
{
    const char *mac = virInterfaceGetMACString(interface.get());
    return mac ? mac : "";
}

Interface given_interface(Session &session, const Arguments &arguments)
{
    return find_interface(session, arguments.required_text("interface"));
}

unsigned list_flags(const Arguments &arguments)
{
    if (arguments.has("all"))
        return VIR_CONNECT_LIST_INTERFACES_INACTIVE | VIR_CONNECT_LIST_INTERFACES_ACTIVE;
    return arguments.has("inactive") ? VIR_CONNECT_LIST_INTERFACES_INACTIVE
                                     : VIR_CONNECT_LIST_INTERFACES_ACTIVE;
}

void run_iface_list(Session &session, const Arguments &arguments)
{
    const std::vector<Interface> interfaces = list_interfaces(session, list_flags(arguments));
    TextTable table({"Name", "State", "MAC Address"});
    JsonValue list = JsonValue::array();
    for (const Interface &interface : interfaces) {
        const std::string name = virInterfaceGetName(interface.get());
        const bool is_active = virInterfaceIsActive(interface.get()) == 1;
        table.add({name, is_active ? "active" : "inactive", mac_of(interface)});
        list.push_back({{"name", json_text(name)}, {"active", is_active}, {"mac", json_text(mac_of(interface))}});
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_iface_name(Session &session, const Arguments &arguments)
{
    const Interface interface =
        find_interface(session, arguments.required_text("interface"), InterfaceByMac);
    print_member(session, arguments, "name", virInterfaceGetName(interface.get()));
}

void run_iface_mac(Session &session, const Arguments &arguments)
{
    print_member(session, arguments, "mac",
                 mac_of(find_interface(session, arguments.required_text("interface"), InterfaceByName)));
}

void run_iface_dumpxml(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.has("inactive") ? VIR_INTERFACE_XML_INACTIVE : 0;
    const Interface interface = given_interface(session, arguments);
    const LibraryText xml(virInterfaceGetXMLDesc(interface.get(), flags));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_iface_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_INTERFACE_DEFINE_VALIDATE : 0;
    const Interface interface(virInterfaceDefineXML(session.connection(), xml.c_str(), flags));
    if (!interface)
        fail("Failed to define interface from {}", path);
    session.out.remark("Interface {} defined from {}\n", virInterfaceGetName(interface.get()), path);
}

void run_iface_edit(Session &session, const Arguments &arguments)
{
    const Interface interface = given_interface(session, arguments);
    const auto describe = [&] {
        const LibraryText xml(virInterfaceGetXMLDesc(interface.get(), VIR_INTERFACE_XML_INACTIVE));
        if (!xml)
            fail();
        return std::string(xml.get());
    };
    const auto store = [&](const std::string &text, Validation validation) {
        const auto define = [&](unsigned flags) {
            return Interface(virInterfaceDefineXML(session.connection(), text.c_str(), flags));
        };
        if (!define_validated(validation, VIR_INTERFACE_DEFINE_VALIDATE, define))
            fail();
    };
    const EditResult result = edit_description(session, describe, Validation::Full, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored
                                        ? sentence("Interface {} XML configuration edited.\n")
                                        : sentence("Interface {} XML configuration not changed.\n")),
                       virInterfaceGetName(interface.get()));
}

void run_iface_undefine(Session &session, const Arguments &arguments)
{
    const Interface interface = given_interface(session, arguments);
    if (virInterfaceUndefine(interface.get()) < 0)
        fail("Failed to undefine interface {}", arguments.required_text("interface"));
    session.out.remark("Interface {} undefined\n", arguments.required_text("interface"));
}

void run_iface_start(Session &session, const Arguments &arguments)
{
    const Interface interface = given_interface(session, arguments);
    if (virInterfaceCreate(interface.get(), 0) < 0)
        fail("Failed to start interface {}", arguments.required_text("interface"));
    session.out.remark("Interface {} started\n", arguments.required_text("interface"));
}

void run_iface_destroy(Session &session, const Arguments &arguments)
{
    const Interface interface = given_interface(session, arguments);
    if (virInterfaceDestroy(interface.get(), 0) < 0)
        fail("Failed to destroy interface {}", arguments.required_text("interface"));
    session.out.remark("Interface {} destroyed\n", arguments.required_text("interface"));
}

void run_iface_begin(Session &session, const Arguments &)
{
    if (virInterfaceChangeBegin(session.connection(), 0) < 0)
        fail("Failed to begin network config change transaction");
    session.out.remark("Network config change transaction started\n");
}

void run_iface_commit(Session &session, const Arguments &)
{
    if (virInterfaceChangeCommit(session.connection(), 0) < 0)
        fail("Failed to commit network config change transaction");
    session.out.remark("Network config change transaction committed\n");
}

void run_iface_rollback(Session &session, const Arguments &)
{
    if (virInterfaceChangeRollback(session.connection(), 0) < 0)
        fail("Failed to rollback network config change transaction");
    session.out.remark("Network config change transaction rolled back\n");
}

constexpr Option list_options[] = {
    flag("inactive", "list inactive interfaces"),
    flag("all", "list inactive & active interfaces"),
};
constexpr Option name_options[] = {argument("interface", "interface mac", complete_host_interface_mac)};
constexpr Option mac_options[] = {argument("interface", "interface name", complete_host_interface)};
constexpr Option any_options[] = {argument("interface", "interface name or MAC address", complete_host_interface)};
constexpr Option active_options[] = {
    argument("interface", "interface name or MAC address", complete_active_interface)};
constexpr Option inactive_options[] = {
    argument("interface", "interface name or MAC address", complete_inactive_interface)};
constexpr Option dumpxml_options[] = {
    argument("interface", "interface name or MAC address", complete_host_interface),
    flag("inactive", "show inactive defined XML"),
    xpath_option,
    wrap_option,
};
constexpr Option define_options[] = {
    argument("file", "file containing an XML interface description", complete_path),
    flag("validate", "validate the XML against the schema"),
};

} // namespace

constexpr Command iface_begin_command{
    .name = "iface-begin",
    .summary = "create a snapshot of current interfaces settings, which can be later committed (iface-commit) "
               "or restored (iface-rollback)",
    .description = "Create a restore point for interfaces settings",
    .options = {},
    .run = run_iface_begin};
constexpr Command iface_commit_command{.name = "iface-commit",
                                       .summary =
                                           "commit changes made since iface-begin and free restore point",
                                       .description = "commit changes and free restore point",
                                       .options = {},
                                       .run = run_iface_commit};
constexpr Command iface_define_command{
    .name = "iface-define",
    .summary = "define an inactive persistent physical host interface or modify an existing persistent one "
               "from an XML file",
    .description = "Define or modify a persistent physical host interface.",
    .options = define_options,
    .run = run_iface_define};
constexpr Command iface_destroy_command{.name = "iface-destroy",
                                        .summary =
                                            "destroy a physical host interface (disable it / \"if-down\")",
                                        .description = "forcefully stop a physical host interface.",
                                        .options = active_options,
                                        .run = run_iface_destroy};
constexpr Command iface_dumpxml_command{
    .name = "iface-dumpxml",
    .summary = "interface information in XML",
    .description = "Output the physical host interface information as an XML dump to stdout.",
    .options = dumpxml_options,
    .run = run_iface_dumpxml,
    .traits = Json};
constexpr Command iface_edit_command{.name = "iface-edit",
                                     .summary = "edit XML configuration for a physical host interface",
                                     .description =
                                         "Edit the XML configuration for a physical host interface.",
                                     .options = any_options,
                                     .run = run_iface_edit};
constexpr Command iface_list_command{.name = "iface-list",
                                     .summary = "list physical host interfaces",
                                     .description = "Returns list of physical host interfaces.",
                                     .options = list_options,
                                     .run = run_iface_list,
                                     .traits = Json};
constexpr Command iface_mac_command{.name = "iface-mac",
                                    .summary = "convert an interface name to interface MAC address",
                                    .description = {},
                                    .options = mac_options,
                                    .run = run_iface_mac,
                                    .traits = Json};
constexpr Command iface_name_command{.name = "iface-name",
                                     .summary = "convert an interface MAC address to interface name",
                                     .description = {},
                                     .options = name_options,
                                     .run = run_iface_name,
                                     .traits = Json};
constexpr Command iface_rollback_command{
    .name = "iface-rollback",
    .summary = "rollback to previous saved configuration created via iface-begin",
    .description = "rollback to previous restore point",
    .options = {},
    .run = run_iface_rollback};
constexpr Command iface_start_command{.name = "iface-start",
                                      .summary = "start a physical host interface (enable it / \"if-up\")",
                                      .description = "start a physical host interface.",
                                      .options = inactive_options,
                                      .run = run_iface_start};
constexpr Command iface_undefine_command{
    .name = "iface-undefine",
    .summary = "undefine a physical host interface (remove it from configuration)",
    .description = "undefine an interface.",
    .options = any_options,
    .run = run_iface_undefine};

} // namespace modvirt::cli
