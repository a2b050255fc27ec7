// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/secret_values.hpp"

#include "log/log.hpp"
#include "plugin/escaped.hpp"
#include "plugin/plugin.hpp"
#include "registry/registry.hpp"

#include <cerrno>
#include <modvirt/error.hpp>
#include <mutex>
#include <new>

namespace modvirt::registry {
namespace {

using plugin::Plugin;
using plugin::Threading;

[[noreturn]] void refuse(const std::string &message)
{
    throw Error(ErrorCode::NoSecret, message, ErrorDomain::Secret);
}

// Keeps a root open that nobody else has open now. No calls but these two are made on its session.
class OpenedSecrets {
public:
    OpenedSecrets(Plugin &driver, const modvirt_open &connection, const modvirt_call *call) : m_driver(driver)
    {
        const auto lock = keep_apart();
        try {
            if (m_driver.secret()->open(&connection, &m_session, call) != 0) {
                m_session = nullptr;
            }
        } catch (...) {
            throw Error(ErrorCode::InternalError, "driver \"" + m_driver.name() + "\" does not open '" +
                                                      connection.uri + "': " + plugin::describe_escaped() + ". " +
                                                      plugin::report_escaped);
        }
    }
    OpenedSecrets(const OpenedSecrets &) = delete;
    OpenedSecrets &operator=(const OpenedSecrets &) = delete;
    ~OpenedSecrets()
    {
        if (m_session == nullptr) {
            return;
        }
        const auto lock = keep_apart();
        try {
            m_driver.secret()->close(m_session);
        } catch (...) {
            log::error("registry", "driver \"{}\" does not close its secrets as it should: {}", m_driver.name(),
                       plugin::describe_escaped());
        }
    }

    [[nodiscard]] bool is_open() const { return m_session != nullptr; }

private:
    [[nodiscard]] std::unique_lock<std::mutex> keep_apart()
    {
        return m_driver.threading() == Threading::Serialized ? std::unique_lock(m_driver.call_mutex())
                                                             : std::unique_lock<std::mutex>();
    }

    Plugin &m_driver;
    modvirt_session *m_session = nullptr;
};

SecretValues &values_of(const modvirt_secret_values_v1 *table)
{
    return *static_cast<SecretValues *>(table->data);
}

int32_t provide(const modvirt_secret_values_v1 *table, const char *root, const modvirt_secret_source *source)
{
    try {
        return values_of(table).provide(root, source);
    } catch (const std::bad_alloc &) {
        return ENOMEM;
    }
}

void withdraw(const modvirt_secret_values_v1 *table, const modvirt_secret_source *source)
{
    values_of(table).withdraw(source);
}

int32_t value(const modvirt_secret_values_v1 *table, const char *root, const modvirt_open *connection,
              const modvirt_secret_ref *wanted, const modvirt_string_sink *sink, const modvirt_call *call)
{
    try {
        return values_of(table).value(root, *connection, wanted, sink, call);
    } catch (const Error &error) {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
    } catch (const std::bad_alloc &) {
        call->fail(call, static_cast<int32_t>(ErrorCode::NoMemory), 0, "out of memory");
    } catch (const std::exception &error) {
        call->fail(call, static_cast<int32_t>(ErrorCode::InternalError), 0, error.what());
    }
    return -1;
}

} // namespace

SecretValues::SecretValues(Registry &registry) : m_registry(registry)
{
    m_table.struct_size = sizeof(m_table);
    m_table.data = this;
    m_table.provide = registry::provide;
    m_table.withdraw = registry::withdraw;
    m_table.value = registry::value;
}

int SecretValues::provide(std::string_view root, const modvirt_secret_source *source)
{
    const std::unique_lock lock(m_mutex);
    return m_sources.emplace(root, source).second ? 0 : EEXIST;
}

void SecretValues::withdraw(const modvirt_secret_source *source)
{
    const std::unique_lock lock(m_mutex);
    std::erase_if(m_sources, [&](const auto &each) { return each.second == source; });
}

int32_t SecretValues::value(std::string_view root, const modvirt_open &connection, const modvirt_secret_ref *wanted,
                            const modvirt_string_sink *sink, const modvirt_call *call)
{
    int32_t answer = -1;
    if (ask(root, wanted, sink, call, answer)) {
        return answer;
    }
    Plugin *driver = m_registry.find_companion(plugin::Kind::Secret, connection.scheme);
    if (driver == nullptr || driver->secret() == nullptr) {
        refuse("no driver keeps the secrets of '" + std::string(connection.uri) +
               "': install the package modvirt-secret, define the secret and set its value");
    }
    const OpenedSecrets opened(*driver, connection, call);
    if (!opened.is_open()) {
        return -1;
    }
    if (!ask(root, wanted, sink, call, answer)) {
        refuse("driver \"" + driver->name() + "\" keeps the secrets of '" + connection.uri +
               "' and gives them to no other driver: upgrade it");
    }
    return answer;
}

// Answers whether there was anybody to ask.
bool SecretValues::ask(std::string_view root, const modvirt_secret_ref *wanted, const modvirt_string_sink *sink,
                       const modvirt_call *call, int32_t &answer)
{
    const std::shared_lock lock(m_mutex);
    const auto source = m_sources.find(root);
    if (source == m_sources.end()) {
        return false;
    }
    answer = source->second->value(source->second, wanted, sink, call);
    return true;
}

} // namespace modvirt::registry
