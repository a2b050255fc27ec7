// SPDX-License-Identifier: LGPL-2.1-or-later
// The network interfaces of a pretended host: no real one is touched.
#pragma once

#include <memory>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"

namespace modvirt::test {

class Interfaces : public HostInterfaces, public Injected {
public:
    static std::unique_ptr<Interfaces> open(const OpenRequest &request);
    explicit Interfaces(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    void connect_list_all_interfaces(InterfaceSink &interfaces, uint32_t flags) override;
    FoundInterface interface_lookup_by_name(std::string_view name) override;
    FoundInterface interface_lookup_by_mac_string(std::string_view mac) override;
    std::string interface_get_xml_desc(const InterfaceRef &interface, uint32_t flags) override;
    FoundInterface interface_define_xml(std::string_view xml, uint32_t flags) override;
    void interface_undefine(const InterfaceRef &interface) override;
    void interface_create(const InterfaceRef &interface, uint32_t flags) override;
    void interface_destroy(const InterfaceRef &interface, uint32_t flags) override;
    void interface_change_begin(uint32_t flags) override;
    void interface_change_commit(uint32_t flags) override;
    void interface_change_rollback(uint32_t flags) override;
    bool interface_is_active(const InterfaceRef &interface) override;

private:
    [[nodiscard]] InterfaceInventory &inventory() const { return m_machine->interfaces(); }

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
