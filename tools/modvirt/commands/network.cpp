// SPDX-License-Identifier: LGPL-2.1-or-later
// net-define, net-create, net-start and so on: a network's life, its description and what it is called.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/network_lookup.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

void run_net_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    virConnectPtr connection = session.connection();
    const Network network(arguments.has("validate")
                              ? virNetworkDefineXMLFlags(connection, xml.c_str(), VIR_NETWORK_DEFINE_VALIDATE)
                              : virNetworkDefineXML(connection, xml.c_str()));
    if (!network)
        fail("Failed to define network from {}", path);
    session.out.remark("Network {} defined from {}\n", network_name(network), path);
}

void run_net_create(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    virConnectPtr connection = session.connection();
    const Network network(arguments.has("validate")
                              ? virNetworkCreateXMLFlags(connection, xml.c_str(), VIR_NETWORK_CREATE_VALIDATE)
                              : virNetworkCreateXML(connection, xml.c_str()));
    if (!network)
        fail("Failed to create network from {}", path);
    session.out.remark("Network {} created from {}\n", network_name(network), path);
}

void run_net_start(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    if (virNetworkCreate(network.get()) < 0)
        fail("Failed to start network {}", arguments.required_text("network"));
    session.out.remark("Network {} started\n", arguments.required_text("network"));
}

void run_net_destroy(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    if (virNetworkDestroy(network.get()) < 0)
        fail("Failed to destroy network {}", arguments.required_text("network"));
    session.out.remark("Network {} destroyed\n", arguments.required_text("network"));
}

void run_net_undefine(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    if (virNetworkUndefine(network.get()) < 0)
        fail("Failed to undefine network {}", arguments.required_text("network"));
    session.out.remark("Network {} has been undefined\n", arguments.required_text("network"));
}

void run_net_autostart(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    const std::string name = arguments.required_text("network");
    const bool enable = !arguments.has("disable");
    if (virNetworkSetAutostart(network.get(), enable ? 1 : 0) < 0)
        fail(fmt::runtime(enable ? sentence("failed to mark network {} as autostarted")
                                 : sentence("failed to unmark network {} as autostarted")),
             name);
    session.out.remark(fmt::runtime(enable ? sentence("Network {} marked as autostarted\n")
                                           : sentence("Network {} unmarked as autostarted\n")),
                       name);
}

void run_net_name(Session &session, const Arguments &arguments)
{
    print_member(session, arguments, "name", network_name(find_network(session, arguments, NetworkByUuid)));
}

void run_net_uuid(Session &session, const Arguments &arguments)
{
    const std::string uuid = network_uuid(find_network(session, arguments, NetworkByName));
    if (uuid.empty())
        fail("failed to get network UUID");
    print_member(session, arguments, "uuid", uuid);
}

void run_net_dumpxml(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.has("inactive") ? VIR_NETWORK_XML_INACTIVE : 0;
    const Network network = find_network(session, arguments);
    const LibraryText xml(virNetworkGetXMLDesc(network.get(), flags));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

// What is stored for the next start; drivers that keep one description only refuse the flag.
std::string editable_xml(const Network &network)
{
    LibraryText xml(virNetworkGetXMLDesc(network.get(), VIR_NETWORK_XML_INACTIVE));
    if (!xml && last_library_code() == VIR_ERR_INVALID_ARG) {
        forget_library_error();
        xml.reset(virNetworkGetXMLDesc(network.get(), 0));
    }
    if (!xml)
        fail();
    return xml.get();
}

void run_net_edit(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    const auto store = [&](const std::string &text, Validation validation) {
        const auto define = [&](unsigned flags) {
            return Network(flags ? virNetworkDefineXMLFlags(session.connection(), text.c_str(), flags)
                                 : virNetworkDefineXML(session.connection(), text.c_str()));
        };
        if (!define_validated(validation, VIR_NETWORK_DEFINE_VALIDATE, define))
            fail();
    };
    const EditResult result = edit_description(session, [&] { return editable_xml(network); }, Validation::Full, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored
                                        ? sentence("Network {} XML configuration edited.\n")
                                        : sentence("Network {} XML configuration not changed.\n")),
                       network_name(network));
}

constexpr Option file_options[] = {
    argument("file", "file containing an XML network description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option active_options[] = {network_option(complete_active_network)};
constexpr Option inactive_options[] = {network_option(complete_inactive_network)};
constexpr Option persistent_options[] = {network_option(complete_persistent_network)};
constexpr Option any_options[] = {network_option(complete_network)};
constexpr Option name_options[] = {network_option(complete_network, "network uuid")};
constexpr Option uuid_options[] = {network_option(complete_network, "network name")};
constexpr Option autostart_options[] = {
    network_option(complete_persistent_network),
    flag("disable", "disable autostarting"),
};
constexpr Option dumpxml_options[] = {
    network_option(complete_network),
    flag("inactive", "show inactive defined XML"),
    xpath_option,
    wrap_option,
};

} // namespace

constexpr Command net_autostart_command{.name = "net-autostart",
                                        .summary = "autostart a network",
                                        .description =
                                            "Configure a network to be automatically started at boot.",
                                        .options = autostart_options,
                                        .run = run_net_autostart};
constexpr Command net_create_command{.name = "net-create",
                                     .summary = "create a network from an XML file",
                                     .description = "Create a network.",
                                     .options = file_options,
                                     .run = run_net_create};
constexpr Command net_define_command{
    .name = "net-define",
    .summary =
        "define an inactive persistent virtual network or modify an existing persistent one from an XML file",
    .description = "Define or modify a persistent virtual network.",
    .options = file_options,
    .run = run_net_define};
constexpr Command net_destroy_command{.name = "net-destroy",
                                      .summary = "destroy (stop) a network",
                                      .description = "Forcefully stop a given network.",
                                      .options = active_options,
                                      .run = run_net_destroy};
constexpr Command net_dumpxml_command{.name = "net-dumpxml",
                                      .summary = "network information in XML",
                                      .description =
                                          "Output the network information as an XML dump to stdout.",
                                      .options = dumpxml_options,
                                      .run = run_net_dumpxml,
                                      .traits = Json};
constexpr Command net_edit_command{.name = "net-edit",
                                   .summary = "edit XML configuration for a network",
                                   .description = "Edit the XML configuration for a network.",
                                   .options = any_options,
                                   .run = run_net_edit};
constexpr Command net_name_command{.name = "net-name",
                                   .summary = "convert a network UUID to network name",
                                   .description = {},
                                   .options = name_options,
                                   .run = run_net_name,
                                   .traits = Json};
constexpr Command net_start_command{.name = "net-start",
                                    .summary = "start a (previously defined) inactive network",
                                    .description = "Start a network.",
                                    .options = inactive_options,
                                    .run = run_net_start};
constexpr Command net_undefine_command{.name = "net-undefine",
                                       .summary = "undefine a persistent network",
                                       .description = "Undefine the configuration for a persistent network.",
                                       .options = persistent_options,
                                       .run = run_net_undefine};
constexpr Command net_uuid_command{.name = "net-uuid",
                                   .summary = "convert a network name to network UUID",
                                   .description = {},
                                   .options = uuid_options,
                                   .run = run_net_uuid,
                                   .traits = Json};

} // namespace modvirt::cli
