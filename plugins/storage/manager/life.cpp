// SPDX-License-Identifier: LGPL-2.1-or-later
// A pool's life: from its definition to its end. Each command holds the pool's job while it talks to the backend.
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "flags.hpp"
#include "manager.hpp"

namespace modvirt::storage_manager {

using namespace pool_store::numbers;
using pool_store::found;
using storage_client::BackendSession;

namespace {

constexpr std::string_view noun = "storage pool";

// What differs from one start of the host to the next.
std::string this_boot()
{
    std::string id;
    std::getline(std::ifstream("/proc/sys/kernel/random/boot_id") >> std::ws, id);
    return id;
}

// How to build a pool that is made while it is started.
uint32_t build_flags(uint32_t create_flags)
{
    return (create_flags & pool_create_overwrite ? pool_build_overwrite : 0) |
           (create_flags & pool_create_no_overwrite ? pool_build_no_overwrite : 0);
}

FoundStoragePool found(const StoragePoolRef &pool)
{
    return {pool.uuid, std::string(pool.name)};
}

void refuse_active(const PoolEntry &pool, const char *why)
{
    if (pool.is_active())
        throw Error(ErrorCode::OperationInvalid, fmt::format("storage pool '{}' is {} active", pool.name(), why));
}

// What its next start takes, of a pool that is inactive.
PoolPtr inactive_config(const PoolEntry &pool, const char *why)
{
    refuse_active(pool, why);
    return pool.defined();
}

} // namespace

// --- Definitions

FoundStoragePool Manager::define(std::string_view xml, xml::Strictness strictness)
{
    const PoolPtr pool = parse(xml, strictness);
    need_backend(pool->type_name);
    m_pools.define(pool, [&] { m_definitions.keep(pool->name, storage::format(*pool)); });
    tell(found(*pool), event_lifecycle, event_defined);
    return found(*pool);
}

void Manager::undefine(const StoragePoolRef &pool)
{
    const auto state = state_of(pool.uuid);
    const auto job = state->jobs().begin(pool.name, "undefine", Beside::Nothing);
    read(pool, [](const PoolEntry &entry) { return inactive_config(entry, "still"); });
    m_pools.change(pool.uuid, pool.name, [&](PoolEntry &entry) {
        m_definitions.forget(entry.name());
        m_started_files.remove(store::file_name_of(entry.name(), noun));
        entry.undefine();
    });
    tell(found(pool), event_lifecycle, event_undefined);
}

void Manager::set_autostart(const StoragePoolRef &pool, bool autostart)
{
    read(pool, [](const PoolEntry &) { return true; });
    m_pools.change(pool.uuid, pool.name, [&](PoolEntry &entry) {
        if (!entry.is_persistent())
            throw Error(ErrorCode::InternalError, "pool has no config file");
        m_definitions.mark_autostart(entry.name(), autostart);
        entry.set_autostart(autostart);
    });
}

void Manager::start_marked()
{
    std::vector<PoolPtr> marked;
    m_pools.all().for_each([&](const PoolEntry &entry) {
        if (entry.autostart() && !entry.is_active() && !was_started(*entry.defined()))
            marked.push_back(entry.defined());
        return true;
    });
    for_each_at_once(marked, [this](const PoolPtr &pool) {
        try {
            start({pool->uuid, pool->name}, 0);
        } catch (const std::exception &error) {
            report(LogLevel::Error, fmt::format("Failed to autostart storage pool '{}': {}", pool->name, error.what()));
        }
    });
}

bool Manager::was_started(const storage::Pool &pool) const
{
    const std::string file = store::file_name_of(pool.name, noun);
    return m_started_files.has(file) && m_started_files.read(file, 4096) == this_boot();
}

// --- Starting and stopping

FoundStoragePool Manager::create(std::string_view xml, uint32_t flags)
{
    const PoolPtr pool = parse(xml, xml::Strictness::Lenient);
    need_backend(pool->type_name);
    const auto state = state_of(pool->uuid);
    {
        const auto job = state->jobs().begin(pool->name, "create", Beside::Nothing);
        m_pools.create(pool);
        try {
            activate(pool, state, flags);
        } catch (...) {
            give_up(pool, *state);
            throw;
        }
    }
    tell(found(*pool), event_lifecycle, event_started);
    return found(*pool);
}

void Manager::start(const StoragePoolRef &pool, uint32_t flags)
{
    const auto state = state_of(pool.uuid);
    {
        const auto job = state->jobs().begin(pool.name, "start", Beside::Nothing);
        const PoolPtr config = read(pool, [](const PoolEntry &entry) { return inactive_config(entry, "already"); });
        activate(config, state, flags);
        m_pools.change(pool.uuid, pool.name, [&](PoolEntry &entry) { entry.set_live(config); });
    }
    tell(found(pool), event_lifecycle, event_started);
}

// That it is active is written down before its storage is touched: a process that is killed meanwhile leaves a pool of which
// the next one finds out by the storage itself how far it has come.
void Manager::activate(const PoolPtr &pool, const std::shared_ptr<PoolState> &state, uint32_t flags)
{
    const ActivePool opened = open_storage(pool, state);
    const SessionPtr &session = opened.session;
    if ((flags & pool_create_known) != 0 && session->has(&modvirt_storage_backend_v1::pool_build)) {
        const storage_use::Claim devices = m_protection.change_devices(*pool, "build");
        state->set_number(state_building);
        try {
            session->pool_build(build_flags(flags));
        } catch (...) {
            state->close();
            throw;
        }
    }
    bool is_started = false;
    try {
        m_active_files.write(store::file_name_of(pool->name, noun), storage::format(*pool));
        if (session->has(&modvirt_storage_backend_v1::pool_start))
            session->pool_start();
        is_started = true;
        look(opened);
        note_start(*pool);
    } catch (...) {
        release(pool, *state);
        if (is_started)
            let_go(*pool, *session);
        throw;
    }
    state->open({session, opened.patience}, state_running);
}

// A marked pool does not start by itself any more until the host is started anew.
void Manager::note_start(const storage::Pool &pool)
{
    if (!was_started(pool))
        m_started_files.write(store::file_name_of(pool.name, noun), this_boot());
}

// Takes over what the backend sees. What is being worked on is told by who does that.
void Manager::look(const ActivePool &pool)
{
    VolumeIndex::Look look(m_volumes, pool.config->uuid);
    PoolUsage usage;
    if (pool.patience == nullptr) {
        usage = pool.session->pool_refresh([&](const modvirt_volume &volume) { look.tell(volume); });
    } else {
        const auto contents = attend(pool, [session = pool.session] { return session->pool_refresh(); });
        for (const FoundVolume &volume : contents.volumes)
            look.tell(storage_client::raw_of(volume));
        usage = contents.usage;
    }
    look.finish(pool.state->jobs().changing());
    pool.state->set_usage({usage.capacity, usage.allocation, usage.available});
}

// Stops the storage as far as it can be.
void Manager::let_go(const storage::Pool &pool, BackendSession &session) const
{
    try {
        if (session.has(&modvirt_storage_backend_v1::pool_stop))
            session.pool_stop();
    } catch (const Error &error) {
        report(LogLevel::Warning, fmt::format("storage pool '{}' is left as it is: {}", pool.name, error.what()));
    }
}

// The active pool becomes an inactive one; its storage is let go of already.
void Manager::deactivate(const PoolPtr &pool, PoolState &state)
{
    m_pools.change(pool->uuid, pool->name, [&](PoolEntry &entry) {
        m_active_files.remove(store::file_name_of(entry.name(), noun));
        entry.stop();
    });
    m_volumes.forget(pool->uuid);
    state.close();
}

// Forgets what belongs to an active pool, whether it has become one or not.
void Manager::release(const PoolPtr &pool, PoolState &state)
{
    try {
        m_active_files.remove(store::file_name_of(pool->name, noun));
    } catch (const Error &error) {
        report(LogLevel::Warning, error.what());
    }
    m_volumes.forget(pool->uuid);
    state.close();
}

void Manager::give_up(const PoolPtr &pool, PoolState &state)
{
    release(pool, state);
    const auto is_active = m_pools.all().try_read(pool->uuid, [](const PoolEntry &entry) { return entry.is_active(); });
    if (is_active.value_or(false))
        m_pools.change(pool->uuid, pool->name, [](PoolEntry &entry) { entry.stop(); });
}

void Manager::destroy(const StoragePoolRef &pool)
{
    const auto state = state_of(pool.uuid);
    {
        const auto job = state->jobs().begin(pool.name, "destroy", Beside::Nothing);
        const ActivePool stopped = active(pool.uuid, pool.name);
        if (stopped.session->has(&modvirt_storage_backend_v1::pool_stop))
            stopped.session->pool_stop();
        deactivate(stopped.config, *state);
    }
    tell(found(pool), event_lifecycle, event_stopped);
}

// --- What is below an inactive pool

void Manager::build(const StoragePoolRef &pool, uint32_t flags)
{
    const auto state = state_of(pool.uuid);
    {
        const auto job = state->jobs().begin(pool.name, "build", Beside::Nothing);
        const PoolPtr config = read(pool, [](const PoolEntry &entry) { return inactive_config(entry, "already"); });
        const storage_use::Claim devices = m_protection.change_devices(*config, "build");
        const SessionPtr session = open_session(*config);
        state->set_number(state_building);
        try {
            if (session->has(&modvirt_storage_backend_v1::pool_build))
                session->pool_build(flags);
        } catch (...) {
            state->close();
            throw;
        }
        state->close();
    }
    tell(found(pool), event_lifecycle, event_created);
}

void Manager::erase(const StoragePoolRef &pool, uint32_t flags)
{
    const auto state = state_of(pool.uuid);
    {
        const auto job = state->jobs().begin(pool.name, "delete", Beside::Nothing);
        const PoolPtr config = read(pool, [](const PoolEntry &entry) { return inactive_config(entry, "still"); });
        const SessionPtr session = open_session(*config);
        if (!session->has(&modvirt_storage_backend_v1::pool_delete))
            throw Error(ErrorCode::NoSupport, "pool does not support pool deletion");
        const storage_use::Claim contents = m_protection.change_contents(*config, "delete");
        const storage_use::Claim devices = m_protection.change_devices(*config, "delete");
        session->pool_delete(flags);
    }
    tell(found(pool), event_lifecycle, event_deleted);
}

// --- Looking again

// A pool that can tell whether its storage is there stays active when it is not, and says so by its state. Others stop.
void Manager::refresh(const StoragePoolRef &pool)
{
    const auto state = state_of(pool.uuid);
    bool has_stopped = false;
    try {
        const auto job = state->jobs().begin(pool.name, "refresh", Beside::Volumes);
        const ActivePool looked_at = active(pool.uuid, pool.name);
        try {
            look(looked_at);
            state->set_number(state_running);
        } catch (const Error &) {
            has_stopped = !find_state(looked_at);
            throw;
        }
    } catch (const Error &) {
        if (has_stopped)
            tell(found(pool), event_lifecycle, event_stopped);
        throw;
    }
    tell(found(pool), event_refresh);
}

// After a look that failed. Answers false for a backend that cannot tell whether the storage is there: the pool is stopped.
bool Manager::find_state(const ActivePool &pool)
{
    if (!pool.session->has(&modvirt_storage_backend_v1::pool_check)) {
        let_go(*pool.config, *pool.session);
        give_up(pool.config, *pool.state);
        return false;
    }
    uint32_t number = state_inaccessible;
    try {
        // Of a machine that something still waits for, nothing more need be asked.
        if ((pool.patience == nullptr || !pool.patience->is_exhausted()) && pool.session->pool_check())
            number = state_degraded;
    } catch (const Error &error) {
        report(LogLevel::Warning, error.what());
    }
    pool.state->set_number(number);
    return true;
}

} // namespace modvirt::storage_manager
