// SPDX-License-Identifier: MIT
// For the tests of a pool manager: the interface "storage-backends/1" over backend classes of this program, without a host
// and without plugins. Since 1.0.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <modvirt/plugin.hpp>
#include <modvirt/storage_backends.h>

namespace modvirt::storage_client {

// Outlives every session.
class LocalBackends {
public:
    // Calls are made at most one at a time, as for a plugin that declares nothing else, or any number at once.
    enum class Calls : uint8_t { OneByOne, SideBySide };

    explicit LocalBackends(Calls calls = Calls::OneByOne)
        : m_table{sizeof m_table, 0, this, &list_types, &open, &close, &enter, &leave}, m_calls(calls)
    {
    }
    LocalBackends(const LocalBackends &) = delete;
    LocalBackends &operator=(const LocalBackends &) = delete;

    // Lets `Backend`, a modvirt::StorageBackend, serve pools of that type.
    template <class Backend>
    void add(const std::string &type)
    {
        static constexpr modvirt_storage_backend_v1 slots = StorageBackendSlots<Backend>::table();
        m_types.insert_or_assign(type, &slots);
    }

    [[nodiscard]] const modvirt_storage_backends_v1 &table() const { return m_table; }
    [[nodiscard]] int open_sessions() const
    {
        const std::lock_guard lock(m_lock);
        return m_open_sessions;
    }

private:
    using Table = const modvirt_storage_backends_v1;

    static LocalBackends &self(Table *table) { return *static_cast<LocalBackends *>(table->data); }

    static void list_types(Table *table, const modvirt_string_sink *types)
    {
        for (const auto &[type, slots] : self(table).m_types)
            types->put(types, type.data(), type.size());
    }

    static int32_t open(Table *table, const char *type, const char *document, modvirt_backend *backend,
                        const modvirt_call *call)
    {
        LocalBackends &local = self(table);
        const auto place = local.m_types.find(type);
        if (place == local.m_types.end()) {
            call->fail(call, static_cast<int32_t>(ErrorCode::NoConnect), 0,
                       (std::string("no storage backend serves pools of type '") + type + "'").c_str());
            return -1;
        }
        modvirt_open request{};
        request.struct_size = sizeof request;
        request.uri = request.server = request.path = request.query = "";
        request.scheme = type;
        request.document = document;
        request.secrets = MODVIRT_HAS(backend, secrets) ? backend->secrets : nullptr;
        const std::lock_guard lock(local.m_lock);
        if (place->second->open(&request, &backend->session, call) != 0)
            return -1;
        ++local.m_open_sessions;
        backend->plugin = place->first.c_str();
        backend->table = place->second;
        backend->host_data = &local;
        return 0;
    }

    static void close(Table *table, modvirt_backend *backend)
    {
        const std::lock_guard lock(self(table).m_lock);
        --self(table).m_open_sessions;
        backend->table->close(backend->session);
    }

    static void enter(Table *table, const modvirt_backend *)
    {
        if (self(table).m_calls == Calls::OneByOne)
            self(table).m_lock.lock();
    }
    static void leave(Table *table, const modvirt_backend *)
    {
        if (self(table).m_calls == Calls::OneByOne)
            self(table).m_lock.unlock();
    }

    modvirt_storage_backends_v1 m_table;
    const Calls m_calls;
    std::map<std::string, const modvirt_storage_backend_v1 *> m_types;
    mutable std::mutex m_lock;
    int m_open_sessions = 0;
};

} // namespace modvirt::storage_client
