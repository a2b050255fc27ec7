// SPDX-License-Identifier: LGPL-2.1-or-later
// What is in a volume: sending it in and out at its path, and wiping it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "flags.hpp"
#include "held_stream.hpp"
#include "kit/process/fd.hpp"
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

// What is not on this host is as large as it says.
uint64_t size_of_file(const FoundVolume &volume)
{
    const process::Fd fd(volume.path.empty() ? -1
                                             : ::open(volume.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return volume.allocation;
    if (S_ISREG(status.st_mode))
        return static_cast<uint64_t>(status.st_size);
    const off_t end = S_ISBLK(status.st_mode) ? ::lseek(fd.get(), 0, SEEK_END) : -1;
    return end < 0 ? volume.allocation : static_cast<uint64_t>(end);
}

} // namespace

// `open` owns all that it uses.
OpenedStream Manager::open_stream(const ActivePool &pool, const PatientStream::Open &open)
{
    if (pool.patience == nullptr)
        return open();
    return {{}, std::make_unique<PatientStream>(pool.patience, open)};
}

uint64_t Manager::physical_size(const StorageVolRef &volume, const FoundVolume &seen)
{
    return attend(active(volume), [seen] { return size_of_file(seen); });
}

std::unique_ptr<ByteStream> Manager::upload(const std::shared_ptr<Manager> &self, const StorageVolRef &volume,
                                            stream::Part part, stream::Sparseness sparseness)
{
    const ActivePool pool = self->active(volume);
    const VolumePtr known = self->get_volume(pool.config->uuid, volume.name);
    refuse_without_bytes(*known, "upload");
    auto job = self->begin(pool, volume.name, VolumeUse::Share);
    self->look_again(pool, known); // at its path may be the directory below a mount that is gone
    auto opened = self->open_stream(pool, [known, part, sparseness, config = pool.config, protection = self->m_protection] {
        auto claim = protection.change(*config, *known, "upload into");
        return OpenedStream{std::move(claim), std::make_unique<stream::FileWriter>(open_bytes(*known, O_WRONLY), part, sparseness)};
    });
    auto ended = [self, of = pool_store::found(*pool.config), name = known->name] { self->uploaded(of, name); };
    return std::make_unique<HeldStream>(std::move(opened), pool.state, std::move(job), std::move(ended));
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
    auto opened = open_stream(pool, [known, part, sparseness] {
        return OpenedStream{{}, std::make_unique<stream::FileReader>(open_bytes(*known, O_RDONLY), part, sparseness)};
    });
    return std::make_unique<HeldStream>(std::move(opened), pool.state, std::move(job));
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
    attend(pool, [pool, known, algorithm, protection = m_protection] {
        const auto claim = protection.change(*pool.config, *known, "wipe");
        pool.session->volume_wipe(known->name, algorithm, 0);
    });
    look_again(pool, known);
}

} // namespace modvirt::storage_manager
