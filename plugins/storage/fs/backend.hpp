// SPDX-License-Identifier: LGPL-2.1-or-later
// Pools of type "fs": the file system of a block device, mounted at a directory, whose files are the volumes.
// One object is one pool.
#pragma once

#include <string>

#include "kit/volume_files/backend.hpp"

namespace modvirt::storage_fs {

class Backend : public volume_files::FileBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);
    explicit Backend(const OpenRequest &request, process::Runner run = process::run)
        : FileBackend(request, storage::PoolType::Fs, std::move(run))
    {
    }

    void pool_build(uint32_t flags) override;
    void pool_start() override;
    void pool_stop() override;
    void pool_delete(uint32_t flags) override;
    bool pool_check() override;
    std::string pool_describe() override;

protected:
    void need_target() override;

private:
    [[nodiscard]] std::string device() const { return std::string(pool().source_path); }
    [[nodiscard]] std::string format() const;
    // Whether the device, and nothing else, is mounted at the target.
    [[nodiscard]] bool is_mounted() const;
    // What the kernel has to be told about the file system on the device, as more options to mount it with.
    [[nodiscard]] std::string options_of_contents() const;
    void format_device(bool overwrites);
};

} // namespace modvirt::storage_fs
