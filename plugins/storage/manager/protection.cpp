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

std::string holder_of(const storage::Pool &pool)
{
    return fmt::format("storage pool '{}'", pool.name);
}

[[noreturn]] void refuse_pool(const storage::Pool &pool, const char *verb, const std::string &why)
{
    throw Error(ErrorCode::OperationInvalid, fmt::format("cannot {} storage pool '{}': {}: {}", verb, pool.name, why, remedy));
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

std::vector<std::string> devices_of(const storage::Pool &pool)
{
    std::vector<std::string> devices;
    const auto source = pool.document.root().child("source");
    if (!source)
        return devices;
    for (const xml::Element device : source->children("device")) {
        const std::string path(device.attribute_or("path", ""));
        if (!path.starts_with("/"))
            continue;
        devices.push_back(path);
        for (std::string &partition : partitions_of(path))
            devices.push_back(std::move(partition));
    }
    return devices;
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
        claim = m_claims.change({volume.path}, holder_of(pool));
    } catch (const Error &error) {
        refuse(fmt::format("{}: {}", error.message(), remedy));
    }
    // Guests of other roots and of other managers are known by this alone.
    if (storage_use::is_locked_image(volume.path))
        refuse(fmt::format("another program, such as a guest that is managed elsewhere, has '{}' open", volume.path));
    return claim;
}

storage_use::Claim Protection::change_contents(const storage::Pool &pool, const char *verb) const
{
    if (pool.target_path.empty() || is_shared(pool.target_path))
        return {};
    try {
        return m_claims.change_below(std::string(pool.target_path), holder_of(pool));
    } catch (const Error &error) {
        refuse_pool(pool, verb, error.message());
    }
}

storage_use::Claim Protection::change_devices(const storage::Pool &pool, const char *verb) const
{
    const std::vector<std::string> devices = devices_of(pool);
    storage_use::Claim claim;
    try {
        claim = m_claims.change(devices, holder_of(pool));
    } catch (const Error &error) {
        refuse_pool(pool, verb, error.message());
    }
    for (const std::string &device : devices)
        if (storage_use::is_locked_image(device))
            refuse_pool(pool, verb, fmt::format("'{}' is in use by another program, such as a guest that is managed elsewhere", device));
    return claim;
}

} // namespace modvirt::storage_manager
