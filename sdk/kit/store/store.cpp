// SPDX-License-Identifier: MIT
#include "store.hpp"

#include <cstring>
#include <string>
#include <utility>

#include "modvirt/error.hpp"

namespace modvirt::store {

std::string to_text(const Uuid &uuid)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[uuid[i] >> 4];
        text += digits[uuid[i] & 15];
    }
    return text;
}

namespace {

// virDomainEventType and details that the store itself tells of.
constexpr int32_t event_defined = 0;
constexpr int32_t event_undefined = 1;
constexpr int32_t undefined_removed = 0;
constexpr int32_t undefined_renamed = 1;
constexpr int32_t defined_renamed = 2;

Error no_domain(const Uuid &uuid, std::string_view name)
{
    return Error(ErrorCode::NoDomain,
                 "no domain with matching uuid '" + to_text(uuid) + "' (" + std::string(name) + ")");
}

template <class Map, class Key>
Domain *look_up(const Map &map, const Key &key) noexcept
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
}

// A name and a UUID stay together: refuses a definition that takes either from another domain. Answers the
// domain that it is about, or null when it is a new one.
Domain *claim(const Index &index, const Definition &definition)
{
    if (Domain *same = look_up(index.by_uuid, definition.uuid)) {
        if (same->name() != definition.name)
            throw Error(ErrorCode::OperationFailed,
                        "domain '" + same->name() + "' is already defined with uuid " + to_text(same->uuid()),
                        ErrorDomain::Domain);
        return same;
    }
    if (const Domain *other = look_up(index.by_name, definition.name))
        throw Error(ErrorCode::OperationFailed,
                    "domain '" + other->name() + "' already exists with uuid " + to_text(other->uuid()),
                    ErrorDomain::Domain);
    return nullptr;
}

} // namespace

std::size_t UuidHash::operator()(const Uuid &uuid) const noexcept
{
    uint64_t low = 0;
    uint64_t high = 0;
    std::memcpy(&low, uuid.data(), sizeof low);
    std::memcpy(&high, uuid.data() + sizeof low, sizeof high);
    // UUIDs made by hand are often equal but for a few bits.
    const uint64_t mixed = (low ^ (high * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
    return mixed ^ (mixed >> 32);
}

// --- Read ------------------------------------------------------------------------------------------------

const Domain *Read::find(const Uuid &uuid) const noexcept
{
    return look_up(m_index.by_uuid, uuid);
}

const Domain *Read::find_name(std::string_view name) const noexcept
{
    return look_up(m_index.by_name, name);
}

const Domain *Read::find_id(int32_t id) const noexcept
{
    return look_up(m_index.by_id, id);
}

const Domain &Read::get(const Uuid &uuid, std::string_view name) const
{
    if (const Domain *domain = find(uuid))
        return *domain;
    throw no_domain(uuid, name);
}

// --- Write -----------------------------------------------------------------------------------------------

Write::Write(Store &store, Delivery delivery) : m_store(store), m_delivery(delivery)
{
    m_store.m_lock.lock();
}

Write::~Write()
{
    m_store.m_lock.unlock();
    if (m_delivery == Delivery::AtEnd)
        m_store.m_events.deliver();
}

Domain *Write::find(const Uuid &uuid) const noexcept
{
    return look_up(m_store.m_index.by_uuid, uuid);
}

Domain *Write::find_name(std::string_view name) const noexcept
{
    return look_up(m_store.m_index.by_name, name);
}

Domain *Write::find_id(int32_t id) const noexcept
{
    return look_up(m_store.m_index.by_id, id);
}

Domain &Write::get(const Uuid &uuid, std::string_view name) const
{
    if (Domain *domain = find(uuid))
        return *domain;
    throw no_domain(uuid, name);
}

const std::list<std::shared_ptr<Domain>> &Write::all() const noexcept
{
    return m_store.m_index.all;
}

void Write::start(Domain &domain, ConfigPtr live, State state, int32_t reason, int32_t id)
{
    if (domain.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain '" + domain.name() + "' is already active",
                    ErrorDomain::Domain);
    const int32_t chosen = id >= 0 ? id : m_store.m_next_id;
    if (!m_store.m_index.by_id.emplace(chosen, &domain).second)
        throw Error(ErrorCode::InternalError, "the id " + std::to_string(chosen) + " of domain '" +
                                                  domain.name() + "' belongs to another domain");
    if (chosen >= m_store.m_next_id)
        m_store.m_next_id = chosen + 1;
    domain.m_id = chosen;
    domain.m_live_config = std::move(live);
    domain.set_state(state, reason);
}

void Write::stop(Domain &domain, int32_t reason, State state)
{
    if (domain.is_active())
        m_store.m_index.by_id.erase(domain.m_id);
    domain.m_id = -1;
    domain.m_live_config.reset();
    domain.m_updated = false;
    domain.set_state(state, reason);
    if (!domain.is_persistent() && domain.m_listed)
        m_store.remove(domain);
}

void Write::renumber(Domain &domain)
{
    m_store.m_index.by_id.emplace(m_store.m_next_id, &domain);
    m_store.m_index.by_id.erase(domain.m_id);
    domain.m_id = m_store.m_next_id++;
}

void Write::emit(const Domain &domain, int32_t type, int32_t detail)
{
    Event event;
    event.uuid = domain.uuid();
    event.name = domain.name();
    event.id = domain.id();
    event.type = type;
    event.detail = detail;
    m_store.m_events.post(std::move(event));
}

void Write::emit(Event event)
{
    m_store.m_events.post(std::move(event));
}

// --- Store -----------------------------------------------------------------------------------------------

// A change of names or of what is kept: one at a time, its events told when the next one may begin.
class Store::DefinitionChange {
public:
    explicit DefinitionChange(Store &store) : m_store(store) { m_store.m_definitions.lock(); }
    DefinitionChange(const DefinitionChange &) = delete;
    DefinitionChange &operator=(const DefinitionChange &) = delete;
    ~DefinitionChange()
    {
        m_store.m_definitions.unlock();
        m_store.m_events.deliver();
    }

private:
    Store &m_store;
};

Store::Store(std::unique_ptr<Keeper> keeper) : m_keeper(std::move(keeper)) {}

Store::~Store() = default;

Domain &Store::add(std::shared_ptr<Domain> domain)
{
    Domain &added = *domain;
    m_index.all.push_back(std::move(domain));
    added.m_place = std::prev(m_index.all.end());
    added.m_listed = true;
    m_index.by_uuid.emplace(added.m_uuid, &added);
    m_index.by_name.emplace(added.m_name, &added);
    return added;
}

void Store::remove(Domain &domain) noexcept
{
    m_index.by_uuid.erase(domain.m_uuid);
    m_index.by_name.erase(domain.m_name);
    domain.m_listed = false;
    m_index.all.erase(domain.m_place); // may end the object
}

Defined Store::define(const Definition &definition)
{
    const DefinitionChange one_at_a_time(*this);
    {
        const Read now = read();
        claim(m_index, definition);
    }
    auto fresh = std::make_shared<Domain>(definition);
    if (m_keeper)
        m_keeper->keep(definition);

    Write write(*this, Write::Delivery::ByCaller);
    Domain *domain = look_up(m_index.by_uuid, definition.uuid);
    const Defined how = domain && domain->is_persistent() ? Defined::Updated : Defined::Added;
    if (!domain)
        domain = &add(std::move(fresh));
    domain->m_persistent_config = definition.config;
    domain->m_persistent = true;
    write.emit(*domain, event_defined, static_cast<int32_t>(how));
    return how;
}

void Store::load(const Definition &definition, bool autostart)
{
    const DefinitionChange one_at_a_time(*this);
    auto fresh = std::make_shared<Domain>(definition);
    Write write(*this, Write::Delivery::ByCaller);
    if (Domain *domain = claim(m_index, definition))
        throw Error(ErrorCode::OperationFailed, "domain '" + domain->name() + "' is defined twice");
    Domain &domain = add(std::move(fresh));
    domain.m_persistent_config = definition.config;
    domain.m_persistent = true;
    domain.m_autostart = autostart;
}

void Store::update(const Definition &definition)
{
    const DefinitionChange one_at_a_time(*this);
    {
        const Read now = read();
        const Domain &domain = now.get(definition.uuid, definition.name);
        if (!domain.is_persistent())
            throw Error(ErrorCode::OperationInvalid, "transient domains do not have any persistent config",
                        ErrorDomain::Domain);
    }
    if (m_keeper)
        m_keeper->keep(definition);
    Write write(*this, Write::Delivery::ByCaller);
    write.get(definition.uuid, definition.name).m_persistent_config = definition.config;
}

void Store::undefine(const Uuid &uuid, std::string_view name)
{
    const DefinitionChange one_at_a_time(*this);
    std::string kept_name;
    {
        const Read now = read();
        const Domain &domain = now.get(uuid, name);
        if (!domain.is_persistent())
            throw Error(ErrorCode::OperationInvalid,
                        "cannot undefine transient domain '" + domain.name() + "'");
        kept_name = domain.name();
    }
    if (m_keeper)
        m_keeper->forget(kept_name);

    Write write(*this, Write::Delivery::ByCaller);
    Domain &domain = write.get(uuid, name);
    domain.m_persistent = false;
    domain.m_autostart = false;
    domain.m_updated = false;
    domain.m_persistent_config.reset();
    write.emit(domain, event_undefined, undefined_removed);
    if (!domain.is_active())
        remove(domain);
}

void Store::rename(const Uuid &uuid, std::string_view name, const Definition &to)
{
    const DefinitionChange one_at_a_time(*this);
    std::string from;
    {
        const Read now = read();
        const Domain &domain = now.get(uuid, name);
        if (domain.is_active())
            throw Error(ErrorCode::OperationInvalid, "cannot rename active domain");
        if (!domain.is_persistent())
            throw Error(ErrorCode::OperationInvalid, "cannot rename a transient domain");
        if (to.name == domain.name())
            throw Error(ErrorCode::OperationInvalid, "Can't rename domain to itself", ErrorDomain::Domain);
        if (now.find_name(to.name))
            throw Error(ErrorCode::OperationInvalid, "domain with name '" + to.name + "' already exists",
                        ErrorDomain::Domain);
        from = domain.name();
    }
    if (m_keeper)
        m_keeper->rename(from, to);

    Write write(*this, Write::Delivery::ByCaller);
    Domain &domain = write.get(uuid, name);
    std::string new_name = to.name;
    write.emit(domain, event_undefined, undefined_renamed);
    auto node = m_index.by_name.extract(std::string_view(domain.m_name));
    domain.m_name = std::move(new_name);
    node.key() = domain.m_name;
    m_index.by_name.insert(std::move(node));
    domain.m_persistent_config = to.config;
    write.emit(domain, event_defined, defined_renamed);
}

void Store::set_autostart(const Uuid &uuid, std::string_view name, bool autostart)
{
    const DefinitionChange one_at_a_time(*this);
    std::string kept_name;
    {
        const Read now = read();
        const Domain &domain = now.get(uuid, name);
        if (!domain.is_persistent())
            throw Error(ErrorCode::OperationInvalid, "cannot set autostart for transient domain");
        if (domain.is_autostarted() == autostart)
            return;
        kept_name = domain.name();
    }
    if (m_keeper)
        m_keeper->mark_autostart(kept_name, autostart);
    Write write(*this, Write::Delivery::ByCaller);
    write.get(uuid, name).m_autostart = autostart;
}

// --- Jobs ------------------------------------------------------------------------------------------------

Job Store::create(const Definition &definition, JobKind kind, const char *what,
                  std::chrono::milliseconds wait)
{
    const auto deadline = std::chrono::steady_clock::now() + wait;
    for (;;) {
        std::shared_ptr<Domain> domain;
        {
            const DefinitionChange one_at_a_time(*this);
            auto fresh = std::make_shared<Domain>(definition);
            Write write(*this, Write::Delivery::ByCaller);
            Domain *existing = claim(m_index, definition);
            if (!existing) {
                m_jobs.acquire(*fresh, definition.name, kind, what, {});
                domain = fresh;
                add(std::move(fresh));
                return Job(*this, std::move(domain), kind, Job::Origin::NewDomain);
            }
            domain = *existing->m_place;
        }
        const auto left = deadline - std::chrono::steady_clock::now();
        m_jobs.acquire(*domain, definition.name, kind, what,
                       std::chrono::duration_cast<std::chrono::milliseconds>(left));
        Job job(*this, domain, kind);
        const Read now = read();
        if (domain->is_active())
            throw Error(ErrorCode::OperationInvalid, "domain '" + domain->name() + "' is already active",
                        ErrorDomain::Domain);
        // Otherwise it went away while we waited: then there is room for a new one.
        if (domain->m_listed && domain->name() == definition.name)
            return job;
    }
}

Job Store::begin(const Uuid &uuid, std::string_view name, JobKind kind, const char *what,
                 std::chrono::milliseconds wait)
{
    std::shared_ptr<Domain> domain;
    {
        const Read now = read();
        domain = *now.get(uuid, name).m_place;
    }
    m_jobs.acquire(*domain, name, kind, what, wait);
    Job job(*this, domain, kind);
    bool is_gone = false;
    {
        const Read now = read();
        is_gone = !domain->m_listed;
    }
    if (is_gone)
        throw no_domain(uuid, name);
    return job;
}

void Store::forget_leftover(Domain &domain) noexcept
{
    const DefinitionChange one_at_a_time(*this);
    const Write write(*this, Write::Delivery::ByCaller);
    if (domain.m_listed && !domain.is_active() && !domain.is_persistent())
        remove(domain);
}

} // namespace modvirt::store
