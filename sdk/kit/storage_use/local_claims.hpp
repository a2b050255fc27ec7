// SPDX-License-Identifier: MIT
// For the tests of drivers and pool managers: the interface "storage-claims/1" within this program, without a host. A path is
// only what is written the same. Since 1.0.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <modvirt/error.hpp>
#include <modvirt/storage_claims.h>

namespace modvirt::storage_use {

class LocalClaims {
public:
    LocalClaims()
    {
        m_table.struct_size = sizeof m_table;
        m_table.data = this;
        m_table.hold = &hold;
        m_table.release = &release;
        m_table.find_holder = &find_holder;
        m_table.find_holder_below = &find_holder_below;
    }
    LocalClaims(const LocalClaims &) = delete;
    LocalClaims &operator=(const LocalClaims &) = delete;

    [[nodiscard]] const modvirt_storage_claims_v1 &table() const { return m_table; }
    [[nodiscard]] std::size_t count() const
    {
        const std::lock_guard lock(m_mutex);
        return m_claims.size();
    }

private:
    using Table = const modvirt_storage_claims_v1;
    struct Entry {
        uint32_t use;
        bool is_on_directories;
        std::string holder;
        std::vector<std::string> paths;
    };

    static LocalClaims &self(Table *table) { return *static_cast<LocalClaims *>(table->data); }

    // Calls `found` with the first claim on a path that `is_meant`; false when there is none.
    template <class Meant, class Found>
    bool find(uint32_t use, const Meant &is_meant, const Found &found) const
    {
        for (const auto &[id, entry] : m_claims) {
            const auto path = std::ranges::find_if(entry.paths, is_meant);
            if (entry.use == use && path != entry.paths.end()) {
                found(entry, *path);
                return true;
            }
        }
        return false;
    }

    // The path in which they meet: that of the one which stands for itself alone.
    static const std::string *conflict(const Entry &one, const Entry &other)
    {
        const auto reaches = [](const Entry &entry, const std::string &directory, const std::string &path) {
            return directory == path || (entry.is_on_directories && path.starts_with(directory + "/"));
        };
        for (const std::string &first : one.paths)
            for (const std::string &second : other.paths)
                if (reaches(one, first, second) || reaches(other, second, first))
                    return one.is_on_directories ? &second : &first;
        return nullptr;
    }

    static int32_t hold(Table *table, const modvirt_storage_claim *wanted, uint64_t *id, const modvirt_call *call)
    {
        LocalClaims &local = self(table);
        const std::lock_guard lock(local.m_mutex);
        Entry entry{wanted->use, (wanted->flags & MODVIRT_STORAGE_BELOW) != 0, wanted->holder, {wanted->paths, wanted->paths + wanted->path_count}};
        const bool is_asked = (wanted->flags & MODVIRT_STORAGE_ANYWAY) == 0;
        const uint32_t other = wanted->use == MODVIRT_STORAGE_IN_USE ? MODVIRT_STORAGE_CHANGES : MODVIRT_STORAGE_IN_USE;
        for (const auto &[claim, holder] : local.m_claims) {
            const std::string *path = is_asked && holder.use == other ? conflict(entry, holder) : nullptr;
            if (path == nullptr)
                continue;
            const std::string how = other == MODVIRT_STORAGE_IN_USE ? "in use by " : "being changed by ";
            call->fail(call, static_cast<int32_t>(ErrorCode::OperationInvalid), 0,
                       ("'" + *path + "' is " + how + holder.holder).c_str());
            return -1;
        }
        *id = ++local.m_last;
        local.m_claims.emplace(*id, std::move(entry));
        return 0;
    }

    static void release(Table *table, uint64_t id)
    {
        const std::lock_guard lock(self(table).m_mutex);
        self(table).m_claims.erase(id);
    }

    static int32_t find_holder(Table *table, const char *path, uint32_t use, const modvirt_string_sink *holder)
    {
        const std::lock_guard lock(self(table).m_mutex);
        const bool is_found = self(table).find(
            use, [&](const std::string &one) { return one == path; },
            [&](const Entry &entry, const std::string &) { holder->put(holder, entry.holder.data(), entry.holder.size()); });
        return is_found ? 0 : 1;
    }

    static int32_t find_holder_below(Table *table, const char *directory, uint32_t use, const modvirt_string_sink *holder,
                                     const modvirt_string_sink *path)
    {
        const std::lock_guard lock(self(table).m_mutex);
        const std::string begin = std::string(directory) + "/";
        const bool is_found = self(table).find(
            use, [&](const std::string &one) { return one.starts_with(begin); },
            [&](const Entry &entry, const std::string &one) {
                holder->put(holder, entry.holder.data(), entry.holder.size());
                path->put(path, one.data(), one.size());
            });
        return is_found ? 0 : 1;
    }

    modvirt_storage_claims_v1 m_table{};
    mutable std::mutex m_mutex;
    std::map<uint64_t, Entry> m_claims;
    uint64_t m_last = 0;
};

} // namespace modvirt::storage_use
