// SPDX-License-Identifier: LGPL-2.1-or-later
// The interface "storage-claims/1": drivers tell here what their guests use, so that pool managers leave it alone.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <modvirt/storage_claims.h>

namespace modvirt::host {

// Its table is handed to plugins and must outlive them.
class StorageClaims {
public:
    enum class Use : uint32_t { Needs = MODVIRT_STORAGE_IN_USE, Changes = MODVIRT_STORAGE_CHANGES };
    enum class Conflicts : uint8_t { Refuse, Ignore };
    enum class Reach : uint8_t { Paths, Below };

    struct Held {
        std::string holder;
        std::string path; // as it was claimed
    };

    StorageClaims();
    StorageClaims(const StorageClaims &) = delete;
    StorageClaims &operator=(const StorageClaims &) = delete;

    [[nodiscard]] const modvirt_storage_claims_v1 *table() const { return &m_table; }

    // Throws Error(OperationInvalid) for storage that somebody uses the other way.
    uint64_t hold(const std::vector<std::string> &paths, std::string holder, Use use, Conflicts conflicts,
                  Reach reach = Reach::Paths);
    void release(uint64_t id) noexcept;
    [[nodiscard]] std::optional<Held> find(const std::string &path, Use use) const;
    // Looks at every claim.
    [[nodiscard]] std::optional<Held> find_below(const std::string &directory, Use use) const;

private:
    // What one path stands for: texts that are equal when it is the same storage.
    using Keys = std::vector<std::string>;
    struct Item {
        std::string path; // as it was claimed
        Keys keys;
    };
    struct Claim {
        Use use = Use::Needs;
        Reach reach = Reach::Paths;
        std::string holder;
        std::vector<Item> items;
    };

    // The claims of each key.
    using Index = std::unordered_map<std::string, std::unordered_set<uint64_t>>;

    static Keys keys_of(const std::string &path);
    static Item directory_item(const std::string &path);
    static bool is_in(const Item &item, const Item &directory);
    [[nodiscard]] const Index &index_of(Use use) const { return use == Use::Needs ? m_needs : m_changes; }
    [[nodiscard]] Index &index_of(Use use) { return use == Use::Needs ? m_needs : m_changes; }
    [[nodiscard]] std::optional<Held> find_locked(const Item &item, Use use) const;
    [[nodiscard]] std::optional<Held> find_keys(const Keys &keys, Use use) const;
    // A claim on a directory that the item is in.
    [[nodiscard]] std::optional<Held> find_above(const Item &item, Use use) const;
    [[nodiscard]] std::optional<Held> find_items_below(const Item &directory, Use use) const;
    void link(uint64_t id, const Claim &claim);
    void unlink(uint64_t id, const Claim &claim) noexcept;

    modvirt_storage_claims_v1 m_table{};
    mutable std::mutex m_mutex; // of all below; no file is looked at meanwhile
    std::unordered_map<uint64_t, Claim> m_claims;
    std::unordered_set<uint64_t> m_on_directories; // those that reach below their paths
    Index m_needs;
    Index m_changes;
    uint64_t m_next = 1;
};

} // namespace modvirt::host
