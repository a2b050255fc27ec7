// SPDX-License-Identifier: MIT
// What a connection is asked about secrets, answered from an inventory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "inventory.hpp"

namespace modvirt::secret_store {

// What was done to a secret.
struct SecretEvent {
    uint32_t event_id = 0; // virSecretEventID
    FoundSecret secret;
    int32_t type = 0; // virSecretEventLifecycleType; 0 for events that are no lifecycle events
};

class Calls : public Secrets {
public:
    void connect_list_all_secrets(SecretSink &secrets, uint32_t flags) override;
    FoundSecret secret_lookup_by_uuid(const Uuid &uuid) override;
    FoundSecret secret_lookup_by_usage(int32_t usage_type, std::string_view usage_id) override;
    FoundSecret secret_define_xml(std::string_view xml, uint32_t flags) override;
    std::string secret_get_xml_desc(const SecretRef &secret, uint32_t flags) override;
    void secret_set_value(const SecretRef &secret, std::span<const uint8_t> value, uint32_t flags) override;
    std::vector<uint8_t> secret_get_value(const SecretRef &secret, uint32_t flags) override;
    void secret_undefine(const SecretRef &secret) override;

private:
    [[nodiscard]] virtual Inventory &inventory() const = 0;
    [[nodiscard]] virtual const modvirt_xml_v1 &parser() const = 0;
    // To all connections that share the inventory.
    virtual void tell(const SecretEvent &event) const = 0;
    // What the driver's function for a call such as "SecretSetValue" is called, for errors.
    [[nodiscard]] virtual std::string function_of(std::string_view call) const = 0;

    void check_flags(uint32_t flags, uint32_t known, std::string_view call) const;
};

} // namespace modvirt::secret_store
