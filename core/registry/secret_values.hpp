// SPDX-License-Identifier: LGPL-2.1-or-later
// The interface "secret-values/1": lets drivers use the secrets that another one keeps, without knowing it.
#pragma once

#include <functional>
#include <map>
#include <modvirt/secret_values.h>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace modvirt::registry {

class Registry;

// Its table is handed to plugins and must outlive them; the registry outlives it.
class SecretValues {
public:
    explicit SecretValues(Registry &registry);
    SecretValues(const SecretValues &) = delete;
    SecretValues &operator=(const SecretValues &) = delete;

    [[nodiscard]] const modvirt_secret_values_v1 *table() const { return &m_table; }

    // What the functions of the table do. Throw Error, or answer -1 after call->fail.
    int provide(std::string_view root, const modvirt_secret_source *source);
    void withdraw(const modvirt_secret_source *source);
    int32_t value(std::string_view root, const modvirt_open &connection, const modvirt_secret_ref *wanted,
                  const modvirt_string_sink *sink, const modvirt_call *call);

private:
    bool ask(std::string_view root, const modvirt_secret_ref *wanted, const modvirt_string_sink *sink,
             const modvirt_call *call, int32_t &answer);

    Registry &m_registry;
    modvirt_secret_values_v1 m_table{};
    std::shared_mutex m_mutex; // shared while a source answers, so that it is not withdrawn meanwhile
    std::map<std::string, const modvirt_secret_source *, std::less<>> m_sources; // by root
};

} // namespace modvirt::registry
