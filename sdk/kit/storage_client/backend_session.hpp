// SPDX-License-Identifier: MIT
// Storage backends as a pool manager sees them in C++: a method for each slot, values instead of sinks, and failures as
// modvirt::Error. Since 1.0.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/error.hpp>
#include <modvirt/storage_backends.h>
#include <modvirt/values.hpp>

namespace modvirt::storage_client {

// What one look at a pool found.
struct PoolContents {
    std::vector<FoundVolume> volumes; // in the backend's order
    PoolUsage usage;
};

// As it crosses to a plugin, and lent while that volume lives.
modvirt_volume raw_of(const FoundVolume &volume);

// One open pool of a backend. Any thread may call; calls are kept apart as the backend has declared. A method whose slot
// the backend does not serve throws Error(NoSupport): see has(). What a backend throws or leaves unsaid is an
// Error(InternalError) that names it. A call that is made by work which was given up (kit/patience) is cancelled.
class BackendSession {
public:
    BackendSession(const modvirt_storage_backends_v1 &backends, const modvirt_backend &opened);
    BackendSession(const BackendSession &) = delete;
    BackendSession &operator=(const BackendSession &) = delete;
    ~BackendSession();

    [[nodiscard]] std::string_view plugin() const { return m_backend.plugin; }

    // Whether the backend serves a slot: has(&modvirt_storage_backend_v1::volume_wipe).
    template <class Slot>
    [[nodiscard]] bool has(Slot modvirt_storage_backend_v1::*slot) const
    {
        return m_backend.table->*slot != nullptr;
    }

    void pool_build(uint32_t flags);
    void pool_start();
    // Calls `visit` with every volume, which is lent for that call. What it throws ends the call.
    using Visit = std::function<void(const modvirt_volume &)>;
    PoolUsage pool_refresh(const Visit &visit);
    PoolContents pool_refresh();
    void pool_stop();
    void pool_delete(uint32_t flags);
    std::string pool_find_sources(const std::optional<std::string> &specification, uint32_t flags);
    std::string pool_describe();
    bool pool_check();

    FoundVolume volume_create(const std::string &document, uint32_t flags);
    FoundVolume volume_create_from(const std::string &document, const std::string &source_path,
                                   const std::string &source_document, uint32_t flags);
    FoundVolume volume_inspect(const std::string &name);
    std::string volume_describe(const std::string &name);
    void volume_delete(const std::string &name, uint32_t flags);
    void volume_resize(const std::string &name, uint64_t capacity, uint32_t flags);
    void volume_wipe(const std::string &name, uint32_t algorithm, uint32_t flags);

private:
    template <class Slot, class... Arguments>
    void call(const char *what, Slot modvirt_storage_backend_v1::*slot, const Arguments &...arguments);

    const modvirt_storage_backends_v1 &m_backends;
    modvirt_backend m_backend;
};

// The backends that a host offers.
class Backends {
public:
    // `table` outlives this and every session.
    explicit Backends(const modvirt_storage_backends_v1 &table) : m_table(table) {}
    // Those of the host that loaded this plugin. Throws Error(NoSupport) when it is older than they are.
    static Backends of_host();

    // The types of pools that there are plugins for, sorted.
    [[nodiscard]] std::vector<std::string> types() const;

    // Throws Error: NoConnect when no plugin serves that type, or what the backend says. `secrets` is what the backend may ask
    // for secrets and outlives the session; null for none.
    [[nodiscard]] std::unique_ptr<BackendSession> open(const std::string &type, const std::string &document,
                                                       const modvirt_secret_source *secrets = nullptr) const;

private:
    const modvirt_storage_backends_v1 &m_table;
};

} // namespace modvirt::storage_client
