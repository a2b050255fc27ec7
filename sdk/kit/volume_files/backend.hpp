// SPDX-License-Identifier: MIT
// A storage backend whose volumes are the files of a directory. What is special about a type of pool - how
// the directory comes to be there - is for the class that is derived from this. Any number of calls may run
// at once.
#pragma once

#include <modvirt/plugin.hpp>

#include "kit/volume_files/volume_files.hpp"

namespace modvirt::volume_files {

class FileBackend : public StorageBackend {
public:
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    std::string pool_describe() override;
    bool pool_check() override;

    FoundVolume volume_create(std::string_view document, uint32_t flags) override;
    FoundVolume volume_create_from(std::string_view document, std::string_view source_path,
                                   std::string_view source_document, uint32_t flags) override;
    FoundVolume volume_inspect(std::string_view name) override;
    std::string volume_describe(std::string_view name) override;
    void volume_delete(std::string_view name, uint32_t flags) override;
    void volume_resize(std::string_view name, uint64_t capacity, uint32_t flags) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

protected:
    // Reads the document of the request, which describes a pool of that type; or nothing but its type and
    // name, when the session is there to look for sources. Throws Error.
    FileBackend(const OpenRequest &request, storage::PoolType type, process::Runner run = process::run);

    // Throws InvalidArg when the session has none, or one whose target is no absolute path.
    [[nodiscard]] const storage::Pool &pool() const;
    [[nodiscard]] std::string target() const { return std::string(pool().target_path); }
    [[nodiscard]] const process::Runner &runner() const { return m_run; }
    // What is left of volumes that were never finished goes; the directory is there.
    void sweep() { files().sweep(); }

    // Throws Error unless the directory can be used. Called before each use of it.
    virtual void need_target() {}

private:
    VolumeFiles &files();

    process::Runner m_run;
    storage::PoolPtr m_pool;              // null in a session that has none
    std::unique_ptr<VolumeFiles> m_files; // likewise
};

// The host's parser; throws Error when it has none.
const modvirt_xml_v1 &xml_parser();

} // namespace modvirt::volume_files
