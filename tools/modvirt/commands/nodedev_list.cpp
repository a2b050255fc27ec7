// SPDX-License-Identifier: LGPL-2.1-or-later
// nodedev-list: which devices the host has, one below the other or as a tree.
#include "commands/commands.hpp"

#include "base/device_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"

#include <map>

namespace modvirt::cli {

namespace {

// In the order of the bits of virConnectListAllNodeDeviceFlags.
constexpr std::string_view capabilities[] = {
    "system",     "pci",     "usb_device", "usb",          "net",        "scsi_host",  "scsi_target", "scsi",
    "storage",    "fc_host", "vports",     "scsi_generic", "drm",        "mdev_types", "mdev",        "ccw",
    "css",        "vdpa",    "ap_card",    "ap_queue",     "ap_matrix",  "vpd"};

unsigned capability_flag(std::string_view name)
{
    for (size_t bit = 0; bit < std::size(capabilities); ++bit)
        if (capabilities[bit] == name)
            return 1u << bit;
    fail("Invalid capability type");
}

unsigned list_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (const auto names = arguments.text("cap")) {
        for (size_t begin = 0;;) {
            const auto comma = names->find(',', begin);
            flags |= capability_flag(std::string_view(*names).substr(begin, comma - begin));
            if (comma == std::string::npos)
                break;
            begin = comma + 1;
        }
    }
    if (arguments.has("inactive") || arguments.has("all"))
        flags |= VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE;
    if (!arguments.has("inactive"))
        flags |= VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE;
    return flags;
}

struct Tree {
    std::map<std::string, std::vector<std::string>> children;
    std::vector<std::string> roots;
};

std::string parent_of(const NodeDevice &device)
{
    const char *parent = virNodeDeviceGetParent(device.get());
    return parent ? parent : "";
}

// "computer" stands on top; so does whatever stands on nothing that is listed.
Tree tree_of(const std::vector<NodeDevice> &devices)
{
    Tree tree;
    for (const NodeDevice &device : devices) {
        const std::string parent = parent_of(device);
        const std::string name = virNodeDeviceGetName(device.get());
        if (parent.empty() || name == "computer")
            tree.roots.push_back(name);
        else
            tree.children[parent].push_back(name);
    }
    return tree;
}

// What stands on `name`, below a line of its own, and an empty line after the last of them.
void print_branches(Session &session, const Tree &tree, const std::string &name, const std::string &indent)
{
    const auto found = tree.children.find(name);
    if (found == tree.children.end())
        return;
    session.out.print("{}  |\n", indent);
    for (const std::string &child : found->second) {
        session.out.print("{}  +- {}\n", indent, child);
        const bool is_last = &child == &found->second.back();
        print_branches(session, tree, child, indent + (is_last ? "      " : "  |   "));
    }
    session.out.print("{}  \n", indent);
}

void run_nodedev_list(Session &session, const Arguments &arguments)
{
    if (arguments.has("all") && arguments.has("inactive"))
        fail("Option --all is incompatible with --inactive");
    const unsigned flags = list_flags(arguments);
    if (arguments.has("tree") && (arguments.has("cap") || arguments.has("inactive")))
        fail("Option --tree is incompatible with --cap and --inactive");
    const std::vector<NodeDevice> devices = list_devices(session, flags);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const NodeDevice &device : devices) {
            const std::string parent = parent_of(device);
            list.push_back({{"name", json_text(virNodeDeviceGetName(device.get()))},
                            {"parent", parent.empty() ? JsonValue(nullptr) : json_text(parent)}});
        }
        return print_json(session, list);
    }
    if (!arguments.has("tree")) {
        for (const NodeDevice &device : devices)
            session.out.print("{}\n", virNodeDeviceGetName(device.get()));
        return;
    }
    const Tree tree = tree_of(devices);
    for (const std::string &root : tree.roots) {
        session.out.print("{}\n", root);
        print_branches(session, tree, root, "");
    }
}

std::vector<std::string> complete_capability(Session &, const Arguments &)
{
    return {std::begin(capabilities), std::end(capabilities)};
}

constexpr Option list_options[] = {
    flag("tree", "list devices in a tree"),
    text("cap", "capability names, separated by comma", complete_capability),
    flag("inactive", "list inactive devices"),
    flag("all", "list inactive & active devices"),
};

} // namespace

constexpr Command nodedev_list_command{.name = "nodedev-list",
                                       .summary = "enumerate devices on this host",
                                       .description = {},
                                       .options = list_options,
                                       .run = run_nodedev_list,
                                       .traits = Json};

} // namespace modvirt::cli
