// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of a pretended host. They are kept in memory alone, those that are not ephemeral too, and nothing is protected
// by them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "kit/secret_store/calls.hpp"
#include "machine.hpp"

namespace modvirt::test {

class HostSecrets : public secret_store::Calls, public Injected {
public:
    static std::unique_ptr<HostSecrets> open(const OpenRequest &request);
    explicit HostSecrets(std::shared_ptr<Machine> machine, std::shared_ptr<Injection> injection = nullptr)
        : Injected(std::move(injection)), m_machine(std::move(machine))
    {
    }

private:
    [[nodiscard]] secret_store::Inventory &inventory() const override { return m_machine->secrets(); }
    [[nodiscard]] const modvirt_xml_v1 &parser() const override;
    void tell(const secret_store::SecretEvent &event) const override;
    [[nodiscard]] std::string function_of(std::string_view call) const override { return std::string("test").append(call); }

    std::shared_ptr<Machine> m_machine;
};

} // namespace modvirt::test
