// SPDX-License-Identifier: MIT
// The configuration of a storage volume: an immutable value made from its XML, complete with defaults,
// checked, and shared.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/storage/pool.hpp"

namespace modvirt::storage {

// The numbers are those of virStorageVolType.
enum class VolumeType : uint8_t { File = 0, Block = 1, Dir = 2, Network = 3, Netdir = 4, Ploop = 5 };

struct Volume {
    std::string name;
    VolumeType type = VolumeType::File;
    uint64_t capacity = 0; // bytes
    uint64_t allocation = 0;
    std::string_view key; // views into `document`; empty: none
    std::string_view path;
    std::string_view format;
    std::string_view backing_path;
    xml::Document document;
};

using VolumePtr = std::shared_ptr<const Volume>;

struct VolumeOptions {
    PoolType pool = PoolType::Dir;  // says which formats there are
    bool capacity_optional = false; // a clone takes that of its source: 0 when the text says none
    bool keeps_nocow = false;       // for who makes the volume; libvirt's descriptions of volumes have none
};

// Throws Error with libvirt's codes for what is missing or wrong.
VolumePtr parse_volume(const modvirt_xml_v1 &parser, std::string_view text, const VolumeOptions &options = {},
                       const xml::ReadOptions &read_options = {});

// The configuration that a finished tree describes. Checks and completes it exactly as parse_volume() does.
VolumePtr complete_volume(xml::Editor &editor, const VolumeOptions &options = {});

std::string format(const Volume &volume);

// The volume in its pool, under the key and the path that the driver has found for it.
VolumePtr with_place(const Volume &volume, std::string_view key, std::string_view path);
VolumePtr with_size(const Volume &volume, uint64_t capacity, uint64_t allocation);
// Any change of the document. What `edit` leaves is completed and checked as after a parse.
VolumePtr with_edit(const Volume &volume, const VolumeOptions &options,
                    const std::function<void(xml::Editor &)> &edit);

} // namespace modvirt::storage
