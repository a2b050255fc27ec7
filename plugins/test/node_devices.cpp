// SPDX-License-Identifier: LGPL-2.1-or-later
#include "node_devices.hpp"

#include <array>

#include "kit/nodedev/schema.hpp"

namespace modvirt::test {

namespace {

using Change = DeviceInventory::Change;

// The capability that each of virConnectListAllNodeDeviceFlags asks for, by its bit.
constexpr std::array<std::string_view, 22> capabilities = {
    "system",       "pci",     "usb_device", "usb",          "net",  "scsi_host",  "scsi_target", "scsi",
    "storage",      "fc_host", "vport_ops",  "scsi_generic", "drm",  "mdev_types", "mdev",        "ccw",
    "css",          "vdpa",    "ap_card",    "ap_queue",     "ap_matrix", "vpd"};
constexpr uint32_t list_capabilities = (1u << capabilities.size()) - 1;
constexpr uint32_t list_inactive = 1u << 30;
constexpr uint32_t list_active = 1u << 31;

// VIR_NODE_DEVICE_CREATE_XML_VALIDATE, VIR_NODE_DEVICE_DEFINE_XML_VALIDATE
constexpr uint32_t validate = 1;

// virNodeDeviceEventID, and virNodeDeviceEventLifecycleType
constexpr uint32_t event_lifecycle = 0;
constexpr uint32_t event_update = 1;

bool has_wanted_capability(const nodedev::Config &config, uint32_t flags)
{
    if ((flags & list_capabilities) == 0)
        return true;
    for (std::size_t bit = 0; bit < capabilities.size(); ++bit)
        if ((flags & (1u << bit)) != 0 && has_capability(config, capabilities[bit]))
            return true;
    return false;
}

bool is_listed(const DeviceInventory::Entry &entry, uint32_t flags)
{
    const uint32_t states = flags & (list_active | list_inactive);
    return (states == 0 || (states & (entry.live ? list_active : list_inactive)) != 0) &&
           has_wanted_capability(entry.config(), flags);
}

nodedev::ConfigPtr parse(std::string_view text, uint32_t flags)
{
    xml::ReadOptions options;
    if (flags & validate)
        options.strictness = xml::Strictness::Strict;
    return nodedev::parse(xml_parser(), text, options);
}

} // namespace

std::unique_ptr<Devices> Devices::open(const OpenRequest &request)
{
    return std::make_unique<Devices>(OpenMachines::get(request.connection()),
                                       OpenMachines::injection(request.connection()));
}

void Devices::connect_list_all_node_devices(NodeDeviceSink &devices, uint32_t flags)
{
    refuse_unknown_flags(flags, list_capabilities | list_active | list_inactive,
                         "testConnectListAllNodeDevices");
    for (const DeviceInventory::Entry &entry : inventory().all())
        if (is_listed(entry, flags) && !devices.put({entry.config().name}))
            return;
}

FoundNodeDevice Devices::node_device_lookup_by_name(std::string_view name)
{
    return {inventory().find(name).config().name};
}

FoundNodeDevice Devices::node_device_lookup_scsi_host_by_wwn(std::string_view wwnn, std::string_view wwpn,
                                                             uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeDeviceLookupSCSIHostByWWN");
    return {inventory().find_adapter(wwnn, wwpn).config().name};
}

std::string Devices::node_device_get_parent(const NodeDeviceRef &device)
{
    return std::string(inventory().find(device.name).config().parent);
}

std::string Devices::node_device_get_xml_desc(const NodeDeviceRef &device, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeDeviceGetXMLDesc");
    return nodedev::format(inventory().find(device.name).config());
}

std::vector<std::string> Devices::node_device_list_caps(const NodeDeviceRef &device)
{
    const DeviceInventory::Entry entry = inventory().find(device.name);
    std::vector<std::string> types;
    for (const xml::Element capability : entry.config().document.root().children("capability"))
        types.emplace_back(capability.attribute_or("type", ""));
    return types;
}

FoundNodeDevice Devices::node_device_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate, "testNodeDeviceCreateXML");
    xml::Editor editor(nodedev::schema(), parse(xml, flags)->document);
    // What it is called is the driver's business.
    editor.root().child("name")->set_text("new device");
    return tell(inventory().create(*nodedev::complete(editor)));
}

void Devices::node_device_destroy(const NodeDeviceRef &device)
{
    tell(inventory().destroy(device.name));
}

FoundNodeDevice Devices::node_device_define_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate, "testNodeDeviceDefineXML");
    return tell(inventory().define(*parse(xml, flags)));
}

void Devices::node_device_undefine(const NodeDeviceRef &device, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeDeviceUndefine");
    tell(inventory().undefine(device.name));
}

void Devices::node_device_create(const NodeDeviceRef &device, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNodeDeviceCreate");
    tell(inventory().start(device.name));
}

bool Devices::node_device_is_active(const NodeDeviceRef &device)
{
    return inventory().find(device.name).live != nullptr;
}

bool Devices::node_device_is_persistent(const NodeDeviceRef &device)
{
    return inventory().find(device.name).defined != nullptr;
}

bool Devices::node_device_get_autostart(const NodeDeviceRef &device)
{
    return inventory().find(device.name).autostart;
}

void Devices::node_device_set_autostart(const NodeDeviceRef &device, int32_t autostart)
{
    inventory().set_autostart(device.name, autostart != 0);
}

// The numbers of a change are those of the lifecycle event; an update is an event of its own.
FoundNodeDevice Devices::tell(const DeviceInventory::Changed &changed) const
{
    const FoundNodeDevice device{changed.name};
    const bool is_update = changed.change == Change::Updated;
    OpenMachines::for_each_connection(*m_machine, [&](modvirt_connection *connection) {
        emit(connection, is_update ? event_update : event_lifecycle, device,
             is_update ? 0 : static_cast<int32_t>(changed.change));
    });
    return device;
}

} // namespace modvirt::test
