// SPDX-License-Identifier: LGPL-2.1-or-later
#include "protection.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/storage_use/image_lock.hpp"

namespace modvirt::storage_manager {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view remedy = "end it, or take the disk from it, first";

[[noreturn]] void refuse_pool(const storage::Pool &pool, const char *verb, const std::string &path, const std::string &holder)
{
    throw Error(ErrorCode::OperationInvalid, fmt::format("cannot {} storage pool '{}': '{}' is in use by {}: {}", verb,
                                                         pool.name, path, holder, remedy));
}

// Directories in which the devices of many pools appear: what is in them is not all of one pool.
bool is_shared(std::string_view directory)
{
    return directory == "/dev" || directory == "/dev/mapper" || directory.starts_with("/dev/disk");
}

std::vector<std::string> partitions_of(const std::string &device)
{
    std::vector<std::string> partitions;
    std::error_code failed;
    const fs::path real = fs::canonical(device, failed);
    if (failed)
        return partitions;
    for (const fs::directory_entry &entry : fs::directory_iterator("/sys/class/block" / real.filename(), failed)) {
        std::error_code ignored;
        if (fs::exists(entry.path() / "partition", ignored))
            partitions.push_back("/dev" / entry.path().filename());
    }
    return partitions;
}

} // namespace

storage_use::Claim Protection::change(const storage::Pool &pool, const FoundVolume &volume, const char *verb) const
{
    if (volume.path.empty())
        return {};
    const auto refuse = [&](const std::string &why) {
        throw Error(ErrorCode::OperationInvalid,
                    fmt::format("cannot {} volume '{}' of storage pool '{}': {}", verb, volume.name, pool.name, why));
    };
    storage_use::Claim claim;
    try {
        claim = m_claims.change({volume.path}, fmt::format("storage pool '{}'", pool.name));
    } catch (const Error &error) {
        refuse(fmt::format("{}: {}", error.message(), remedy));
    }
    // Guests of other roots and of other managers are known by this alone.
    if (storage_use::is_locked_image(volume.path))
        refuse(fmt::format("another program, such as a guest that is managed elsewhere, has '{}' open", volume.path));
    return claim;
}

void Protection::check_contents(const storage::Pool &pool, const char *verb) const
{
    if (pool.target_path.empty() || is_shared(pool.target_path))
        return;
    if (const auto held = m_claims.user_below(std::string(pool.target_path)))
        refuse_pool(pool, verb, held->path, held->holder);
}

void Protection::check_devices(const storage::Pool &pool, const char *verb) const
{
    const auto source = pool.document.root().child("source");
    if (!source)
        return;
    for (const xml::Element device : source->children("device")) {
        const std::string path(device.attribute_or("path", ""));
        if (!path.starts_with("/"))
            continue;
        check_device(pool, path, verb);
        for (const std::string &partition : partitions_of(path))
            check_device(pool, partition, verb);
    }
}

void Protection::check_device(const storage::Pool &pool, const std::string &device, const char *verb) const
{
    if (const auto holder = m_claims.user_of(device))
        refuse_pool(pool, verb, device, *holder);
    if (storage_use::is_locked_image(device))
        refuse_pool(pool, verb, device, "another program, such as a guest that is managed elsewhere");
}

} // namespace modvirt::storage_manager
