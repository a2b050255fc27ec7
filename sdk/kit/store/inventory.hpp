// SPDX-License-Identifier: MIT
// The networks, or the pools, of a driver that keeps them itself. Each has up to two configurations, the one
// that was defined and the one that is in force, and a few traits; a Inventory finds them by name and by UUID
// and keeps libvirt's rules about who may be defined or created beside whom.
//
// A Config is an immutable value with members `name` and `uuid`. All of an inventory may be called from any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <modvirt/error.hpp>

#include "store.hpp"

namespace modvirt::store {

// How errors call what an inventory holds.
struct InventoryKind {
    const char *noun;        // "network"
    ErrorCode missing;       // of an object that is not there
    ErrorDomain rule_domain; // of errors about who may be beside whom
    const char *full_noun = noun; // of one that is not there: "storage pool"
};

// One network or pool. Changed under its inventory's lock only.
template <class Config>
class Entry {
public:
    using ConfigPtr = std::shared_ptr<const Config>;

    [[nodiscard]] const std::string &name() const noexcept { return current()->name; }
    [[nodiscard]] const Uuid &uuid() const noexcept { return current()->uuid; }
    [[nodiscard]] bool is_active() const noexcept { return m_live != nullptr; }
    [[nodiscard]] bool is_persistent() const noexcept { return m_defined != nullptr; }
    [[nodiscard]] bool autostart() const noexcept { return m_autostart; }
    // What is in force; of an inactive one, what was defined.
    [[nodiscard]] const ConfigPtr &current() const noexcept { return m_live != nullptr ? m_live : m_defined; }
    // What the next start takes; null for a transient one.
    [[nodiscard]] const ConfigPtr &defined() const noexcept { return m_defined; }

    // Puts what was defined into force; it must be inactive.
    void start() noexcept { m_live = m_defined; }
    // A transient one is then gone.
    void stop() noexcept { m_live = nullptr; }
    // An inactive one is then gone, an active one transient.
    void undefine() noexcept
    {
        m_defined = nullptr;
        m_autostart = false;
    }
    void set_autostart(bool autostart) noexcept { m_autostart = autostart; }
    // Another configuration of the same name and UUID, of an active one and of a persistent one.
    void set_live(ConfigPtr config) noexcept { m_live = std::move(config); }
    void set_defined(ConfigPtr config) noexcept { m_defined = std::move(config); }

    // Whether it is among those that `flags` ask for: of every group that is named it has one trait. The
    // numbers are those of virConnectListAllNetworksFlags and virConnectListAllStoragePoolsFlags.
    [[nodiscard]] bool is_listed(uint32_t flags) const noexcept
    {
        const uint32_t traits =
            (is_active() ? 0x2u : 0x1u) | (is_persistent() ? 0x4u : 0x8u) | (m_autostart ? 0x10u : 0x20u);
        for (const uint32_t group : {0x3u, 0xcu, 0x30u})
            if ((flags & group) != 0 && (flags & group & traits) == 0)
                return false;
        return true;
    }

private:
    template <class>
    friend class Inventory;

    ConfigPtr m_defined;
    ConfigPtr m_live;
    bool m_autostart = false;
};

template <class Config>
class Inventory {
public:
    using Object = Entry<Config>;
    using ConfigPtr = std::shared_ptr<const Config>;

    explicit Inventory(InventoryKind kind) : m_kind(kind) {}
    Inventory(const Inventory &) = delete;
    Inventory &operator=(const Inventory &) = delete;

    // What makes a change survive the process: called before the change is made, which then does not happen when it throws.
    using Keep = std::function<void()>;

    // Defines an object, or gives the one of that name and UUID another definition, which its next start
    // takes. A transient one becomes persistent. Throws OperationFailed when the name or the UUID is
    // another's.
    void define(ConfigPtr config, const Keep &keep = {})
    {
        const std::unique_lock lock(m_lock);
        Object &object = find_place(*config);
        keep_first(object, *config, keep);
        object.m_defined = std::move(config);
    }

    // Starts an object from `config`: a new transient one, or one that is defined and inactive. Throws
    // OperationFailed as define() does, and OperationInvalid when it is active.
    void create(ConfigPtr config, const Keep &keep = {})
    {
        const std::unique_lock lock(m_lock);
        Object &object = find_place(*config);
        if (object.is_active())
            throw Error(ErrorCode::OperationInvalid,
                        std::string(m_kind.noun) + " is already active as '" + object.name() + "'",
                        m_kind.rule_domain);
        keep_first(object, *config, keep);
        object.m_live = std::move(config);
    }

    // Calls `use` with the object, which must not change meanwhile; answers what it answers. Throws
    // `missing`.
    template <class Use>
    auto read(const Uuid &uuid, std::string_view name, const Use &use) const
    {
        const std::shared_lock lock(m_lock);
        return use(std::as_const(get(uuid, name)));
    }

    // The same, for questions whose error names the UUID.
    template <class Use>
    auto read(const Uuid &uuid, const Use &use) const
    {
        const std::shared_lock lock(m_lock);
        const auto found = m_by_uuid.find(uuid);
        if (found == m_by_uuid.end())
            refuse_missing("uuid", to_text(uuid));
        return use(std::as_const(*found->second));
    }

    // The same, for who can do without the object: what `use` answers, or nothing.
    template <class Use>
    auto try_read(const Uuid &uuid, const Use &use) const
    {
        using Answer = std::optional<decltype(use(std::declval<const Object &>()))>;
        const std::shared_lock lock(m_lock);
        const auto found = m_by_uuid.find(uuid);
        return found == m_by_uuid.end() ? Answer() : Answer(use(std::as_const(*found->second)));
    }

    // As read(), for changes; forgets the object when it is neither defined nor active any more. `change`
    // must do last what cannot fail.
    template <class Change>
    void change(const Uuid &uuid, std::string_view name, const Change &change)
    {
        const std::unique_lock lock(m_lock);
        Object &object = get(uuid, name);
        const ConfigPtr before = object.current();
        change(object);
        if (object.current() == nullptr)
            forget(*before);
    }

    // The configuration in force of the object of that name, or UUID. Throw `missing`.
    [[nodiscard]] ConfigPtr find_name(std::string_view name) const
    {
        const std::shared_lock lock(m_lock);
        const auto found = m_by_name.find(std::string(name));
        if (found == m_by_name.end())
            refuse_missing("name", name);
        return found->second->current();
    }
    [[nodiscard]] ConfigPtr find_uuid(const Uuid &uuid) const
    {
        return read(uuid, [](const Object &object) { return object.current(); });
    }

    // Calls `visit` with every object, in the order in which they came, until it answers false.
    template <class Visit>
    void for_each(const Visit &visit) const
    {
        const std::shared_lock lock(m_lock);
        for (const Object &object : m_all)
            if (!visit(object))
                return;
    }

private:
    using Place = typename std::list<Object>::iterator;

    Object &get(const Uuid &uuid, std::string_view name) const
    {
        const auto found = m_by_uuid.find(uuid);
        if (found == m_by_uuid.end())
            refuse_missing("name", name);
        return *found->second;
    }

    // The object that this configuration is of: the one there is, or a new one.
    Object &find_place(const Config &config)
    {
        if (const auto same = m_by_uuid.find(config.uuid); same != m_by_uuid.end()) {
            if (same->second->name() != config.name)
                refuse_place("is already defined with uuid ", *same->second);
            return *same->second;
        }
        if (const auto other = m_by_name.find(config.name); other != m_by_name.end())
            refuse_place("already exists with uuid ", *other->second);
        return add(config);
    }

    void keep_first(Object &object, const Config &config, const Keep &keep)
    {
        if (!keep)
            return;
        try {
            keep();
        } catch (...) {
            if (object.current() == nullptr)
                forget(config);
            throw;
        }
    }

    Object &add(const Config &config)
    {
        m_all.emplace_back();
        const Place place = std::prev(m_all.end());
        try {
            m_by_uuid.emplace(config.uuid, place);
            m_by_name.emplace(config.name, place);
        } catch (...) {
            m_by_uuid.erase(config.uuid);
            m_all.erase(place);
            throw;
        }
        return *place;
    }

    void forget(const Config &config)
    {
        const auto found = m_by_uuid.find(config.uuid);
        m_all.erase(found->second);
        m_by_uuid.erase(found);
        m_by_name.erase(config.name);
    }

    [[noreturn]] void refuse_place(const char *why, const Object &object) const
    {
        throw Error(ErrorCode::OperationFailed,
                    std::string(m_kind.noun) + " '" + object.name() + "' " + why + to_text(object.uuid()),
                    m_kind.rule_domain);
    }
    [[noreturn]] void refuse_missing(const char *by, std::string_view what) const
    {
        throw Error(m_kind.missing, std::string("no ") + m_kind.full_noun + " with matching " + by + " '" +
                                        std::string(what) + "'");
    }

    InventoryKind m_kind;
    mutable std::shared_mutex m_lock;
    std::list<Object> m_all;
    std::unordered_map<Uuid, Place, UuidHash> m_by_uuid;
    std::unordered_map<std::string, Place> m_by_name;
};

} // namespace modvirt::store
