// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/storage_backends.hpp"

#include "log/log.hpp"
#include "plugin/escaped.hpp"
#include "plugin/plugin.hpp"
#include "registry/registry.hpp"

#include <memory>
#include <modvirt/error.hpp>
#include <mutex>
#include <new>

namespace modvirt::registry {
namespace {

using plugin::Plugin;
using plugin::Threading;

// What the host keeps of an open pool. Its address is stable, as the mutex asks for.
struct OpenPool {
    explicit OpenPool(Plugin &plugin) : driver(plugin)
    {
        if (driver.threading() == Threading::Serialized) {
            lock = &driver.call_mutex();
        } else if (driver.threading() == Threading::PerHandle) {
            lock = &own_lock;
        }
    }

    Plugin &driver;
    std::mutex own_lock;
    std::mutex *lock = nullptr; // null: calls need not be kept apart
};

class PoolGuard {
public:
    explicit PoolGuard(const OpenPool &pool) : m_lock(pool.lock)
    {
        if (m_lock != nullptr) {
            m_lock->lock();
        }
    }
    PoolGuard(const PoolGuard &) = delete;
    PoolGuard &operator=(const PoolGuard &) = delete;
    ~PoolGuard()
    {
        if (m_lock != nullptr) {
            m_lock->unlock();
        }
    }

private:
    std::mutex *m_lock;
};

Registry &registry_of(const modvirt_storage_backends_v1 *backends)
{
    return *static_cast<Registry *>(backends->data);
}

OpenPool &pool_of(const modvirt_backend *backend)
{
    return *static_cast<OpenPool *>(backend->host_data);
}

void list_types(const modvirt_storage_backends_v1 *backends, const modvirt_string_sink *types)
{
    try {
        for (const std::string &type : registry_of(backends).pool_types()) {
            if (types->put(types, type.data(), type.size()) != 0) {
                return;
            }
        }
    } catch (const std::exception &error) {
        log::error("registry", "cannot list the types of storage pools: {}", error.what());
    }
}

int32_t call_open(const Plugin &driver, const modvirt_open &request, modvirt_session *&session,
                  const modvirt_call *call)
{
    try {
        return driver.storage_backend()->open(&request, &session, call);
    } catch (...) {
        throw Error(ErrorCode::InternalError, "storage backend \"" + driver.name() + "\" does not open a pool: " +
                                                  plugin::describe_escaped() + ". " + plugin::report_escaped);
    }
}

int32_t open_pool(Registry &registry, const char *type, const char *document, modvirt_backend &backend,
                  const modvirt_call *call)
{
    auto pool = std::make_unique<OpenPool>(registry.claim_pool_type(type));
    const Plugin &driver = pool->driver;
    backend.error_domain = driver.error_domain();
    const std::string uri = std::string(type) + ":///";
    modvirt_open request{};
    request.struct_size = sizeof(request);
    request.uri = uri.c_str();
    request.scheme = type;
    request.server = "";
    request.path = "/";
    request.query = "";
    request.document = document;
    request.secrets = MODVIRT_HAS(&backend, secrets) ? backend.secrets : nullptr;

    modvirt_session *session = nullptr;
    {
        const PoolGuard guard(*pool);
        if (call_open(driver, request, session, call) != 0) {
            return -1;
        }
    }
    if (session == nullptr) {
        throw Error(ErrorCode::InternalError,
                    "storage backend \"" + driver.name() + "\" opens a pool without a session");
    }
    backend.plugin = driver.name().c_str();
    backend.table = driver.storage_backend();
    backend.session = session;
    backend.host_data = pool.release();
    return 0;
}

int32_t open(const modvirt_storage_backends_v1 *backends, const char *type, const char *document,
             modvirt_backend *backend, const modvirt_call *call)
{
    try {
        return open_pool(registry_of(backends), type, document, *backend, call);
    } catch (const Error &error) {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
    } catch (const std::bad_alloc &) {
        call->fail(call, static_cast<int32_t>(ErrorCode::NoMemory), 0, "out of memory");
    } catch (const std::exception &error) {
        call->fail(call, static_cast<int32_t>(ErrorCode::InternalError), 0, error.what());
    }
    return -1;
}

void close(const modvirt_storage_backends_v1 *, modvirt_backend *backend)
{
    const std::unique_ptr<OpenPool> pool(&pool_of(backend));
    const PoolGuard guard(*pool);
    try {
        backend->table->close(backend->session);
    } catch (...) {
        log::error("registry", "storage backend \"{}\" does not close a pool as it should: {}", pool->driver.name(),
                   plugin::describe_escaped());
    }
}

void enter(const modvirt_storage_backends_v1 *, const modvirt_backend *backend)
{
    if (std::mutex *lock = pool_of(backend).lock) {
        lock->lock();
    }
}

void leave(const modvirt_storage_backends_v1 *, const modvirt_backend *backend)
{
    if (std::mutex *lock = pool_of(backend).lock) {
        lock->unlock();
    }
}

} // namespace

StorageBackends::StorageBackends(Registry &registry)
{
    m_table.struct_size = sizeof(m_table);
    m_table.data = &registry;
    m_table.list_types = list_types;
    m_table.open = open;
    m_table.close = close;
    m_table.enter = enter;
    m_table.leave = leave;
}

} // namespace modvirt::registry
