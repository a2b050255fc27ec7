// SPDX-License-Identifier: LGPL-2.1-or-later
// Making the volume group of a pool, and taking it apart.
#include <fmt/format.h>

#include "backend.hpp"
#include "kit/block/device.hpp"
#include "kit/block/signature.hpp"

namespace modvirt::storage_logical {

namespace {

// Of virStoragePoolBuildFlags.
constexpr uint32_t build_no_overwrite = 4;
constexpr uint32_t build_overwrite = 8;
constexpr auto own_signature = "LVM2_member";

} // namespace

void Backend::check_devices(bool overwrite) const
{
    for (const std::string &device : m_devices) {
        if (!device.starts_with('/') || !block::is_block_device(block::resolve(device)))
            throw Error(ErrorCode::OperationFailed,
                        fmt::format("'{}' of pool '{}' is no block device: name one by its absolute path", device, m_name));
        if (!overwrite)
            block::refuse_contents(m_run, device, own_signature);
        block::refuse_busy(device);
    }
}

// One tool makes the group and all that belongs to it: whoever is killed meanwhile leaves the whole group, or devices that
// hold nothing.
void Backend::make_group(bool overwrite)
{
    if (overwrite)
        for (const std::string &device : m_devices)
            block::erase_signatures(m_run, device);
    try {
        lvm(create_group(m_group, m_devices));
    } catch (...) {
        for (const std::string &device : m_devices) {
            const Arguments undo = remove_physical(device);
            m_run({.argv = undo, .package = "lvm2"}); // what failed first is what is told
        }
        throw;
    }
}

void Backend::pool_build(uint32_t flags)
{
    refuse_unknown_flags(flags, build_no_overwrite | build_overwrite, "virStoragePoolBuild");
    const bool overwrite = (flags & build_overwrite) != 0;
    if (overwrite && (flags & build_no_overwrite) != 0)
        throw Error(ErrorCode::InvalidArg, "the flags to overwrite and not to overwrite exclude each other");
    if (m_devices.empty())
        throw Error(ErrorCode::OperationInvalid,
                    fmt::format("pool '{}' names no devices to build a volume group from: add <device path='...'/> to its "
                                "<source>",
                                m_name));
    check_devices(overwrite);
    make_group(overwrite);
}

// Those of the pool's devices that LVM has prepared, and that are in no group.
std::vector<std::string> Backend::spare_devices() const
{
    std::vector<std::string> spare;
    for (const PhysicalVolume &volume : parse_physical(lvm(list_physical()).output))
        for (const std::string &device : m_devices)
            if (volume.group.empty() && block::resolve(device) == block::resolve(volume.device))
                spare.push_back(device);
    return spare;
}

// Who was killed here has left devices without a group: then there is no group to remove any more.
void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    if (find_group(lvm_time) || spare_devices().empty())
        lvm(remove_group(m_group));
    for (const std::string &device : spare_devices())
        lvm(remove_physical(device));
}

} // namespace modvirt::storage_logical
