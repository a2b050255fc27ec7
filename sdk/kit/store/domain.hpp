// SPDX-License-Identifier: MIT
// One domain of a store: its two definitions, its state and what the driver hangs on it. Which changes are
// allowed, and when, is the store's business.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace modvirt::domain {
struct Config;
}

namespace modvirt::store {

using Uuid = std::array<uint8_t, 16>;
using ConfigPtr = std::shared_ptr<const domain::Config>;

// The numbers are those of virDomainState.
enum class State : uint8_t {
    None = 0,
    Running = 1,
    Blocked = 2,
    Paused = 3,
    Shutdown = 4,
    Shutoff = 5,
    Crashed = 6,
    PmSuspended = 7,
};

// What is known of a domain before it is in a store: who it is, and its configuration. The store never looks
// into the configuration.
struct Definition {
    Uuid uuid{};
    std::string name;
    ConfigPtr config;
};

// What a driver keeps with a domain. Shared, so that it can be used after the store is unlocked.
class DriverData {
public:
    virtual ~DriverData() = default;
};

enum class JobKind : uint8_t {
    Query,   // looks at the guest
    Modify,  // changes it
    Destroy, // ends it
    Async,   // changes it for a long time; meanwhile only Query and Destroy get in
};

// Read it under Store::read(), change it under Store::write(). The UUID never changes; all else may as soon
// as the store is unlocked.
class Domain {
public:
    explicit Domain(const Definition &definition) : m_uuid(definition.uuid), m_name(definition.name) {}
    Domain(const Domain &) = delete;
    Domain &operator=(const Domain &) = delete;

    [[nodiscard]] const Uuid &uuid() const noexcept { return m_uuid; }
    [[nodiscard]] const std::string &name() const noexcept { return m_name; }
    // The run-time id, -1 while the domain is not active.
    [[nodiscard]] int32_t id() const noexcept { return m_id; }
    [[nodiscard]] State state() const noexcept { return m_state; }
    // virDomainRunningReason and its siblings, by state.
    [[nodiscard]] int32_t reason() const noexcept { return m_reason; }

    [[nodiscard]] bool is_active() const noexcept { return m_id >= 0; }
    [[nodiscard]] bool is_persistent() const noexcept { return m_persistent; }
    [[nodiscard]] bool is_autostarted() const noexcept { return m_autostart; }
    // What virDomainIsUpdated answers; the driver sets it.
    [[nodiscard]] bool is_updated() const noexcept { return m_updated; }

    // What it is defined as; null for a transient domain.
    [[nodiscard]] const ConfigPtr &persistent_config() const noexcept { return m_persistent_config; }
    // What it runs as; null while it is not active.
    [[nodiscard]] const ConfigPtr &live_config() const noexcept { return m_live_config; }
    // What it runs as, or would run as.
    [[nodiscard]] const ConfigPtr &current_config() const noexcept
    {
        return m_live_config ? m_live_config : m_persistent_config;
    }

    // What the driver hung on it, as the driver's own type; null when there is nothing or another type.
    template <class Data>
    [[nodiscard]] std::shared_ptr<Data> data() const
    {
        return std::dynamic_pointer_cast<Data>(m_data);
    }
    // The same without taking a share, for reading under the lock.
    template <class Data>
    [[nodiscard]] Data *peek() const noexcept
    {
        return static_cast<Data *>(m_data.get());
    }

    void set_data(std::shared_ptr<DriverData> data) noexcept { m_data = std::move(data); }
    void set_state(State state, int32_t reason) noexcept
    {
        m_state = state;
        m_reason = reason;
    }
    // For the calls that change one value of it. The identity inside must stay the same. The persistent one
    // is changed by Store::update().
    void set_live_config(ConfigPtr config) noexcept { m_live_config = std::move(config); }
    // For a driver that makes the configuration only when it is asked for: it changes nothing and is not
    // kept.
    void fill_persistent_config(ConfigPtr config) noexcept { m_persistent_config = std::move(config); }
    // For a transient domain whose driver lets it be marked; otherwise Store::set_autostart() does it.
    void set_autostart(bool autostart) noexcept { m_autostart = autostart; }
    void set_updated(bool updated) noexcept { m_updated = updated; }

private:
    friend class Store;
    friend class Write;
    friend class JobTable;

    Uuid m_uuid;
    std::string m_name;
    ConfigPtr m_persistent_config;
    ConfigPtr m_live_config;
    std::shared_ptr<DriverData> m_data;
    std::list<std::shared_ptr<Domain>>::iterator m_place; // in the store's list of all
    int32_t m_id = -1;
    int32_t m_reason = 0;
    State m_state = State::Shutoff;
    bool m_persistent = false;
    bool m_autostart = false;
    bool m_updated = false;
    bool m_listed = false;

    // Guarded by the job table, not by the store's lock.
    const char *m_job = nullptr;
    const char *m_async_job = nullptr;
};

} // namespace modvirt::store
