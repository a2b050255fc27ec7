// SPDX-License-Identifier: LGPL-2.1-or-later
// The volumes of all pools, found by name within a pool and by key and by path among all. May be called from
// any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kit/storage/pool.hpp"
#include "kit/storage/volume.hpp"
#include "kit/store/store.hpp"
#include "sparse_bytes.hpp"

namespace modvirt::test {

using store::Uuid;

// What every pool can hold: as stock's test driver has it.
inline constexpr uint64_t pool_capacity = uint64_t{100} << 30;

class VolumeStore {
public:
    enum class Index : uint8_t { Key, Path };
    struct Place {
        Uuid pool{};
        storage::VolumePtr volume;
    };

    // Throws OperationFailed when there is one of that name, InternalError when it does not fit.
    void add(const Uuid &pool, const storage::VolumePtr &volume);
    // As found in a host description: larger than the pool or not.
    void load(const Uuid &pool, const storage::VolumePtr &volume);
    // Throws NoStorageVol.
    [[nodiscard]] storage::VolumePtr get(const Uuid &pool, std::string_view name) const;
    void remove(const Uuid &pool, std::string_view name);
    // Puts what `change` makes of the volume, told how much of the pool is still free, into its place; name,
    // key and path stay.
    using Change = std::function<storage::VolumePtr(const storage::Volume &, uint64_t available)>;
    void change(const Uuid &pool, std::string_view name, const Change &change);
    [[nodiscard]] std::vector<Place> find(Index index, std::string_view value) const;
    // What is in it; it stays readable for whoever holds it when the volume is deleted. Throws NoStorageVol.
    [[nodiscard]] std::shared_ptr<SparseBytes> contents(const Uuid &pool, std::string_view name);
    // In the order in which they came.
    [[nodiscard]] std::vector<storage::VolumePtr> all(const Uuid &pool) const;
    [[nodiscard]] storage::Usage usage(const Uuid &pool) const;
    void forget(const Uuid &pool);

private:
    using Volumes = std::list<storage::VolumePtr>;
    struct Contents {
        Volumes volumes;
        std::unordered_map<std::string, Volumes::iterator> by_name;
        std::unordered_map<std::string, std::shared_ptr<SparseBytes>> bytes; // of volumes that were looked into
        uint64_t allocation = 0;

        [[nodiscard]] storage::Usage usage() const noexcept;
    };
    struct Entry {
        Uuid pool{};
        Volumes::iterator volume;
    };
    using Entries = std::unordered_multimap<std::string, Entry>;

    void insert(const Uuid &pool, Contents &contents, const storage::VolumePtr &volume);
    void erase_entry(Index index, Volumes::iterator volume);
    void erase_entries(Volumes::iterator volume);
    Volumes::iterator place(const Uuid &pool, std::string_view name) const;
    [[nodiscard]] const Entries &entries(Index index) const noexcept
    {
        return m_entries[static_cast<std::size_t>(index)];
    }

    mutable std::shared_mutex m_lock;
    std::unordered_map<Uuid, Contents, store::UuidHash> m_pools;
    std::array<Entries, 2> m_entries;
};

} // namespace modvirt::test
