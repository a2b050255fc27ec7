// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of a pretended host: nothing is stored, and nothing is protected by them.
#pragma once

#include <memory>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "machine.hpp"

namespace modvirt::test {

class HostSecrets : public Secrets, public Injected {
public:
    static std::unique_ptr<HostSecrets> open(const OpenRequest &request);
    explicit HostSecrets(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

    void connect_list_all_secrets(SecretSink &secrets, uint32_t flags) override;
    FoundSecret secret_lookup_by_uuid(const Uuid &uuid) override;
    FoundSecret secret_lookup_by_usage(int32_t usage_type, std::string_view usage_id) override;
    FoundSecret secret_define_xml(std::string_view xml, uint32_t flags) override;
    std::string secret_get_xml_desc(const SecretRef &secret, uint32_t flags) override;
    void secret_set_value(const SecretRef &secret, std::span<const uint8_t> value, uint32_t flags) override;
    std::vector<uint8_t> secret_get_value(const SecretRef &secret, uint32_t flags) override;
    void secret_undefine(const SecretRef &secret) override;

private:
    [[nodiscard]] SecretInventory &inventory() const { return m_machine->secrets(); }
    void tell(const FoundSecret &secret, uint32_t event_id, int32_t type) const;

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
