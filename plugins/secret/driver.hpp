// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of one connection to qemu:///embed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "keeper.hpp"
#include "kit/secret_store/calls.hpp"

namespace modvirt::secret_driver {

class Driver : public secret_store::Calls {
public:
    static std::unique_ptr<Driver> open(const OpenRequest &request);
    Driver(std::shared_ptr<Keeper> keeper, const modvirt_xml_v1 &parser, modvirt_connection *connection);
    ~Driver() override;

private:
    [[nodiscard]] secret_store::Inventory &inventory() const override { return m_keeper->inventory(); }
    [[nodiscard]] const modvirt_xml_v1 &parser() const override { return m_parser; }
    void tell(const secret_store::SecretEvent &event) const override { m_keeper->tell(event); }
    [[nodiscard]] std::string function_of(std::string_view call) const override;

    const std::shared_ptr<Keeper> m_keeper;
    const modvirt_xml_v1 &m_parser;
    int64_t m_subscription;
};

} // namespace modvirt::secret_driver
