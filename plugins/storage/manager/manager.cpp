// SPDX-License-Identifier: LGPL-2.1-or-later
#include "manager.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "kit/store/shared_roots.hpp"

namespace modvirt::storage_manager {

using namespace pool_store::numbers;

namespace {

constexpr std::size_t largest_document = 16u * 1024u * 1024u;

store::SharedRoots<Manager> &managers()
{
    static store::SharedRoots<Manager> &all = *new store::SharedRoots<Manager>;
    return all;
}

} // namespace

std::shared_ptr<Manager> Manager::open(std::string_view root, const modvirt_xml_v1 &parser,
                                       storage_client::Backends backends, storage_use::Claims claims,
                                       Reporter reporter, SecretLookup secrets, patience::Times times)
{
    const auto [manager, is_new] = managers().get(root, [&](const std::string &path) {
        return std::make_unique<Manager>(path, parser, backends, claims, std::move(reporter), std::move(secrets), times);
    });
    if (is_new)
        manager->start_marked();
    return manager;
}

Manager::Manager(const std::string &root, const modvirt_xml_v1 &parser, storage_client::Backends backends,
                 storage_use::Claims claims, Reporter reporter, SecretLookup secrets, patience::Times times)
    : m_lock(root, "storage.lock"), m_parser(parser), m_backends(backends), m_protection(claims),
      m_reporter(std::move(reporter)),
      m_secrets(std::make_shared<SecretProvider>([root, lookup = std::move(secrets)](const WantedSecret &wanted) {
          return lookup ? lookup(root, wanted) : SecretSource(nullptr).value(wanted);
      })),
      m_times(times),
      m_definitions(root + "/etc/storage", "storage pool"),
      m_active_files(root + "/run/storage", store::FileCalls::without_sync()),
      m_started_files(root + "/run/storage-started", store::FileCalls::without_sync())
{
    load_definitions();
    load_active();
}

// --- What a process before this one left

void Manager::load_definitions()
{
    PoolPtr last;
    const auto parse_one = [&](std::string_view text) {
        last = parse(text, xml::Strictness::Lenient);
        return last->name;
    };
    const auto skipped = m_definitions.load(parse_one, [&](bool autostart) {
        m_pools.define(last);
        if (autostart)
            m_pools.change(last->uuid, last->name, [](PoolEntry &entry) { entry.set_autostart(true); });
    });
    for (const auto &file : skipped)
        report(LogLevel::Warning, fmt::format("the definition '{}' is left out: {}", file.file, file.reason));
}

void Manager::load_active()
{
    std::vector<PoolPtr> found;
    m_active_files.sweep();
    m_started_files.sweep();
    for (const std::string &file : m_active_files.list()) {
        try {
            const PoolPtr pool = parse(m_active_files.read(file, largest_document), xml::Strictness::Lenient);
            m_pools.create(pool);
            found.push_back(pool);
        } catch (const Error &error) {
            report(LogLevel::Warning, fmt::format("the pool in '{}/{}' is taken for inactive: {}",
                                                  m_active_files.path(), file, error.what()));
        }
    }
    for_each_at_once(found, [this](const PoolPtr &pool) { recover(pool); });
}

// A pool that was active. Its storage may have gone meanwhile, with the host's last shutdown for instance.
void Manager::recover(const PoolPtr &pool)
{
    const auto state = state_of(pool->uuid);
    const auto job = state->jobs().begin(pool->name, "recover", Beside::Nothing);
    try {
        const ActivePool found = open_storage(pool, state);
        state->open({found.session, found.patience}, state_inaccessible);
        if (found.session->has(&modvirt_storage_backend_v1::pool_check) && !found.session->pool_check())
            return give_up(pool, *state);
        // Whoever was killed may have begun only. What is started already stays so.
        if (found.session->has(&modvirt_storage_backend_v1::pool_start))
            found.session->pool_start();
        look(found);
        note_start(*pool);
        state->set_number(state_running);
    } catch (const std::exception &error) {
        report(LogLevel::Error, fmt::format("Failed to restart storage pool '{}': {}", pool->name, error.what()));
        const OpenedStorage storage = state->storage();
        if (storage.session == nullptr)
            give_up(pool, *state);
        else if (!find_state({pool, state, storage.session, storage.patience}))
            report(LogLevel::Error, fmt::format("storage pool '{}' is not active any more", pool->name));
    }
}

void Manager::for_each_at_once(const std::vector<PoolPtr> &pools, const std::function<void(const PoolPtr &)> &action)
{
    std::vector<std::jthread> threads;
    threads.reserve(pools.size());
    for (const PoolPtr &pool : pools)
        threads.emplace_back([&action, &pool] { action(pool); });
}

// --- Events

int64_t Manager::subscribe(Listener listener)
{
    const std::lock_guard lock(m_listeners_mutex);
    m_listeners.emplace(m_next_subscription, std::move(listener));
    return m_next_subscription++;
}

void Manager::unsubscribe(int64_t subscription)
{
    const std::lock_guard lock(m_listeners_mutex);
    m_listeners.erase(subscription);
}

void Manager::tell(const FoundStoragePool &pool, uint32_t event_id, int32_t type)
{
    const PoolEvent event{event_id, pool, type};
    const std::lock_guard lock(m_listeners_mutex);
    for (const auto &[subscription, listener] : m_listeners)
        listener(event);
}

// --- Pools and their backends

PoolPtr Manager::parse(std::string_view text, xml::Strictness strictness) const
{
    storage::PoolOptions options;
    options.keep_namespaces = true;
    options.is_other_type = [this](std::string_view type) { return has_backend(type); };
    xml::ReadOptions read_options;
    read_options.strictness = strictness;
    return storage::parse_pool(m_parser, text, options, read_options);
}

bool Manager::has_backend(std::string_view type) const
{
    const std::vector<std::string> types = m_backends.types();
    return std::ranges::find(types, type) != types.end();
}

// Throws with what the host says of a type that no plugin claims: it knows which package to install.
void Manager::need_backend(std::string_view type) const
{
    if (has_backend(type))
        return;
    try {
        const std::string document = fmt::format("<pool type='{}'><name>none</name></pool>", type);
        [[maybe_unused]] const auto session = m_backends.open(std::string(type), document);
    } catch (const Error &error) {
        throw Error(ErrorCode::InternalError, fmt::format("missing backend for pool type '{}': {}", type, error.message()),
                    ErrorDomain::Storage);
    }
}

SessionPtr Manager::open_session(const storage::Pool &pool) const
{
    need_backend(pool.type_name);
    // What it may ask for secrets goes with it: some thread may have it still when this manager is gone.
    auto session = m_backends.open(std::string(pool.type_name), storage::format(pool), m_secrets->raw());
    return {session.release(), [secrets = m_secrets](storage_client::BackendSession *ended) { delete ended; }};
}

// Storage of a machine that the pool's <source> names, and that can tell whether it is there, is waited for with patience.
Manager::ActivePool Manager::open_storage(const PoolPtr &pool, const std::shared_ptr<PoolState> &state) const
{
    ActivePool opened{pool, state, open_session(*pool), nullptr};
    if (pool->source_host.empty() || !opened.session->has(&modvirt_storage_backend_v1::pool_check))
        return opened;
    // The state keeps the patience, so that must not keep the state.
    const auto lose = [of = std::weak_ptr(state), session = opened.session.get()] {
        if (const auto known = of.lock())
            known->lose(session);
    };
    const auto ask = [session = opened.session] { static_cast<void>(session->pool_check()); };
    opened.patience = std::make_shared<patience::Patience>(ask, m_times, lose);
    return opened;
}

// After a call that failed, perhaps because the other machine is gone.
void Manager::doubt(const ActivePool &pool) const noexcept
{
    try {
        static_cast<void>(pool.session->pool_check());
    } catch (...) {
        pool.state->lose(pool.session.get());
    }
}

std::shared_ptr<PoolState> Manager::state_of(const Uuid &uuid)
{
    const std::lock_guard lock(m_states_mutex);
    std::shared_ptr<PoolState> &state = m_states[uuid];
    if (state == nullptr)
        state = std::make_shared<PoolState>();
    return state;
}

} // namespace modvirt::storage_manager
