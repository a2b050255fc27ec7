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

void Backend::make_group(bool overwrite)
{
    std::vector<std::string> made;
    try {
        for (const std::string &device : m_devices) {
            if (overwrite)
                block::erase_signatures(m_run, device);
            lvm(create_physical(device, overwrite));
            made.push_back(device);
        }
        lvm(create_group(m_group, m_devices));
    } catch (...) {
        for (const std::string &device : made) {
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

void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    lvm(remove_group(m_group));
    for (const std::string &device : m_devices)
        lvm(remove_physical(device));
}

} // namespace modvirt::storage_logical
