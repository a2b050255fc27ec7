// SPDX-License-Identifier: LGPL-2.1-or-later
// Making, changing and deleting the volumes of a group.
#include <algorithm>

#include <fmt/format.h>

#include "backend.hpp"
#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::storage_logical {

namespace {

// Of virStorageVolCreateFlags, virStorageVolDeleteFlags and virStorageVolResizeFlags.
constexpr uint32_t create_validate = 4;
constexpr uint32_t delete_zeroed = 1;
constexpr uint32_t delete_with_snapshots = 2;
constexpr uint32_t resize_allocate = 1;
constexpr uint32_t resize_shrink = 4;
constexpr uint32_t zeros = 0; // of virStorageVolWipeAlgorithm

const LogicalVolume *find_named(const std::vector<LogicalVolume> &volumes, std::string_view name)
{
    const auto found = std::ranges::find(volumes, name, &LogicalVolume::name);
    return found == volumes.end() ? nullptr : &*found;
}

} // namespace

void Backend::remove_unfinished() const
{
    for (const LogicalVolume &volume : list()) {
        if (!volume.is_unfinished)
            continue;
        try {
            lvm(remove_volume(m_group, volume.name));
            host().log(LogLevel::Warning, "storage",
                       fmt::format("volume '{}' of group '{}' was never filled: it is removed", volume.name, m_group));
        } catch (const Error &error) {
            // Another process may be filling it. It is not shown before it is whole.
            host().log(LogLevel::Warning, "storage", error.message());
        }
    }
}

void Backend::set_origin(Wish &wish, const storage::Volume &wanted, const std::vector<LogicalVolume> &present) const
{
    const std::string backing(wanted.backing_path);
    const std::string prefix = m_target + "/";
    const LogicalVolume *origin =
        backing.starts_with(prefix) ? find_named(present, std::string_view(backing).substr(prefix.size())) : nullptr;
    if (origin == nullptr || origin->kind == VolumeKind::Internal || origin->kind == VolumeKind::ThinPool)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("'{}' is no volume of group '{}': a volume can be a snapshot of these only", backing, m_group));
    wish.origin = origin->name;
    wish.origin_is_thin = origin->kind == VolumeKind::Thin;
}

Wish Backend::wish_for(const storage::Volume &wanted, const std::vector<LogicalVolume> &present) const
{
    if (!is_name(wanted.name))
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("a logical volume cannot be called '{}': its name has letters, digits, '+', '_', '.' and '-', does "
                                "not begin with '-', and has at most 127 bytes",
                                wanted.name));
    if (const auto target = wanted.document.root().child("target"); target && target->child("encryption"))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("volume '{}' cannot be encrypted: volume groups hold plain volumes", wanted.name));
    const LogicalVolume *same = find_named(present, wanted.name);
    if (same != nullptr && !same->is_unfinished)
        throw Error(ErrorCode::StorageVolExist, fmt::format("'{}' of group '{}'", wanted.name, m_group));
    if (wanted.capacity == 0 && wanted.backing_path.empty())
        throw Error(ErrorCode::InvalidArg, fmt::format("volume '{}' has no capacity", wanted.name));
    Wish wish{.group = m_group,
              .name = wanted.name,
              .capacity = wanted.capacity,
              .allocation = wanted.allocation,
              .origin = {},
              .origin_is_thin = false,
              .pool = roomiest_pool(present),
              .stripes = m_stripes,
              .is_unfinished = false};
    if (!wanted.backing_path.empty())
        set_origin(wish, wanted, present);
    return wish;
}

void Backend::make_volume(const Wish &wish, const std::vector<LogicalVolume> &present) const
{
    if (find_named(present, wish.name) != nullptr)
        lvm(remove_volume(m_group, wish.name)); // an unfinished one
    lvm(storage_logical::create_volume(wish));
}

FoundVolume Backend::volume_create(std::string_view document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_validate, "virStorageVolCreateXML");
    const auto wanted = storage::parse_volume(m_parser, document, {.pool = storage::PoolType::Logical});
    const std::lock_guard changes(m_changes);
    const auto present = list();
    make_volume(wish_for(*wanted, present), present);
    try {
        block::await_device(m_run, path_of(wanted->name));
        return volume_inspect(wanted->name);
    } catch (...) {
        m_run({.argv = remove_volume(m_group, wanted->name), .package = "lvm2"});
        throw;
    }
}

FoundVolume Backend::volume_create_from(std::string_view document, std::string_view source_path,
                                        std::string_view source_document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_validate, "virStorageVolCreateXMLFrom");
    const auto wanted = storage::parse_volume(m_parser, document, {.pool = storage::PoolType::Logical});
    const contents::Source source = contents::source_of(xml::parse(m_parser, source_document, storage::volume_schema()), source_path);
    const std::lock_guard changes(m_changes);
    const auto present = list();
    Wish wish = wish_for(*wanted, present);
    wish.capacity = std::max(wish.capacity, source.capacity);
    wish.allocation = std::max(wish.allocation, wanted->allocation < wanted->capacity ? 0 : wish.capacity);
    wish.is_unfinished = true;
    make_volume(wish, present);
    try {
        block::await_device(m_run, path_of(wanted->name));
        block::copy_contents(m_run, source, {path_of(wanted->name)});
        lvm(finish_volume(m_group, wanted->name));
        return volume_inspect(wanted->name);
    } catch (...) {
        m_run({.argv = remove_volume(m_group, wanted->name), .package = "lvm2"});
        throw;
    }
}

void Backend::volume_delete(std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, delete_zeroed | delete_with_snapshots, "virStorageVolDelete");
    const std::lock_guard changes(m_changes);
    const LogicalVolume volume = find(name);
    // LVM would take them along without a word.
    if (volume.has_snapshots && (flags & delete_with_snapshots) == 0)
        throw Error(ErrorCode::OperationInvalid,
                    fmt::format("volume '{}' has snapshots, which would be lost with it: delete them first, or ask for that",
                                name));
    const std::string path = path_of(volume.name);
    block::refuse_busy(path);
    if ((flags & delete_zeroed) != 0)
        block::wipe(path, zeros);
    lvm(remove_volume(m_group, volume.name));
}

void Backend::volume_resize(std::string_view name, uint64_t capacity, uint32_t flags)
{
    refuse_unknown_flags(flags, resize_allocate | resize_shrink, "virStorageVolResize");
    const std::lock_guard changes(m_changes);
    const LogicalVolume volume = find(name);
    if (volume.kind == VolumeKind::Snapshot)
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("volume '{}' is a snapshot: its capacity is that of what it was taken of", name));
    if (capacity == 0)
        throw Error(ErrorCode::InvalidArg, fmt::format("volume '{}' cannot become empty", name));
    if (capacity == volume.size)
        return;
    if (capacity > volume.size) {
        lvm(grow_volume(m_group, volume.name, capacity));
        return;
    }
    if ((flags & resize_shrink) == 0)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("volume '{}' has {} bytes and may only grow without the shrink flag", name, volume.size));
    block::refuse_busy(path_of(volume.name));
    lvm(shrink_volume(m_group, volume.name, capacity));
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    const std::lock_guard changes(m_changes);
    DeviceBackend::volume_wipe(name, algorithm, flags);
}

} // namespace modvirt::storage_logical
