// SPDX-License-Identifier: LGPL-2.1-or-later
#include "storage_volumes.hpp"

#include <cstring>
#include <new>
#include <string>

#include "connection.hpp"
#include "entry.hpp"
#include "failure_context.hpp"
#include "plugin/escaped.hpp"
#include "plugin/plugin.hpp"

namespace modvirt {

namespace {

using Table = modvirt_storage_volumes_v1;
using Storage = Binding<modvirt_storage_v1>;

// Nothing may throw into a plugin.
template <class Body>
int32_t contain(const modvirt_call *call, const Body &body) noexcept
{
    try {
        body();
        return 0;
    } catch (const Error &error) {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
    } catch (const std::bad_alloc &) {
        call->fail(call, VIR_ERR_NO_MEMORY, VIR_FROM_STORAGE, "out of memory");
    } catch (const std::exception &error) {
        call->fail(call, VIR_ERR_INTERNAL_ERROR, VIR_FROM_STORAGE, error.what());
    }
    return -1;
}

// Calls a slot as a public call would.
template <class Slot, class... Arguments>
void ask(const Storage &storage, const char *question, Slot modvirt_storage_v1::*slot, const Arguments &...arguments)
{
    if (storage.table->*slot == nullptr)
        throw Error(ErrorCode::NoSupport,
                    "storage driver \"" + storage.plugin->name() + "\" cannot " + question, ErrorDomain::Storage);
    const FailureContext context;
    const SessionGuard guard(storage.lock);
    int32_t result = -1;
    try {
        result = (storage.table->*slot)(storage.session, arguments..., context.raw());
    } catch (...) {
        throw Error(ErrorCode::InternalError, "storage driver \"" + storage.plugin->name() + "\" does not " + question +
                                                  ": " + plugin::describe_escaped() + ". " + plugin::report_escaped);
    }
    if (result != 0)
        context.throw_failure(storage.error_domain, std::string("the storage driver did not ") + question);
}

// What a lookup found, its texts kept.
struct FoundPool {
    std::string name;
    modvirt_storage_pool_ref ref{};

    static int32_t take(const modvirt_storage_pool_sink *sink, const modvirt_storage_pool_ref *pool) noexcept
    {
        auto &self = *static_cast<FoundPool *>(sink->data);
        try {
            self.name = pool->name;
        } catch (const std::bad_alloc &) {
            return 1;
        }
        self.ref.struct_size = sizeof self.ref;
        std::memcpy(self.ref.uuid, pool->uuid, sizeof self.ref.uuid);
        self.ref.name = self.name.c_str();
        return 0;
    }
};

struct FoundVolume {
    std::string pool;
    std::string name;
    std::string key;
    modvirt_storage_vol_ref ref{};

    static int32_t take(const modvirt_storage_vol_sink *sink, const modvirt_storage_vol_ref *volume) noexcept
    {
        auto &self = *static_cast<FoundVolume *>(sink->data);
        try {
            self.pool = volume->pool;
            self.name = volume->name;
            self.key = volume->key;
        } catch (const std::bad_alloc &) {
            return 1;
        }
        self.ref = {sizeof self.ref, 0, self.pool.c_str(), self.name.c_str(), self.key.c_str()};
        return 0;
    }
};

void find(const Storage &storage, const char *pool_name, const char *volume_name, const modvirt_string_sink &pool_document,
          const modvirt_string_sink &volume_document)
{
    FoundPool pool;
    const modvirt_storage_pool_sink pool_sink{sizeof pool_sink, 0, &pool, &FoundPool::take};
    ask(storage, "find a pool", &modvirt_storage_v1::storage_pool_lookup_by_name, pool_name, &pool_sink);
    int32_t is_active = 0;
    ask(storage, "tell whether a pool is active", &modvirt_storage_v1::storage_pool_is_active, &pool.ref, &is_active);
    if (is_active == 0)
        throw Error(ErrorCode::ConfigUnsupported,
                    std::string("storage pool '") + pool_name + "' containing volume '" + volume_name + "' is not active",
                    ErrorDomain::Domain);
    FoundVolume volume;
    const modvirt_storage_vol_sink volume_sink{sizeof volume_sink, 0, &volume, &FoundVolume::take};
    ask(storage, "find a volume", &modvirt_storage_v1::storage_vol_lookup_by_name, &pool.ref, volume_name, &volume_sink);
    ask(storage, "describe a volume", &modvirt_storage_v1::storage_vol_get_xml_desc, &volume.ref, uint32_t{0},
        &volume_document);
    ask(storage, "describe a pool", &modvirt_storage_v1::storage_pool_get_xml_desc, &pool.ref, uint32_t{0},
        &pool_document);
}

// What is open stands behind a plugin's handle as a connection without a hypervisor.
virConnect &connection_of(modvirt_storage_access *storage)
{
    return *reinterpret_cast<virConnectPtr>(storage);
}

int32_t open_access(const Table *, const char *uri, modvirt_storage_access **storage, const modvirt_call *call)
{
    return contain(call,
                   [&] { *storage = reinterpret_cast<modvirt_storage_access *>(open_storage(uri).release()); });
}

void close_access(const Table *, modvirt_storage_access *storage)
{
    release_connection(&connection_of(storage));
}

int32_t find_volume(const Table *, modvirt_storage_access *storage, const char *pool, const char *volume,
                    const modvirt_string_sink *pool_document, const modvirt_string_sink *volume_document,
                    const modvirt_call *call)
{
    return contain(call, [&] {
        const auto &opened = std::get<Companion<modvirt_storage_v1>>(connection_of(storage).companions);
        find(opened.binding, pool, volume, *pool_document, *volume_document);
    });
}

} // namespace

const modvirt_storage_volumes_v1 &storage_volumes() noexcept
{
    static constexpr Table table{sizeof table, 0, nullptr, &open_access, &close_access, &find_volume};
    return table;
}

} // namespace modvirt
