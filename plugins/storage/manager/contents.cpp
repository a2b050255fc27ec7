// SPDX-License-Identifier: LGPL-2.1-or-later
// What is in a volume: sending it in and out at its path, and wiping it.
#include <fcntl.h>

#include <fmt/format.h>

#include "flags.hpp"
#include "held_stream.hpp"
#include "manager.hpp"
#include "volume_copy.hpp"

namespace modvirt::storage_manager {

using namespace pool_store::numbers;

namespace {

void refuse_without_bytes(const FoundVolume &volume, const char *what)
{
    if (volume.path.empty() || (volume.type != type_file && volume.type != type_block))
        throw Error(ErrorCode::NoSupport, fmt::format("storage pool doesn't support volume {}", what));
}

} // namespace

std::unique_ptr<ByteStream> Manager::upload(const std::shared_ptr<Manager> &self, const StorageVolRef &volume,
                                            stream::Part part, stream::Sparseness sparseness)
{
    const ActivePool pool = self->active(volume);
    const VolumePtr known = self->get_volume(pool.config->uuid, volume.name);
    refuse_without_bytes(*known, "upload");
    auto job = self->begin(pool, volume.name, VolumeUse::Share);
    self->look_again(pool, known); // at its path may be the directory below a mount that is gone
    auto claim = self->m_protection.change(*pool.config, *known, "upload into");
    auto writer = std::make_unique<stream::FileWriter>(open_bytes(*known, O_WRONLY), part, sparseness);
    auto ended = [self, of = pool_store::found(*pool.config), name = known->name] { self->uploaded(of, name); };
    return std::make_unique<HeldStream>(std::move(writer), pool.state, std::move(job), std::move(claim), std::move(ended));
}

// A volume that was written to may be of another size now, or even of another format.
void Manager::uploaded(const FoundStoragePool &pool, const std::string &volume) noexcept
{
    try {
        const ActivePool home = active(pool.uuid, pool.name);
        look_again(home, get_volume(pool.uuid, volume));
        tell(pool, event_refresh);
    } catch (const std::exception &error) {
        report(LogLevel::Warning, fmt::format("volume '{}' is not looked at after an upload: {}", volume, error.what()));
    }
}

std::unique_ptr<ByteStream> Manager::download(const StorageVolRef &volume, stream::Part part,
                                              stream::Sparseness sparseness)
{
    const ActivePool pool = active(volume);
    const VolumePtr known = get_volume(pool.config->uuid, volume.name);
    refuse_without_bytes(*known, "download");
    auto job = begin(pool, volume.name, VolumeUse::Share);
    look_again(pool, known);
    auto reader = std::make_unique<stream::FileReader>(open_bytes(*known, O_RDONLY), part, sparseness);
    return std::make_unique<HeldStream>(std::move(reader), pool.state, std::move(job), storage_use::Claim());
}

void Manager::wipe(const StorageVolRef &volume, uint32_t algorithm)
{
    if (algorithm >= volume_wipe_algorithms)
        throw Error(ErrorCode::InvalidArg, fmt::format("wiping algorithm {} not supported", algorithm));
    const ActivePool pool = active(volume);
    const VolumePtr known = get_volume(pool.config->uuid, volume.name);
    const auto job = begin(pool, volume.name, VolumeUse::Change);
    if (!pool.session->has(&modvirt_storage_backend_v1::volume_wipe))
        throw Error(ErrorCode::NoSupport, "storage pool doesn't support volume wiping");
    const auto claim = m_protection.change(*pool.config, *known, "wipe");
    pool.session->volume_wipe(known->name, algorithm, 0);
    look_again(pool, known);
}

} // namespace modvirt::storage_manager
