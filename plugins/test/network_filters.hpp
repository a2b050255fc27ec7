// SPDX-License-Identifier: LGPL-2.1-or-later
// The network filters of a pretended host: they are kept and checked, and filter nothing.
#pragma once

#include <memory>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"

namespace modvirt::test {

class Filters : public NetworkFilters, public Injected {
public:
    static std::unique_ptr<Filters> open(const OpenRequest &request);
    explicit Filters(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    void connect_list_all_nw_filters(NWFilterSink &filters, uint32_t flags) override;
    FoundNWFilter nw_filter_lookup_by_name(std::string_view name) override;
    FoundNWFilter nw_filter_lookup_by_uuid(const Uuid &uuid) override;
    FoundNWFilter nw_filter_define_xml_flags(std::string_view xml, uint32_t flags) override;
    std::string nw_filter_get_xml_desc(const NWFilterRef &filter, uint32_t flags) override;
    void nw_filter_undefine(const NWFilterRef &filter) override;
    void connect_list_all_nw_filter_bindings(NWFilterBindingSink &bindings, uint32_t flags) override;
    FoundNWFilterBinding nw_filter_binding_lookup_by_port_dev(std::string_view port_dev) override;
    FoundNWFilterBinding nw_filter_binding_create_xml(std::string_view xml, uint32_t flags) override;
    std::string nw_filter_binding_get_xml_desc(const NWFilterBindingRef &binding, uint32_t flags) override;
    void nw_filter_binding_delete(const NWFilterBindingRef &binding) override;

private:
    [[nodiscard]] FilterInventory &inventory() const { return m_machine->filters(); }

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
