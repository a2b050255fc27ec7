// SPDX-License-Identifier: LGPL-2.1-or-later
// net-port-list, net-port-create and so on: the ports that guests have on a network.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/network_lookup.hpp"
#include "base/text_table.hpp"
#include "base/xml_output.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

using Port = std::unique_ptr<virNetworkPort, Release<virNetworkPortFree>>;

std::string uuid_of(const Port &port)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";
    return virNetworkPortGetUUIDString(port.get(), text) < 0 ? "" : text;
}

std::vector<Port> list_ports(const Network &network)
{
    virNetworkPortPtr *raw = nullptr;
    const int count = virNetworkListAllPorts(network.get(), &raw, 0);
    const std::unique_ptr<virNetworkPortPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail();
    std::vector<Port> ports(raw, raw + count);
    std::ranges::stable_sort(ports, {}, uuid_of);
    return ports;
}

Port find_port(const Network &network, const Arguments &arguments)
{
    const std::string text = arguments.required_text("port");
    Port port;
    if (text.size() == VIR_UUID_STRING_BUFLEN - 1)
        port.reset(virNetworkPortLookupByUUIDString(network.get(), text.c_str()));
    forget_library_error();
    if (!port)
        fail("failed to get network port '{}'", text);
    return port;
}

void run_net_port_list(Session &session, const Arguments &arguments)
{
    if (arguments.has("table") && arguments.has("uuid"))
        fail("Only one argument from --table and --uuid may be specified.");
    const Network network = find_network(session, arguments);
    TextTable table({"UUID"});
    JsonValue list = JsonValue::array();
    std::string uuids;
    for (const Port &port : list_ports(network)) {
        table.add({uuid_of(port)});
        list.push_back({{"uuid", uuid_of(port)}});
        uuids += uuid_of(port) + "\n";
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(arguments.has("uuid")
                          ? uuids
                          : table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_net_port_create(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const Network network = find_network(session, arguments);
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_NETWORK_PORT_CREATE_VALIDATE : 0;
    const Port port(virNetworkPortCreateXML(network.get(), xml.c_str(), flags));
    if (!port)
        fail("Failed to create network from {}", path);
    session.out.remark("Network port {} created from {}\n", uuid_of(port), path);
}

void run_net_port_dumpxml(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    const Port port = find_port(network, arguments);
    const LibraryText xml(virNetworkPortGetXMLDesc(port.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_net_port_delete(Session &session, const Arguments &arguments)
{
    const Network network = find_network(session, arguments);
    const Port port = find_port(network, arguments);
    if (virNetworkPortDelete(port.get(), 0) < 0)
        fail("Failed to delete network port {}", uuid_of(port));
    session.out.remark("Network port {} deleted\n", uuid_of(port));
}

std::vector<std::string> complete_port(Session &session, const Arguments &arguments)
{
    std::vector<std::string> uuids;
    for (const Port &port : list_ports(find_network(session, arguments)))
        uuids.push_back(uuid_of(port));
    return uuids;
}

constexpr Option port_option = argument("port", "port UUID", complete_port);
constexpr Option list_options[] = {
    network_option(complete_network),
    flag("uuid", "list uuid's only"),
    flag("table", "list table (default)"),
};
constexpr Option create_options[] = {
    network_option(complete_active_network),
    argument("file", "file containing an XML network port description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option delete_options[] = {network_option(complete_active_network), port_option};
constexpr Option dumpxml_options[] = {network_option(complete_network), port_option, xpath_option, wrap_option};

} // namespace

constexpr Command net_port_create_command{.name = "net-port-create",
                                          .summary = "create a network port from an XML file",
                                          .description = "Create a network port.",
                                          .options = create_options,
                                          .run = run_net_port_create};
constexpr Command net_port_delete_command{.name = "net-port-delete",
                                          .summary = "delete the specified network port",
                                          .description = "Delete the specified network port.",
                                          .options = delete_options,
                                          .run = run_net_port_delete};
constexpr Command net_port_dumpxml_command{
    .name = "net-port-dumpxml",
    .summary = "network port information in XML",
    .description = "Output the network port information as an XML dump to stdout.",
    .options = dumpxml_options,
    .run = run_net_port_dumpxml,
    .traits = Json};
constexpr Command net_port_list_command{.name = "net-port-list",
                                        .summary = "list network ports",
                                        .description = "Returns list of network ports.",
                                        .options = list_options,
                                        .run = run_net_port_list,
                                        .traits = Json};

} // namespace modvirt::cli
