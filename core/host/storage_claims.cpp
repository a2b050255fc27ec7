// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/storage_claims.hpp"

#include "log/log.hpp"

#include <algorithm>
#include <filesystem>
#include <modvirt/error.hpp>
#include <new>
#include <string_view>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <system_error>

namespace modvirt::host {
namespace {

namespace fs = std::filesystem;

using Table = modvirt_storage_claims_v1;

// Without links and dots, as far as the path exists.
std::string canonical(const std::string &path)
{
    std::error_code failed;
    fs::path real = fs::weakly_canonical(path, failed);
    if (failed) {
        real = fs::path(path).lexically_normal();
    }
    if (!real.has_filename() && real.has_relative_path()) {
        real = real.parent_path();
    }
    return real.native();
}

bool is_below(std::string_view path, std::string_view directory)
{
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/' || directory == "/");
}

StorageClaims &claims_of(const Table *table)
{
    return *static_cast<StorageClaims *>(table->data);
}

int32_t hold(const Table *table, const modvirt_storage_claim *wanted, uint64_t *id, const modvirt_call *call)
{
    try {
        std::vector<std::string> paths(wanted->paths, wanted->paths + wanted->path_count);
        *id = claims_of(table).hold(paths, wanted->holder, static_cast<StorageClaims::Use>(wanted->use),
                                    (wanted->flags & MODVIRT_STORAGE_ANYWAY) != 0 ? StorageClaims::Conflicts::Ignore
                                                                                  : StorageClaims::Conflicts::Refuse,
                                    (wanted->flags & MODVIRT_STORAGE_BELOW) != 0 ? StorageClaims::Reach::Below
                                                                                 : StorageClaims::Reach::Paths);
        return 0;
    } catch (const Error &error) {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
    } catch (const std::exception &) {
        call->fail(call, static_cast<int32_t>(ErrorCode::NoMemory), 0, "out of memory");
    }
    return -1;
}

void release(const Table *table, uint64_t id)
{
    claims_of(table).release(id);
}

void put(const modvirt_string_sink *sink, const std::string &text)
{
    sink->put(sink, text.data(), text.size());
}

// Storage about which nothing can be found out counts as used: what is asked for is whether it may be destroyed.
template <class Find>
int32_t answer(const modvirt_string_sink *holder, const modvirt_string_sink *path, const Find &find) noexcept
{
    try {
        const std::optional<StorageClaims::Held> held = find();
        if (!held) {
            return 1;
        }
        put(holder, held->holder);
        if (path != nullptr) {
            put(path, held->path);
        }
    } catch (const std::exception &error) {
        log::error("host", "cannot look for who uses storage: {}", error.what());
        holder->put(holder, "somebody", 8);
    }
    return 0;
}

int32_t find_holder(const Table *table, const char *path, uint32_t use, const modvirt_string_sink *holder)
{
    return answer(holder, nullptr,
                  [&] { return claims_of(table).find(path, static_cast<StorageClaims::Use>(use)); });
}

int32_t find_holder_below(const Table *table, const char *directory, uint32_t use, const modvirt_string_sink *holder,
                          const modvirt_string_sink *path)
{
    return answer(holder, path,
                  [&] { return claims_of(table).find_below(directory, static_cast<StorageClaims::Use>(use)); });
}

} // namespace

StorageClaims::StorageClaims()
{
    m_table.struct_size = sizeof(m_table);
    m_table.data = this;
    m_table.hold = host::hold;
    m_table.release = host::release;
    m_table.find_holder = host::find_holder;
    m_table.find_holder_below = host::find_holder_below;
}

// The path comes first. What exists has its identity too, which other names of it share: a file is used by whoever has it,
// so its number is not given to another one meanwhile.
StorageClaims::Keys StorageClaims::keys_of(const std::string &path)
{
    if (!path.starts_with('/')) {
        return {"remote " + path};
    }
    Keys keys = {canonical(path)};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return keys;
    }
    if (S_ISBLK(status.st_mode)) {
        keys.push_back("device " + std::to_string(status.st_rdev));
    } else {
        keys.push_back("file " + std::to_string(status.st_dev) + " " + std::to_string(status.st_ino));
    }
    return keys;
}

// Its path is as it was written, without dots: what is below it may have been claimed by a name that leads elsewhere now.
StorageClaims::Item StorageClaims::directory_item(const std::string &path)
{
    return {fs::path(path + "/").lexically_normal().parent_path().native(), {canonical(path)}};
}

bool StorageClaims::is_in(const Item &item, const Item &directory)
{
    return is_below(item.keys.front(), directory.keys.front()) || is_below(item.path, directory.path);
}

uint64_t StorageClaims::hold(const std::vector<std::string> &paths, std::string holder, Use use, Conflicts conflicts,
                             Reach reach)
{
    Claim claim{use, reach, std::move(holder), {}};
    for (const std::string &path : paths) {
        claim.items.push_back(reach == Reach::Below ? directory_item(path) : Item{path, keys_of(path)});
    }
    const Use other = use == Use::Needs ? Use::Changes : Use::Needs;
    const std::lock_guard lock(m_mutex);
    if (conflicts == Conflicts::Refuse) {
        for (const Item &item : claim.items) {
            auto held = find_locked(item, other);
            if (!held && reach == Reach::Below) {
                held = find_items_below(item, other);
            }
            if (held) {
                const std::string &path = reach == Reach::Below ? held->path : item.path;
                throw Error(ErrorCode::OperationInvalid,
                            "'" + path + "' is " + (other == Use::Needs ? "in use by " : "being changed by ") + held->holder);
            }
        }
    }
    const uint64_t id = m_next++;
    const Claim &kept = m_claims.emplace(id, std::move(claim)).first->second;
    try {
        link(id, kept);
    } catch (...) {
        unlink(id, kept);
        m_claims.erase(id);
        throw;
    }
    return id;
}

void StorageClaims::release(uint64_t id) noexcept
{
    const std::lock_guard lock(m_mutex);
    const auto place = m_claims.find(id);
    if (place == m_claims.end()) {
        return;
    }
    unlink(id, place->second);
    m_claims.erase(place);
}

void StorageClaims::link(uint64_t id, const Claim &claim)
{
    Index &index = index_of(claim.use);
    if (claim.reach == Reach::Below) {
        m_on_directories.insert(id);
    }
    for (const Item &item : claim.items) {
        for (const std::string &key : item.keys) {
            index[key].insert(id);
        }
    }
}

void StorageClaims::unlink(uint64_t id, const Claim &claim) noexcept
{
    Index &index = index_of(claim.use);
    m_on_directories.erase(id);
    for (const Item &item : claim.items) {
        for (const std::string &key : item.keys) {
            const auto place = index.find(key);
            if (place == index.end()) {
                continue;
            }
            place->second.erase(id);
            if (place->second.empty()) {
                index.erase(place);
            }
        }
    }
}

std::optional<StorageClaims::Held> StorageClaims::find_locked(const Item &item, Use use) const
{
    auto held = find_keys(item.keys, use);
    return held ? held : find_above(item, use);
}

std::optional<StorageClaims::Held> StorageClaims::find_above(const Item &item, Use use) const
{
    for (const uint64_t id : m_on_directories) {
        const Claim &claim = m_claims.at(id);
        for (const Item &directory : claim.items) {
            if (claim.use == use && is_in(item, directory)) {
                return Held{claim.holder, directory.path};
            }
        }
    }
    return std::nullopt;
}

std::optional<StorageClaims::Held> StorageClaims::find_items_below(const Item &directory, Use use) const
{
    for (const auto &[id, claim] : m_claims) {
        for (const Item &item : claim.items) {
            if (claim.use == use && is_in(item, directory)) {
                return Held{claim.holder, item.path};
            }
        }
    }
    return std::nullopt;
}

std::optional<StorageClaims::Held> StorageClaims::find_keys(const Keys &keys, Use use) const
{
    const Index &index = index_of(use);
    for (const std::string &key : keys) {
        const auto place = index.find(key);
        if (place == index.end() || place->second.empty()) {
            continue;
        }
        const Claim &claim = m_claims.at(*place->second.begin());
        const auto item = std::ranges::find_if(
            claim.items, [&](const Item &one) { return std::ranges::find(one.keys, key) != one.keys.end(); });
        return Held{claim.holder, item->path};
    }
    return std::nullopt;
}

std::optional<StorageClaims::Held> StorageClaims::find(const std::string &path, Use use) const
{
    const Item item{path, keys_of(path)};
    const std::lock_guard lock(m_mutex);
    return find_locked(item, use);
}

std::optional<StorageClaims::Held> StorageClaims::find_below(const std::string &directory, Use use) const
{
    const Item item = directory_item(directory);
    const std::lock_guard lock(m_mutex);
    return find_items_below(item, use);
}

} // namespace modvirt::host
