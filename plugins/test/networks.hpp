// SPDX-License-Identifier: LGPL-2.1-or-later
// The virtual networks of a pretended machine: nothing behind them moves a packet.
#pragma once

#include <memory>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"

namespace modvirt::test {

class Networks : public Network, public Injected {
public:
    static std::unique_ptr<Networks> open(const OpenRequest &request);
    explicit Networks(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    void connect_list_all_networks(NetworkSink &networks, uint32_t flags) override;
    FoundNetwork network_lookup_by_name(std::string_view name) override;
    FoundNetwork network_lookup_by_uuid(const Uuid &uuid) override;
    FoundNetwork network_create_xml_flags(std::string_view xml, uint32_t flags) override;
    FoundNetwork network_define_xml_flags(std::string_view xml, uint32_t flags) override;
    void network_undefine(const NetworkRef &network) override;
    void network_create(const NetworkRef &network) override;
    void network_destroy(const NetworkRef &network) override;
    std::string network_get_xml_desc(const NetworkRef &network, uint32_t flags) override;
    std::string network_get_bridge_name(const NetworkRef &network) override;
    bool network_get_autostart(const NetworkRef &network) override;
    void network_set_autostart(const NetworkRef &network, int32_t autostart) override;
    bool network_is_active(const NetworkRef &network) override;
    bool network_is_persistent(const NetworkRef &network) override;
    void network_update(const NetworkRef &network, uint32_t command, uint32_t section, int32_t parent_index,
                        std::string_view xml, uint32_t flags) override;

    // network_leases.cpp
    std::vector<DHCPLease> network_get_dhcp_leases(const NetworkRef &network,
                                                   std::optional<std::string_view> mac,
                                                   uint32_t flags) override;

    // network_ports.cpp
    void network_list_all_ports(const NetworkRef &network, NetworkPortSink &ports, uint32_t flags) override;
    FoundNetworkPort network_port_create_xml(const NetworkRef &network, std::string_view xml,
                                             uint32_t flags) override;
    FoundNetworkPort network_port_lookup_by_uuid(const NetworkRef &network, const Uuid &uuid) override;
    std::string network_port_get_xml_desc(const NetworkPortRef &port, uint32_t flags) override;
    Parameters network_port_get_parameters(const NetworkPortRef &port, uint32_t flags) override;
    void network_port_set_parameters(const NetworkPortRef &port, const Parameters &params,
                                     uint32_t flags) override;
    void network_port_delete(const NetworkPortRef &port, uint32_t flags) override;

private:
    // virNetworkEventLifecycleType
    enum class Life : uint8_t { Defined, Undefined, Started, Stopped };
    void tell(const FoundNetwork &network, Life life) const;
    void check_exists(const NetworkRef &network) const;

    [[nodiscard]] NetworkInventory &inventory() const { return m_machine->networks(); }

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
