// SPDX-License-Identifier: LGPL-2.1-or-later
// nodedev-create, nodedev-info, nodedev-detach and so on: what is done with a device of the host. Lists belong in
// nodedev_list.cpp.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/device_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/xml_output.hpp"

#include <optional>

namespace modvirt::cli {

namespace {

NodeDevice named_device(Session &session, const Arguments &arguments)
{
    return find_device_by_name(session, arguments.required_text("device"));
}

void run_nodedev_create(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_NODE_DEVICE_CREATE_XML_VALIDATE : 0;
    const NodeDevice device(virNodeDeviceCreateXML(session.connection(), xml.c_str(), flags));
    if (!device)
        fail("Failed to create node device from {}", path);
    session.out.remark("Node device {} created from {}\n", virNodeDeviceGetName(device.get()), path);
}

void run_nodedev_destroy(Session &session, const Arguments &arguments)
{
    const NodeDevice device = find_device(session, arguments);
    const std::string text = arguments.required_text("device");
    if (virNodeDeviceDestroy(device.get()) < 0)
        fail("Failed to destroy node device '{}'", text);
    session.out.remark("Destroyed node device '{}'\n", text);
}

void run_nodedev_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_NODE_DEVICE_DEFINE_XML_VALIDATE : 0;
    const NodeDevice device(virNodeDeviceDefineXML(session.connection(), xml.c_str(), flags));
    if (!device)
        fail("Failed to define node device from '{}'", path);
    session.out.remark("Node device '{}' defined from '{}'\n", virNodeDeviceGetName(device.get()), path);
}

void run_nodedev_undefine(Session &session, const Arguments &arguments)
{
    const NodeDevice device = find_device(session, arguments);
    const std::string text = arguments.required_text("device");
    if (virNodeDeviceUndefine(device.get(), 0) < 0)
        fail("Failed to undefine node device '{}'", text);
    session.out.remark("Undefined node device '{}'\n", text);
}

void run_nodedev_start(Session &session, const Arguments &arguments)
{
    const NodeDevice device = named_device(session, arguments);
    const std::string name = arguments.required_text("device");
    if (virNodeDeviceCreate(device.get(), 0) < 0)
        fail("Failed to start device {}", name);
    session.out.remark("Device {} started\n", name);
}

void run_nodedev_autostart(Session &session, const Arguments &arguments)
{
    const NodeDevice device = find_device(session, arguments);
    const std::string name = arguments.required_text("device");
    const bool enable = !arguments.has("disable");
    if (virNodeDeviceSetAutostart(device.get(), enable ? 1 : 0) < 0)
        fail(fmt::runtime(enable ? sentence("failed to mark device {} as autostarted")
                                 : sentence("failed to unmark device {} as autostarted")),
             name);
    session.out.remark(fmt::runtime(enable ? sentence("Device {} marked as autostarted\n")
                                           : sentence("Device {} unmarked as autostarted\n")),
                       name);
}

void run_nodedev_dumpxml(Session &session, const Arguments &arguments)
{
    const NodeDevice device = find_device(session, arguments);
    const LibraryText xml(virNodeDeviceGetXMLDesc(device.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_nodedev_detach(Session &session, const Arguments &arguments)
{
    const NodeDevice device = named_device(session, arguments);
    const std::string name = arguments.required_text("device");
    const auto driver = arguments.text("driver");
    const int result = driver ? virNodeDeviceDetachFlags(device.get(), driver->c_str(), 0)
                              : virNodeDeviceDettach(device.get());
    if (result < 0)
        fail("Failed to detach device {}", name);
    session.out.remark("Device {} detached\n", name);
}

void run_nodedev_reattach(Session &session, const Arguments &arguments)
{
    const NodeDevice device = named_device(session, arguments);
    const std::string name = arguments.required_text("device");
    if (virNodeDeviceReAttach(device.get()) < 0)
        fail("Failed to re-attach device {}", name);
    session.out.remark("Device {} re-attached\n", name);
}

void run_nodedev_reset(Session &session, const Arguments &arguments)
{
    const NodeDevice device = named_device(session, arguments);
    const std::string name = arguments.required_text("device");
    if (virNodeDeviceReset(device.get()) < 0)
        fail("Failed to reset device {}", name);
    session.out.remark("Device {} reset\n", name);
}

std::string_view yes_or_no(bool yes)
{
    return yes ? "yes" : "no";
}

void run_nodedev_info(Session &session, const Arguments &arguments)
{
    const NodeDevice device = find_device(session, arguments);
    const char *parent = virNodeDeviceGetParent(device.get());
    // What a driver cannot tell counts as yes: devices are there, and stay.
    const bool active = virNodeDeviceIsActive(device.get()) != 0;
    const bool persistent = virNodeDeviceIsPersistent(device.get()) != 0;
    std::optional<bool> autostart;
    int flag = 0;
    if (virNodeDeviceGetAutostart(device.get(), &flag) == 0)
        autostart = flag != 0;
    forget_library_error();
    if (wants_json(session, arguments))
        return print_json(session, {{"name", json_text(virNodeDeviceGetName(device.get()))},
                                    {"parent", parent ? json_text(parent) : JsonValue(nullptr)},
                                    {"active", active},
                                    {"persistent", persistent},
                                    {"autostart", autostart ? JsonValue(*autostart) : JsonValue(nullptr)}});
    const auto line = [&](std::string_view label, std::string_view value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    line("Name:", virNodeDeviceGetName(device.get()));
    line("Parent:", parent ? parent : "");
    line("Active:", yes_or_no(active));
    line("Persistent:", yes_or_no(persistent));
    line("Autostart:", autostart ? yes_or_no(*autostart) : "no autostart");
}

std::vector<std::string> complete_backend(Session &, const Arguments &)
{
    return {"default", "kvm", "vfio", "xen"};
}

constexpr std::string_view any_help = "device name or wwn pair in 'wwnn,wwpn' format";
constexpr Option file_options[] = {
    argument("file", "file containing an XML description of the device", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option any_options[] = {argument("device", any_help, complete_device)};
constexpr Option name_options[] = {argument("device", "device name", complete_device)};
constexpr Option key_options[] = {argument("device", "device key", complete_device)};
constexpr Option autostart_options[] = {
    argument("device", any_help, complete_device),
    flag("disable", "disable autostarting"),
};
constexpr Option dumpxml_options[] = {argument("device", any_help, complete_device), xpath_option, wrap_option};
constexpr Option detach_options[] = {
    argument("device", "device key", complete_device),
    text("driver", "pci device assignment backend driver (e.g. 'vfio' or 'xen')", complete_backend),
};

} // namespace

constexpr Command nodedev_autostart_command{
    .name = "nodedev-autostart",
    .summary = "autostart a defined node device",
    .description = "Configure a node device to be automatically started at boot.",
    .options = autostart_options,
    .run = run_nodedev_autostart};
constexpr Command nodedev_create_command{
    .name = "nodedev-create",
    .summary = "create a device defined by an XML file on the node",
    .description = "Create a device on the node.  Note that this command creates devices on the physical host "
                   "that can then be assigned to a virtual machine.",
    .options = file_options,
    .run = run_nodedev_create};
constexpr Command nodedev_define_command{
    .name = "nodedev-define",
    .summary = "Define a device by an xml file on a node",
    .description = "Defines a persistent device on the node that can be assigned to a domain. The device must "
                   "be started before it can be assigned to a domain.",
    .options = file_options,
    .run = run_nodedev_define};
constexpr Command nodedev_destroy_command{
    .name = "nodedev-destroy",
    .summary = "destroy (stop) a device on the node",
    .description =
        "Destroy a device on the node.  Note that this command destroys devices on the physical host",
    .options = any_options,
    .run = run_nodedev_destroy};
constexpr Command nodedev_detach_command{
    .name = "nodedev-detach",
    .summary = "detach node device from its device driver",
    .description = "Detach node device from its device driver before assigning to a domain.",
    .options = detach_options,
    .run = run_nodedev_detach,
    .alias = "nodedev-dettach"};
constexpr Command nodedev_dumpxml_command{.name = "nodedev-dumpxml",
                                          .summary = "node device details in XML",
                                          .description =
                                              "Output the node device details as an XML dump to stdout.",
                                          .options = dumpxml_options,
                                          .run = run_nodedev_dumpxml,
                                          .traits = Json};
constexpr Command nodedev_info_command{.name = "nodedev-info",
                                       .summary = "node device information",
                                       .description = "Returns basic information about the node device",
                                       .options = any_options,
                                       .run = run_nodedev_info,
                                       .traits = Json};
constexpr Command nodedev_reattach_command{
    .name = "nodedev-reattach",
    .summary = "reattach node device to its device driver",
    .description = "Reattach node device to its device driver once released by the domain.",
    .options = key_options,
    .run = run_nodedev_reattach};
constexpr Command nodedev_reset_command{.name = "nodedev-reset",
                                        .summary = "reset node device",
                                        .description =
                                            "Reset node device before or after assigning to a domain.",
                                        .options = key_options,
                                        .run = run_nodedev_reset};
constexpr Command nodedev_start_command{.name = "nodedev-start",
                                        .summary = "Start an inactive node device",
                                        .description =
                                            "Starts an inactive node device that was previously defined",
                                        .options = name_options,
                                        .run = run_nodedev_start};
constexpr Command nodedev_undefine_command{.name = "nodedev-undefine",
                                           .summary = "Undefine an inactive node device",
                                           .description =
                                               "Undefines the configuration for an inactive node device",
                                           .options = any_options,
                                           .run = run_nodedev_undefine};

} // namespace modvirt::cli
