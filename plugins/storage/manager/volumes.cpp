// SPDX-License-Identifier: LGPL-2.1-or-later
// Volumes: which there are, making, copying, resizing and deleting them. Which there are is answered from the index; what
// one of them is like, by the backend.
#include <algorithm>

#include <fmt/format.h>

#include "flags.hpp"
#include "kit/pool_store/claims.hpp"
#include "kit/pool_store/resize.hpp"
#include "manager.hpp"
#include "volume_copy.hpp"
#include "volume_document.hpp"

namespace modvirt::storage_manager {

using storage_client::BackendSession;

namespace {

[[noreturn]] void refuse_volume(const char *by, std::string_view value)
{
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching {} '{}'", by, value));
}

FoundStorageVol found(const storage::Pool &pool, const FoundVolume &volume)
{
    return {pool.name, volume.name, volume.key};
}

// As far as the index is asked: what else is told of a volume is asked of the backend first, which looks into it.
bool is_same(const FoundVolume &one, const FoundVolume &other)
{
    return one.type == other.type && one.key == other.key && one.path == other.path &&
           one.allocation == other.allocation;
}

// A copy is at least as large as what it is a copy of.
storage::VolumePtr as_large_as(const storage::VolumePtr &volume, const FoundVolume &source)
{
    const uint64_t capacity = std::max(volume->capacity, source.capacity);
    const bool is_whole = volume->allocation == volume->capacity; // what is meant when the text says nothing
    const uint64_t allocation = is_whole ? capacity : std::max(volume->allocation, source.allocation);
    return storage::with_size(*volume, capacity, allocation);
}

} // namespace

// --- The pool that a call is about

Manager::ActivePool Manager::active(const Uuid &uuid, std::string_view name)
{
    const PoolPtr config = active_config({uuid, name});
    auto state = state_of(uuid);
    OpenedStorage storage = state->storage();
    if (storage.session == nullptr)
        throw Error(ErrorCode::OperationInvalid, fmt::format("storage pool '{}' is not active", config->name));
    return {config, std::move(state), std::move(storage.session), std::move(storage.patience)};
}

Manager::ActivePool Manager::active(const StorageVolRef &volume)
{
    return active(m_pools.all().find_name(volume.pool)->uuid, volume.pool);
}

PoolPtr Manager::active_config(const StoragePoolRef &pool) const
{
    return read(pool, [](const PoolEntry &entry) {
        pool_store::Pools::check_active(entry);
        return entry.current();
    });
}

// The pool may have been stopped before the job began.
std::unique_ptr<PoolJobs::VolumeJob> Manager::begin(const ActivePool &pool, std::string_view volume, VolumeUse use) const
{
    auto job = pool.state->jobs().begin_volume(pool.config->name, volume, use);
    static_cast<void>(active_config({pool.config->uuid, pool.config->name}));
    return job;
}

VolumePtr Manager::get_volume(const Uuid &pool, std::string_view name) const
{
    VolumePtr volume = m_volumes.find(pool, name);
    if (volume == nullptr)
        refuse_volume("name", name);
    return volume;
}

// --- Which volumes there are

std::vector<VolumePtr> Manager::volumes(const StoragePoolRef &pool) const
{
    return m_volumes.all(active_config(pool)->uuid);
}

std::optional<FoundVolume> Manager::being_made(const ActivePool &pool, std::string_view name)
{
    if (!pool.session->has(&modvirt_storage_backend_v1::volume_inspect) ||
        m_volumes.find(pool.config->uuid, name) != nullptr || !pool.state->jobs().changing().contains(name))
        return std::nullopt;
    try {
        return attend(pool, [session = pool.session, of = std::string(name)] { return session->volume_inspect(of); });
    } catch (const Error &) {
        return std::nullopt; // what is not there yet cannot be told
    }
}

FoundStorageVol Manager::find_name(const StoragePoolRef &pool, std::string_view name)
{
    const ActivePool home = active(pool.uuid, pool.name);
    if (const auto unfinished = being_made(home, name))
        return found(*home.config, *unfinished);
    return found(*home.config, *get_volume(home.config->uuid, name));
}

FoundStorageVol Manager::find_key(std::string_view key) const
{
    for (const VolumeIndex::Place &place : m_volumes.with_key(key))
        if (const auto pool = m_pools.all().try_read(place.pool, [](const PoolEntry &entry) { return entry.current(); }))
            return found(**pool, *place.volume);
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching key {}", key));
}

FoundStorageVol Manager::find_path(std::string_view path) const
{
    for (const VolumeIndex::Place &place : m_volumes.with_path(pool_store::plain_path(path)))
        if (const auto pool = m_pools.all().try_read(place.pool, [](const PoolEntry &entry) { return entry.current(); }))
            return found(**pool, *place.volume);
    refuse_volume("path", path);
}

// --- What one is like

// The backend's newest word on a volume.
VolumePtr Manager::look_again(const ActivePool &pool, const VolumePtr &known)
{
    if (!pool.session->has(&modvirt_storage_backend_v1::volume_inspect))
        return known;
    try {
        FoundVolume volume =
            attend(pool, [session = pool.session, known] { return session->volume_inspect(known->name); });
        if (!is_same(volume, *known) && m_volumes.exchange(pool.config->uuid, known, volume))
            pool.state->move_allocation(known->allocation, volume.allocation);
        return std::make_shared<const FoundVolume>(std::move(volume));
    } catch (const Error &error) {
        if (error.code() == ErrorCode::NoStorageVol && m_volumes.remove(pool.config->uuid, known))
            pool.state->move_allocation(known->allocation, 0);
        throw;
    }
}

std::string Manager::path(const StorageVolRef &volume)
{
    return get_volume(active(volume).config->uuid, volume.name)->path;
}

FoundVolume Manager::look_at(const StorageVolRef &volume)
{
    const ActivePool pool = active(volume);
    if (auto unfinished = being_made(pool, volume.name))
        return *std::move(unfinished);
    return *look_again(pool, get_volume(pool.config->uuid, volume.name));
}

std::string Manager::describe(const StorageVolRef &volume)
{
    const ActivePool pool = active(volume);
    return describe(pool, *get_volume(pool.config->uuid, volume.name));
}

std::string Manager::describe(const ActivePool &pool, const FoundVolume &volume) const
{
    if (pool.session->has(&modvirt_storage_backend_v1::volume_describe))
        return attend(pool, [session = pool.session, name = volume.name] { return session->volume_describe(name); });
    return format_volume(volume);
}

// --- Making

storage::VolumePtr Manager::parse_volume(const storage::Pool &pool, std::string_view xml, uint32_t flags,
                                         bool capacity_optional) const
{
    storage::VolumeOptions options;
    options.pool = pool.type;
    options.capacity_optional = capacity_optional;
    options.keeps_nocow = true;
    xml::ReadOptions read_options;
    if ((flags & volume_create_validate) != 0)
        read_options.strictness = xml::Strictness::Strict;
    return storage::parse_volume(m_parser, xml, options, read_options);
}

void Manager::add_volume(const ActivePool &pool, const FoundVolume &volume)
{
    m_volumes.put(pool.config->uuid, volume);
    pool.state->move_allocation(0, volume.allocation);
}

FoundStorageVol Manager::create_volume(const StoragePoolRef &pool, std::string_view xml, uint32_t flags)
{
    const ActivePool home = active(pool.uuid, pool.name);
    const storage::VolumePtr wanted = parse_volume(*home.config, xml, flags);
    if (!home.session->has(&modvirt_storage_backend_v1::volume_create))
        throw Error(ErrorCode::NoSupport, "storage pool does not support volume creation");
    const auto job = begin(home, wanted->name, VolumeUse::Create);
    refuse_name_in_use(*home.config, wanted->name);
    const FoundVolume made =
        attend(home, [session = home.session, text = storage::format(*wanted), how = flags & ~volume_create_validate] {
            return session->volume_create(text, how);
        });
    add_volume(home, made);
    return found(*home.config, made);
}

void Manager::refuse_name_in_use(const storage::Pool &pool, std::string_view name) const
{
    if (m_volumes.find(pool.uuid, name) != nullptr)
        throw Error(ErrorCode::StorageVolExist, fmt::format("'{}'", name));
}

FoundStorageVol Manager::clone_volume(const StoragePoolRef &pool, std::string_view xml, const StorageVolRef &source,
                                      uint32_t flags)
{
    const ActivePool home = active(pool.uuid, pool.name);
    const ActivePool away = active(source);
    if (!home.session->has(&modvirt_storage_backend_v1::volume_create_from) &&
        !home.session->has(&modvirt_storage_backend_v1::volume_create))
        throw Error(ErrorCode::NoSupport, "storage pool does not support volume creation from an existing volume");
    const storage::VolumePtr text = parse_volume(*home.config, xml, flags, true);
    const auto source_job = begin(away, source.name, VolumeUse::Share);
    const auto job = begin(home, text->name, VolumeUse::Create);
    refuse_name_in_use(*home.config, text->name);
    const VolumePtr copied = look_again(away, get_volume(away.config->uuid, source.name));
    // Both may be on other machines, and each of them may go.
    const auto copy = [home, wanted = as_large_as(text, *copied), copied, document = describe(away, *copied),
                       how = flags & ~volume_create_validate] { return copy_volume(home, *wanted, *copied, document, how); };
    const FoundVolume made =
        attend(home, [away_patience = away.patience == home.patience ? nullptr : away.patience, copy] {
            return away_patience == nullptr ? copy() : patience::Patience::run(away_patience, copy);
        });
    add_volume(home, made);
    return found(*home.config, made);
}

// Either the whole copy exists afterwards, or nothing of it.
FoundVolume Manager::copy_volume(const ActivePool &pool, const storage::Volume &wanted, const FoundVolume &source,
                                 const std::string &source_document, uint32_t flags)
{
    BackendSession &session = *pool.session;
    if (session.has(&modvirt_storage_backend_v1::volume_create_from))
        return session.volume_create_from(storage::format(wanted), source.path, source_document, flags);
    if (wanted.format != source.format && !wanted.format.empty() && !source.format.empty())
        throw Error(ErrorCode::NoSupport,
                    fmt::format("storage pools of type '{}' cannot make a volume of format '{}' from one of format '{}'",
                                pool.config->type_name, wanted.format, source.format));
    FoundVolume made = session.volume_create(storage::format(wanted), flags);
    try {
        copy_contents(source, made);
    } catch (...) {
        if (session.has(&modvirt_storage_backend_v1::volume_delete))
            session.volume_delete(made.name, 0);
        throw;
    }
    return made;
}

// --- Changing

void Manager::delete_volume(const StorageVolRef &volume, uint32_t flags)
{
    const ActivePool pool = active(volume);
    const VolumePtr known = get_volume(pool.config->uuid, volume.name);
    const auto job = begin(pool, volume.name, VolumeUse::Change);
    if (!pool.session->has(&modvirt_storage_backend_v1::volume_delete))
        throw Error(ErrorCode::NoSupport, "storage pool does not support vol deletion");
    attend(pool, [pool, known, flags, protection = m_protection] {
        const auto claim = protection.change(*pool.config, *known, "delete");
        pool.session->volume_delete(known->name, flags);
    });
    if (const VolumePtr gone = m_volumes.remove(pool.config->uuid, known->name))
        pool.state->move_allocation(gone->allocation, 0);
}

void Manager::resize_volume(const StorageVolRef &volume, uint64_t capacity, uint32_t flags)
{
    const ActivePool pool = active(volume);
    const auto job = begin(pool, volume.name, VolumeUse::Change);
    if (!pool.session->has(&modvirt_storage_backend_v1::volume_resize))
        throw Error(ErrorCode::NoSupport, "storage pool does not support changing of volume capacity");
    const VolumePtr before = look_again(pool, get_volume(pool.config->uuid, volume.name));
    const uint64_t wanted = pool_store::resized_capacity(
        {before->name, before->capacity, before->allocation, pool.state->usage().available}, capacity, flags);
    // A running guest does not notice that a raw image has grown. Anything else would take from it what it has, or change
    // tables that it keeps in its memory.
    const bool is_raw = before->format.empty() || before->format == "raw";
    const bool is_harmless = is_raw && wanted >= before->capacity && (flags & pool_store::resize_allocate) == 0;
    attend(pool, [pool, before, wanted, is_harmless, protection = m_protection, how = flags & ~pool_store::resize_delta] {
        const auto claim = is_harmless ? storage_use::Claim() : protection.change(*pool.config, *before, "resize");
        pool.session->volume_resize(before->name, wanted, how);
    });
    FoundVolume after = *before;
    after.capacity = wanted;
    if ((flags & pool_store::resize_allocate) != 0 || after.allocation > wanted)
        after.allocation = wanted;
    pool.state->move_allocation(before->allocation, after.allocation);
    m_volumes.put(pool.config->uuid, after);
    look_again(pool, get_volume(pool.config->uuid, volume.name));
}

} // namespace modvirt::storage_manager
