// SPDX-License-Identifier: LGPL-2.1-or-later
#include "volume_store.hpp"

#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

[[noreturn]] void refuse_missing(std::string_view name)
{
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}'", name));
}

constexpr VolumeStore::Index indexes[] = {VolumeStore::Index::Key, VolumeStore::Index::Path};

std::string indexed(VolumeStore::Index index, const storage::Volume &volume)
{
    return std::string(index == VolumeStore::Index::Key ? volume.key : volume.path);
}

} // namespace

storage::Usage VolumeStore::Contents::usage() const noexcept
{
    return {pool_capacity, allocation, allocation < pool_capacity ? pool_capacity - allocation : 0};
}

void VolumeStore::add(const Uuid &pool, const storage::VolumePtr &volume)
{
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    if (contents.by_name.contains(volume->name))
        throw Error(ErrorCode::OperationFailed, "storage vol already exists");
    if (volume->allocation > contents.usage().available)
        throw Error(ErrorCode::InternalError,
                    fmt::format("Not enough free space in pool for volume '{}'", volume->name));
    insert(pool, contents, volume);
}

void VolumeStore::load(const Uuid &pool, const storage::VolumePtr &volume)
{
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    if (contents.by_name.contains(volume->name))
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("storage vol '{}' stands twice in one pool", volume->name));
    insert(pool, contents, volume);
}

void VolumeStore::insert(const Uuid &pool, Contents &contents, const storage::VolumePtr &volume)
{
    contents.volumes.push_back(volume);
    const auto place = std::prev(contents.volumes.end());
    try {
        contents.by_name.emplace(volume->name, place);
        for (const Index index : indexes)
            m_entries[static_cast<std::size_t>(index)].emplace(indexed(index, *volume), Entry{pool, place});
    } catch (...) {
        erase_entries(place);
        contents.by_name.erase(volume->name);
        contents.volumes.erase(place);
        throw;
    }
    contents.allocation += volume->allocation;
}

void VolumeStore::erase_entry(Index index, Volumes::iterator volume)
{
    Entries &entries = m_entries[static_cast<std::size_t>(index)];
    const auto [first, last] = entries.equal_range(indexed(index, **volume));
    for (auto each = first; each != last; ++each)
        if (each->second.volume == volume) {
            entries.erase(each);
            return;
        }
}

void VolumeStore::erase_entries(Volumes::iterator volume)
{
    for (const Index index : indexes)
        erase_entry(index, volume);
}

VolumeStore::Volumes::iterator VolumeStore::place(const Uuid &pool, std::string_view name) const
{
    const auto contents = m_pools.find(pool);
    if (contents == m_pools.end())
        refuse_missing(name);
    const auto found = contents->second.by_name.find(std::string(name));
    if (found == contents->second.by_name.end())
        refuse_missing(name);
    return found->second;
}

storage::VolumePtr VolumeStore::get(const Uuid &pool, std::string_view name) const
{
    const std::shared_lock lock(m_lock);
    return *place(pool, name);
}

void VolumeStore::remove(const Uuid &pool, std::string_view name)
{
    const std::unique_lock lock(m_lock);
    const auto volume = place(pool, name);
    Contents &contents = m_pools[pool];
    erase_entries(volume);
    contents.by_name.erase((*volume)->name);
    contents.bytes.erase((*volume)->name);
    contents.allocation -= (*volume)->allocation;
    contents.volumes.erase(volume);
}

std::shared_ptr<SparseBytes> VolumeStore::contents(const Uuid &pool, std::string_view name)
{
    const std::unique_lock lock(m_lock);
    const auto volume = place(pool, name);
    std::shared_ptr<SparseBytes> &bytes = m_pools[pool].bytes[(*volume)->name];
    if (bytes == nullptr)
        bytes = std::make_shared<SparseBytes>();
    return bytes;
}

void VolumeStore::change(const Uuid &pool, std::string_view name, const Change &change)
{
    const std::unique_lock lock(m_lock);
    const auto volume = place(pool, name);
    Contents &contents = m_pools[pool];
    storage::VolumePtr changed = change(**volume, contents.usage().available);
    contents.allocation += changed->allocation - (*volume)->allocation;
    *volume = std::move(changed);
}

std::vector<VolumeStore::Place> VolumeStore::find(Index index, std::string_view value) const
{
    const std::shared_lock lock(m_lock);
    std::vector<Place> places;
    const auto [first, last] = entries(index).equal_range(std::string(value));
    for (auto each = first; each != last; ++each)
        places.push_back({each->second.pool, *each->second.volume});
    return places;
}

std::vector<storage::VolumePtr> VolumeStore::all(const Uuid &pool) const
{
    const std::shared_lock lock(m_lock);
    const auto found = m_pools.find(pool);
    if (found == m_pools.end())
        return {};
    return {found->second.volumes.begin(), found->second.volumes.end()};
}

storage::Usage VolumeStore::usage(const Uuid &pool) const
{
    const std::shared_lock lock(m_lock);
    const auto found = m_pools.find(pool);
    return found == m_pools.end() ? Contents{}.usage() : found->second.usage();
}

void VolumeStore::forget(const Uuid &pool)
{
    const std::unique_lock lock(m_lock);
    const auto found = m_pools.find(pool);
    if (found == m_pools.end())
        return;
    for (auto volume = found->second.volumes.begin(); volume != found->second.volumes.end(); ++volume)
        erase_entries(volume);
    m_pools.erase(found);
}

} // namespace modvirt::test
