// SPDX-License-Identifier: LGPL-2.1-or-later
// The devices of a pretended host: no real one is touched. What a device can be made from and who may be beside
// whom stands in device_inventory.hpp.
#pragma once

#include <memory>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"

namespace modvirt::test {

class Devices : public NodeDevices, public Injected {
public:
    static std::unique_ptr<Devices> open(const OpenRequest &request);
    explicit Devices(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    void connect_list_all_node_devices(NodeDeviceSink &devices, uint32_t flags) override;
    FoundNodeDevice node_device_lookup_by_name(std::string_view name) override;
    FoundNodeDevice node_device_lookup_scsi_host_by_wwn(std::string_view wwnn, std::string_view wwpn,
                                                        uint32_t flags) override;
    std::string node_device_get_parent(const NodeDeviceRef &device) override;
    std::string node_device_get_xml_desc(const NodeDeviceRef &device, uint32_t flags) override;
    std::vector<std::string> node_device_list_caps(const NodeDeviceRef &device) override;
    FoundNodeDevice node_device_create_xml(std::string_view xml, uint32_t flags) override;
    void node_device_destroy(const NodeDeviceRef &device) override;
    FoundNodeDevice node_device_define_xml(std::string_view xml, uint32_t flags) override;
    void node_device_undefine(const NodeDeviceRef &device, uint32_t flags) override;
    void node_device_create(const NodeDeviceRef &device, uint32_t flags) override;
    bool node_device_is_active(const NodeDeviceRef &device) override;
    bool node_device_is_persistent(const NodeDeviceRef &device) override;
    bool node_device_get_autostart(const NodeDeviceRef &device) override;
    void node_device_set_autostart(const NodeDeviceRef &device, int32_t autostart) override;

private:
    [[nodiscard]] DeviceInventory &inventory() const { return m_machine->devices(); }
    FoundNodeDevice tell(const DeviceInventory::Changed &changed) const;

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
