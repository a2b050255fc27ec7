// SPDX-License-Identifier: MIT
// Completes storage documents: fills in what libvirt fills in, and refuses what contradicts itself.
#pragma once

#include "kit/storage/pool.hpp"
#include "kit/storage/volume.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::storage {

void complete_pool_document(xml::Editor &editor, const PoolOptions &options);
void complete_volume_document(xml::Editor &editor, const VolumeOptions &options);

// <permissions> below `owner`.
void complete_permissions(xml::Node owner);

// XmlError and ConfigUnsupported of the storage part, the usual two.
[[noreturn]] void refuse_xml(const xml::Node &node, const std::string &message);
[[noreturn]] void refuse_unsupported(const xml::Node &node, const std::string &message);

} // namespace modvirt::storage
