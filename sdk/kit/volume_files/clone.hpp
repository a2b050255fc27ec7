// SPDX-License-Identifier: MIT
// A new volume with the contents of another one.
#pragma once

#include <string>
#include <string_view>

#include "kit/contents/source.hpp"
#include "kit/volume_files/creation.hpp"

namespace modvirt::volume_files {

// The volume that is copied; nobody writes to it meanwhile.
struct Original : contents::Source {
    std::string backing_path;
    std::optional<Encryption> encryption; // nothing: it is not encrypted
    std::optional<WantedSecret> secret;   // of that, when it is known
};

// As its document tells it. Throws Error.
Original read_original(const modvirt_xml_v1 &parser, std::string_view path, std::string_view document);

void clone_volume(const Folder &folder, const Order &order, const Original &original, uint32_t flags,
                  const Means &means);

} // namespace modvirt::volume_files
