// SPDX-License-Identifier: MIT
// The driver of @name@:///default. One object is one open connection.
#pragma once

#include <modvirt/plugin.hpp>

namespace @name_@ {

// Stands for the hypervisor: replace it by your own. The numbers are those of virDomainState.
struct Machine {
    enum class State { Running = 1, Paused = 3, Shutoff = 5 };

    modvirt::Uuid uuid{0x5e, 0x0d, 0x1a, 0x3c, 0x9b, 0x42, 0x4f, 0x10, 0x8a, 0x66, 0x21, 0x7d, 0xc0, 0xfe, 0x00, 0x01};
    std::string name = "first";
    State state = State::Shutoff;
    uint64_t memory_kib = 512 * 1024;
    uint32_t vcpus = 1;

    [[nodiscard]] bool is_active() const { return state != State::Shutoff; }
    [[nodiscard]] int32_t id() const { return is_active() ? 1 : -1; }
};

class Driver : public modvirt::Hypervisor {
public:
    static std::unique_ptr<Driver> open(const modvirt::OpenRequest &request);
    explicit Driver(modvirt_connection *connection) : m_connection(connection) {}

    void connect_list_all_domains(modvirt::DomainSink &domains, uint32_t flags) override;
    modvirt::FoundDomain domain_lookup_by_id(int32_t id) override;
    modvirt::FoundDomain domain_lookup_by_uuid(const modvirt::Uuid &uuid) override;
    modvirt::FoundDomain domain_lookup_by_name(std::string_view name) override;

    modvirt::DomainInfo domain_get_info(const modvirt::DomainRef &domain) override;
    modvirt::DomainState domain_get_state(const modvirt::DomainRef &domain, uint32_t flags) override;
    std::string domain_get_xml_desc(const modvirt::DomainRef &domain, uint32_t flags) override;
    bool domain_is_active(const modvirt::DomainRef &domain) override;
    bool domain_is_persistent(const modvirt::DomainRef &domain) override;

    void domain_create_with_flags(modvirt::LiveDomain &domain, uint32_t flags) override;
    void domain_suspend(const modvirt::DomainRef &domain) override;
    void domain_resume(const modvirt::DomainRef &domain) override;
    void domain_destroy_flags(modvirt::LiveDomain &domain, uint32_t flags) override;

private:
    Machine &find(const modvirt::DomainRef &domain);
    void change(Machine &machine, Machine::State state, int32_t event_type);

    modvirt_connection *m_connection;
    Machine m_machine;
};

} // namespace @name_@
