// SPDX-License-Identifier: MIT
#include "volume_index.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_set>
#include <utility>

namespace modvirt::pool_store {

namespace {

std::string_view view_of(const char *text)
{
    return text == nullptr ? std::string_view() : std::string_view(text);
}

bool is_same(const FoundVolume &known, const modvirt_volume &told)
{
    return known.capacity == told.capacity && known.allocation == told.allocation && known.type == told.type &&
           known.name == view_of(told.name) && known.key == view_of(told.key) && known.path == view_of(told.path) &&
           known.format == view_of(told.format);
}

// Files have: they are found by it among the paths.
bool has_path_as_key(const FoundVolume &volume)
{
    return !volume.path.empty() && volume.key == volume.path;
}

FoundVolume copy_of(const modvirt_volume &told)
{
    return {.type = told.type,
            .name = std::string(view_of(told.name)),
            .key = std::string(view_of(told.key)),
            .path = std::string(view_of(told.path)),
            .format = std::string(view_of(told.format)),
            .capacity = told.capacity,
            .allocation = told.allocation};
}

// Which volumes are among some.
class Addresses {
public:
    explicit Addresses(const std::vector<VolumePtr> &volumes)
    {
        m_sorted.reserve(volumes.size());
        for (const VolumePtr &volume : volumes)
            m_sorted.push_back(volume.get());
        std::ranges::sort(m_sorted);
    }

    [[nodiscard]] bool contains(const VolumePtr &volume) const
    {
        return std::ranges::binary_search(m_sorted, volume.get());
    }

private:
    std::vector<const FoundVolume *> m_sorted;
};

template <class Entries>
void erase_entry(Entries &entries, std::string_view value, const VolumePtr &volume)
{
    const auto [first, last] = entries.equal_range(value);
    const auto found = std::find_if(first, last, [&](const auto &each) { return each.second.volume == volume; });
    if (found != last)
        entries.erase(found);
}

template <class Entries>
std::vector<VolumeIndex::Place> places(const Entries &entries, std::string_view value)
{
    std::vector<VolumeIndex::Place> found;
    const auto [first, last] = entries.equal_range(value);
    for (auto each = first; each != last; ++each)
        found.push_back(each->second);
    return found;
}

} // namespace

VolumePtr VolumeIndex::find(const Uuid &pool, std::string_view name) const
{
    const std::shared_lock lock(m_lock);
    const auto contents = m_pools.find(pool);
    if (contents == m_pools.end())
        return nullptr;
    const auto found = contents->second.by_name.find(name);
    return found == contents->second.by_name.end() ? nullptr : found->second;
}

std::vector<VolumeIndex::Place> VolumeIndex::with_key(std::string_view key) const
{
    const std::shared_lock lock(m_lock);
    std::vector<Place> found = places(m_by_key, key);
    for (Place &place : places(m_by_path, key))
        if (has_path_as_key(*place.volume))
            found.push_back(std::move(place));
    return found;
}

std::vector<VolumeIndex::Place> VolumeIndex::with_path(std::string_view path) const
{
    const std::shared_lock lock(m_lock);
    return places(m_by_path, path);
}

std::vector<VolumePtr> VolumeIndex::all(const Uuid &pool) const
{
    const std::shared_lock lock(m_lock);
    const auto contents = m_pools.find(pool);
    return contents == m_pools.end() ? std::vector<VolumePtr>() : contents->second.order;
}

void VolumeIndex::touch(Contents &contents, std::string_view name)
{
    if (contents.touched)
        contents.touched->emplace(name);
}

void VolumeIndex::link(const Uuid &pool, Contents &contents, const VolumePtr &volume)
{
    contents.by_name.emplace(volume->name, volume);
    if (!has_path_as_key(*volume))
        m_by_key.emplace(volume->key, Place{pool, volume});
    if (!volume->path.empty())
        m_by_path.emplace(volume->path, Place{pool, volume});
}

void VolumeIndex::unlink_places(const VolumePtr &volume)
{
    if (!has_path_as_key(*volume))
        erase_entry(m_by_key, volume->key, volume);
    erase_entry(m_by_path, volume->path, volume);
}

void VolumeIndex::unlink(Contents &contents, const VolumePtr &volume)
{
    contents.by_name.erase(volume->name);
    unlink_places(volume);
}

// `before` is null for a new one.
void VolumeIndex::put_locked(const Uuid &pool, Contents &contents, const VolumePtr &before, const VolumePtr &now)
{
    touch(contents, now->name);
    if (before == nullptr) {
        contents.order.push_back(now);
    } else {
        *std::ranges::find(contents.order, before) = now;
        unlink(contents, before);
    }
    link(pool, contents, now);
}

void VolumeIndex::remove_locked(Contents &contents, const VolumePtr &gone)
{
    touch(contents, gone->name);
    contents.order.erase(std::ranges::find(contents.order, gone));
    unlink(contents, gone);
}

VolumePtr VolumeIndex::put(const Uuid &pool, FoundVolume volume)
{
    const auto added = std::make_shared<const FoundVolume>(std::move(volume));
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    const auto known = contents.by_name.find(added->name);
    const VolumePtr before = known == contents.by_name.end() ? nullptr : known->second;
    put_locked(pool, contents, before, added);
    return before;
}

VolumePtr VolumeIndex::remove(const Uuid &pool, std::string_view name)
{
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    const auto known = contents.by_name.find(name);
    if (known == contents.by_name.end()) {
        touch(contents, name);
        return nullptr;
    }
    const VolumePtr gone = known->second;
    remove_locked(contents, gone);
    return gone;
}

bool VolumeIndex::exchange(const Uuid &pool, const VolumePtr &known, FoundVolume now)
{
    const auto added = std::make_shared<const FoundVolume>(std::move(now));
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    const auto present = contents.by_name.find(known->name);
    if (present == contents.by_name.end() || present->second != known)
        return false;
    put_locked(pool, contents, VolumePtr(known), added);
    return true;
}

bool VolumeIndex::remove(const Uuid &pool, const VolumePtr &known)
{
    const std::unique_lock lock(m_lock);
    Contents &contents = m_pools[pool];
    const auto present = contents.by_name.find(known->name);
    if (present == contents.by_name.end() || present->second != known)
        return false;
    remove_locked(contents, VolumePtr(known));
    return true;
}

void VolumeIndex::forget(const Uuid &pool)
{
    const std::unique_lock lock(m_lock);
    const auto contents = m_pools.find(pool);
    if (contents == m_pools.end())
        return;
    for (const VolumePtr &volume : contents->second.order)
        unlink_places(volume);
    m_pools.erase(contents);
}

// Only what differs is taken out and put in.
void VolumeIndex::replace(const Uuid &pool, Contents &contents, std::vector<VolumePtr> volumes)
{
    const Addresses before(contents.order);
    const Addresses now(volumes);
    for (const VolumePtr &volume : contents.order)
        if (!now.contains(volume))
            unlink(contents, volume);
    const std::size_t others = m_by_path.size() - std::min(m_by_path.size(), contents.by_name.size());
    contents.by_name.reserve(volumes.size());
    m_by_path.reserve(others + volumes.size());
    for (const VolumePtr &volume : volumes)
        if (!before.contains(volume))
            link(pool, contents, volume);
    contents.order = std::move(volumes);
}

// --- A look at a whole pool

VolumeIndex::Look::Look(VolumeIndex &index, const Uuid &pool) : m_index(index), m_pool(pool)
{
    const std::unique_lock lock(m_index.m_lock);
    Contents &contents = m_index.m_pools[m_pool];
    m_before = contents.order;
    contents.touched.emplace();
}

VolumeIndex::Look::~Look()
{
    const std::unique_lock lock(m_index.m_lock);
    if (const auto contents = m_index.m_pools.find(m_pool); contents != m_index.m_pools.end())
        contents->second.touched.reset();
}

// Storage mostly tells its volumes in the same order every time.
VolumePtr VolumeIndex::Look::known(const modvirt_volume &volume)
{
    if (m_next < m_before.size() && m_before[m_next]->name == view_of(volume.name))
        return m_before[m_next++];
    m_is_same = false;
    if (m_before_by_name.empty())
        for (std::size_t place = 0; place < m_before.size(); ++place)
            m_before_by_name.emplace(m_before[place]->name, place);
    const auto found = m_before_by_name.find(view_of(volume.name));
    if (found == m_before_by_name.end())
        return nullptr;
    m_next = found->second + 1;
    return m_before[found->second];
}

void VolumeIndex::Look::tell(const modvirt_volume &volume)
{
    VolumePtr before = known(volume);
    if (before == nullptr || !pool_store::is_same(*before, volume)) {
        m_is_same = false;
        before = std::make_shared<const FoundVolume>(copy_of(volume));
    }
    m_is_ascending = m_is_ascending && (m_now.empty() || m_now.back()->name < before->name);
    m_now.push_back(std::move(before));
}

// What was told, but for names that stay as they are, and each name once.
std::vector<VolumePtr> VolumeIndex::Look::merge(const Contents &contents, const VolumeNames &keep)
{
    if (keep.empty() && m_is_ascending && (!contents.touched || contents.touched->empty()))
        return std::move(m_now);
    const auto stays = [&](std::string_view name) {
        return keep.contains(name) || (contents.touched && contents.touched->contains(name));
    };
    std::vector<VolumePtr> volumes;
    std::unordered_set<std::string_view> names;
    const auto add = [&](const VolumePtr &volume) {
        if (names.insert(volume->name).second)
            volumes.push_back(volume);
    };
    for (const VolumePtr &volume : m_now) {
        if (!stays(volume->name)) {
            add(volume);
        } else if (const auto present = contents.by_name.find(volume->name); present != contents.by_name.end()) {
            add(present->second);
        }
    }
    for (const VolumePtr &volume : contents.order)
        if (stays(volume->name))
            add(volume);
    return volumes;
}

void VolumeIndex::Look::finish(const VolumeNames &keep)
{
    const std::unique_lock lock(m_index.m_lock);
    Contents &contents = m_index.m_pools[m_pool];
    if (m_is_same && m_next == m_before.size() && contents.touched && contents.touched->empty())
        return;
    m_index.replace(m_pool, contents, merge(contents, keep));
}

} // namespace modvirt::pool_store
