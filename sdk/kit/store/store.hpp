// SPDX-License-Identifier: MIT
// The domain store: the domains of one hypervisor, for a driver that keeps their state itself.
//
// How a driver uses it:
//  - a query reads:          auto read = store.read(); return read.get(uuid, name).state();
//  - a change holds a job:   auto job = store.begin(uuid, name, JobKind::Modify, "suspend");
//                            ... talk to the guest, for as long as it takes, with nothing locked ...
//                            auto write = store.write(); write.set_state(job.domain(), State::Paused,
//                            reason); write.emit(job.domain(), type, detail);
//  - definitions go through define(), undefine(), rename() and create(), which know libvirt's rules.
//
// read() and write() lock the store: keep them for microseconds, never wait inside, never take one inside
// another. Events are delivered when write() ends. A store outlives its jobs.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "domain.hpp"
#include "event.hpp"
#include "job.hpp"
#include "keeper.hpp"
#include "sharded_lock.hpp"

namespace modvirt::store {

// "6695eb01-f6a4-8304-79aa-97f2502e193f"
std::string to_text(const Uuid &uuid);

struct UuidHash {
    std::size_t operator()(const Uuid &uuid) const noexcept;
};

// All domains in the order they came in, and the ways to find one without looking at the others.
struct Index {
    std::list<std::shared_ptr<Domain>> all;
    std::unordered_map<Uuid, Domain *, UuidHash> by_uuid;
    std::unordered_map<std::string_view, Domain *> by_name; // views of the domains' own names
    std::unordered_map<int32_t, Domain *> by_id;            // active domains only
};

// The store as it stands, unchanging while this lives. Many threads may read at once.
class Read {
public:
    [[nodiscard]] const Domain *find(const Uuid &uuid) const noexcept;
    [[nodiscard]] const Domain *find_name(std::string_view name) const noexcept;
    [[nodiscard]] const Domain *find_id(int32_t id) const noexcept;
    // By identity; `name` is for the error only. Throws NoDomain.
    [[nodiscard]] const Domain &get(const Uuid &uuid, std::string_view name) const;
    [[nodiscard]] const std::list<std::shared_ptr<Domain>> &all() const noexcept { return m_index.all; }

private:
    friend class Store;
    Read(const Index &index, std::unique_lock<std::mutex> lock) noexcept
        : m_index(index), m_lock(std::move(lock))
    {
    }

    const Index &m_index;
    std::unique_lock<std::mutex> m_lock;
};

// The store to oneself. When it ends, the events are delivered.
class Write {
public:
    Write(const Write &) = delete;
    Write &operator=(const Write &) = delete;
    ~Write();

    [[nodiscard]] Domain *find(const Uuid &uuid) const noexcept;
    [[nodiscard]] Domain *find_name(std::string_view name) const noexcept;
    [[nodiscard]] Domain *find_id(int32_t id) const noexcept;
    [[nodiscard]] Domain &get(const Uuid &uuid, std::string_view name) const;
    [[nodiscard]] const std::list<std::shared_ptr<Domain>> &all() const noexcept;

    // Makes an inactive domain active: with the next free id, or with `id` when the guest has one already.
    void start(Domain &domain, ConfigPtr live, State state, int32_t reason, int32_t id = -1);
    // Makes it inactive. A transient domain is forgotten, but the object lives on for who holds it.
    void stop(Domain &domain, int32_t reason, State state = State::Shutoff);
    // Gives an active domain the next free id: its guest has begun anew.
    void renumber(Domain &domain);
    void set_state(Domain &domain, State state, int32_t reason) noexcept { domain.set_state(state, reason); }
    void set_live_config(Domain &domain, ConfigPtr config) noexcept
    {
        domain.set_live_config(std::move(config));
    }

    // A lifecycle event of the domain as it is now.
    void emit(const Domain &domain, int32_t type, int32_t detail);
    void emit(Event event);

private:
    friend class Store;
    enum class Delivery : uint8_t { AtEnd, ByCaller };
    explicit Write(Store &store, Delivery delivery = Delivery::AtEnd);

    Store &m_store;
    Delivery m_delivery;
};

// How a domain came to be defined; the detail of the DEFINED event, virDomainEventDefinedDetailType.
enum class Defined : int32_t { Added = 0, Updated = 1 };

class Store {
public:
    // `keeper` may be null: then nothing survives.
    explicit Store(std::unique_ptr<Keeper> keeper = nullptr);
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    [[nodiscard]] Read read() const { return Read(m_index, m_lock.lock_shared()); }
    [[nodiscard]] Write write() { return Write(*this); }

    // Defines a domain, or redefines the one of that name and UUID: at once when it is inactive, from its
    // next start when it is active. A transient one becomes persistent. Throws OperationFailed when the name
    // or the UUID belongs to another domain. Emits DEFINED.
    Defined define(const Definition &definition);

    // Replaces the persistent configuration of a persistent domain and tells nobody: for the calls that
    // change one value of it. Throws OperationInvalid for a transient domain.
    void update(const Definition &definition);

    // As define(), for a domain that must not exist yet, and without writing or telling: for what was kept.
    void load(const Definition &definition, bool autostart);

    // Makes a persistent domain transient; an inactive one is gone. Throws OperationInvalid when it is
    // transient already. Emits UNDEFINED.
    void undefine(const Uuid &uuid, std::string_view name);

    // `to` is the same domain under another name: it must be persistent and inactive, and nobody else may
    // have that name. Emits UNDEFINED and DEFINED with their RENAMED details.
    void rename(const Uuid &uuid, std::string_view name, const Definition &to);

    // Throws OperationInvalid for a transient domain.
    void set_autostart(const Uuid &uuid, std::string_view name, bool autostart);

    // Makes room for a domain that is about to start from `definition`, a new transient one or one that is
    // defined and inactive, and gives its job. The caller goes on with Write::start().
    Job create(const Definition &definition, JobKind kind, const char *what,
               std::chrono::milliseconds wait = default_job_wait);

    // The job of a domain. Throws NoDomain, also when the domain goes away while waiting, and
    // OperationTimeout.
    Job begin(const Uuid &uuid, std::string_view name, JobKind kind, const char *what,
              std::chrono::milliseconds wait = default_job_wait);

    EventQueue &events() noexcept { return m_events; }

private:
    friend class Write;
    friend class Job;
    class DefinitionChange;

    Domain &add(std::shared_ptr<Domain> domain);
    void remove(Domain &domain) noexcept;
    void forget_leftover(Domain &domain) noexcept;

    mutable ShardedLock m_lock; // guards m_index, all domains in it, and m_next_id
    Index m_index;
    int32_t m_next_id = 1;

    std::mutex m_definitions; // taken before m_lock: one change of names and of what is kept at a time
    std::unique_ptr<Keeper> m_keeper;
    JobTable m_jobs;
    EventQueue m_events;
};

} // namespace modvirt::store
