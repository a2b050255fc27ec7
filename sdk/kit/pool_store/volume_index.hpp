// SPDX-License-Identifier: MIT
// The volumes of all pools as they were last seen: found by name within a pool and by key and by path among all, without
// looking at the storage. May be called from any thread. Since 1.0.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <modvirt/plugin.h>
#include <modvirt/values.hpp>

#include "kit/store/store.hpp"

namespace modvirt::pool_store {

using store::Uuid;
using VolumePtr = std::shared_ptr<const FoundVolume>;
using VolumeNames = std::set<std::string, std::less<>>;

class VolumeIndex {
    struct Contents;

public:
    struct Place {
        Uuid pool{};
        VolumePtr volume;
    };

    // Null when there is none of that name.
    [[nodiscard]] VolumePtr find(const Uuid &pool, std::string_view name) const;
    // All that have it, in any pool.
    [[nodiscard]] std::vector<Place> with_key(std::string_view key) const;
    [[nodiscard]] std::vector<Place> with_path(std::string_view path) const;
    // In the order in which they were told.
    [[nodiscard]] std::vector<VolumePtr> all(const Uuid &pool) const;

    // In the place of the one of that name, if there is one. Answers the one that it replaces.
    VolumePtr put(const Uuid &pool, FoundVolume volume);
    // Answers the one that is gone; null when there was none.
    VolumePtr remove(const Uuid &pool, std::string_view name);
    // The same for who knows a volume already: nothing happens, and the answer is false, when another one is in its place by
    // now, or none.
    bool exchange(const Uuid &pool, const VolumePtr &known, FoundVolume now);
    bool remove(const Uuid &pool, const VolumePtr &known);
    // All volumes of the pool.
    void forget(const Uuid &pool);

    // One look at a whole pool, which may take long: the index stays as it is until finish(). What put() and remove() change
    // meanwhile is newer than what the look tells. One at a time for a pool.
    class Look {
    public:
        Look(VolumeIndex &index, const Uuid &pool);
        Look(const Look &) = delete;
        Look &operator=(const Look &) = delete;
        ~Look();

        // Volumes that are the same as before, in the same order, cost no memory. The second of a name is left out.
        void tell(const modvirt_volume &volume);
        // What was not told is gone. `keep` are names that stay as they are now: of volumes that are being worked on.
        void finish(const VolumeNames &keep = {});

    private:
        [[nodiscard]] std::vector<VolumePtr> merge(const Contents &contents, const VolumeNames &keep);
        [[nodiscard]] VolumePtr known(const modvirt_volume &volume);

        VolumeIndex &m_index;
        const Uuid m_pool;
        std::vector<VolumePtr> m_before;
        std::vector<VolumePtr> m_now;
        std::unordered_map<std::string_view, std::size_t> m_before_by_name; // places, once the order differs
        std::size_t m_next = 0;
        bool m_is_same = true;
        bool m_is_ascending = true; // by name, so that none is told twice
    };

private:
    using Names = std::unordered_map<std::string_view, VolumePtr>; // views of the volumes' own names
    using Entries = std::unordered_multimap<std::string_view, Place>;
    struct Contents {
        std::vector<VolumePtr> order;
        Names by_name;
        std::optional<VolumeNames> touched; // while somebody looks
    };

    void put_locked(const Uuid &pool, Contents &contents, const VolumePtr &before, const VolumePtr &now);
    void remove_locked(Contents &contents, const VolumePtr &gone);
    void link(const Uuid &pool, Contents &contents, const VolumePtr &volume);
    void unlink(Contents &contents, const VolumePtr &volume);
    void unlink_places(const VolumePtr &volume);
    void replace(const Uuid &pool, Contents &contents, std::vector<VolumePtr> volumes);
    static void touch(Contents &contents, std::string_view name);

    mutable std::shared_mutex m_lock;
    std::unordered_map<Uuid, Contents, store::UuidHash> m_pools;
    Entries m_by_key; // but for those whose path it is
    Entries m_by_path;
};

} // namespace modvirt::pool_store
