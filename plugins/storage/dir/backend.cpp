// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include "kit/volume_files/target.hpp"

namespace modvirt::storage_dir {

namespace {

// virStoragePoolBuildFlags: both say what to do with a device that holds something.
constexpr uint32_t build_no_overwrite = 4;
constexpr uint32_t build_overwrite = 8;

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(request);
}

void Backend::pool_build(uint32_t flags)
{
    refuse_unknown_flags(flags, build_no_overwrite | build_overwrite, "virStoragePoolBuild");
    if (flags != 0)
        throw Error(ErrorCode::OperationInvalid,
                    "No source device specified when formatting pool '" + pool().name +
                        "': a directory is built without these flags",
                    ErrorDomain::Storage);
    volume_files::build_target(pool());
}

void Backend::pool_start()
{
    sweep();
}

void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    volume_files::remove_target(pool());
}

} // namespace modvirt::storage_dir
