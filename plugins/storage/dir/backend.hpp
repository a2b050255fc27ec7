// SPDX-License-Identifier: LGPL-2.1-or-later
// Pools of type "dir": a directory of this host, whose files are the volumes. One object is one pool.
#pragma once

#include "kit/volume_files/backend.hpp"

namespace modvirt::storage_dir {

class Backend : public volume_files::FileBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);
    explicit Backend(const OpenRequest &request) : FileBackend(request, storage::PoolType::Dir) {}

    void pool_build(uint32_t flags) override;
    void pool_start() override;
    void pool_stop() override {}
    void pool_delete(uint32_t flags) override;
};

} // namespace modvirt::storage_dir
