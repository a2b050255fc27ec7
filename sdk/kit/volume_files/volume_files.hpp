// SPDX-License-Identifier: MIT
// A directory of volumes, as pools of the types dir, fs and netfs have one. Nothing outside of the directory
// is ever reached through a name in it: names are checked, and symbolic links count only while they stay
// below.
//
// A volume that is being made has a name that is never listed; it gets its own when it is whole and on the
// disk. So neither a full disk nor a killed process leaves half a volume. What killed processes left is
// removed by sweep().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/values.hpp>
#include <modvirt/xml.h>

#include "kit/process/command.hpp"
#include "kit/storage/pool.hpp"
#include "kit/volume_files/encryption.hpp"

namespace modvirt::volume_files {

class Listing;

struct Settings {
    std::string path;                                   // of the directory; absolute
    storage::PoolType pool = storage::PoolType::Dir;    // says which formats there are
    bool capacity_is_allocated = false;                 // <refresh><volume allocation='capacity'/>
    process::Runner run = process::run;                 // runs qemu-img
    SecretLookup secret = {};                           // null: there are no secrets
    std::function<void(const std::string &)> warn = {}; // is told what is left out, and why; by any thread
};

// All methods may be called from any thread, on different volumes at once. They throw Error: NoStorageVol
// when there is no such volume, InvalidArg or XmlError for what is wrong with the arguments, SystemError for
// what the system refuses.
class VolumeFiles {
public:
    // `parser` outlives this. The directory need not exist before it is used.
    VolumeFiles(Settings settings, const modvirt_xml_v1 &parser);
    ~VolumeFiles();

    [[nodiscard]] const std::string &path() const { return m_settings.path; }

    // Tells every volume, in the order of the names. Files are not looked into: of one that is not blank the
    // format is empty, and the capacity the size of the file; inspect() tells them.
    PoolUsage list(const std::function<void(const FoundVolume &)> &put);
    [[nodiscard]] PoolUsage usage() const;
    // Also of one that this process is making, which is in no list: its allocation is what is in it by now.
    FoundVolume inspect(std::string_view name) const;
    // The <volume>, with permissions, timestamps, features and backing store.
    std::string describe(std::string_view name) const;

    // `flags`: virStorageVolCreateFlags.
    FoundVolume create(std::string_view document, uint32_t flags);
    // A copy of the volume at `source_path`, which `source_document` describes.
    FoundVolume create_from(std::string_view document, std::string_view source_path,
                            std::string_view source_document, uint32_t flags);
    // `flags`: virStorageVolDeleteFlags.
    void remove(std::string_view name, uint32_t flags);
    // `capacity` is the new one, or a difference with DELTA, in bytes; `flags`: virStorageVolResizeFlags.
    void resize(std::string_view name, uint64_t capacity, uint32_t flags);
    // `algorithm`: virStorageVolWipeAlgorithm. Holes of a file stay holes.
    void wipe(std::string_view name, uint32_t algorithm, uint32_t flags);

    // Removes what was being made by processes that live no more.
    void sweep();

private:
    [[nodiscard]] WantedSecret secret_of(const std::string &name) const;
    [[nodiscard]] std::optional<WantedSecret> find_secret(const std::string &name) const;
    void remember_secret(const std::string &name, const std::optional<Encryption> &encryption);

    Settings m_settings;
    const Means m_means;
    const modvirt_xml_v1 &m_parser;
    std::mutex m_mutex; // guards the listing
    std::unique_ptr<Listing> m_listing;
    mutable std::mutex m_secrets_mutex; // guards the next
    std::map<std::string, WantedSecret, std::less<>> m_secrets; // of the volumes that were made here
};

} // namespace modvirt::volume_files
