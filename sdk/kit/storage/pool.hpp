// SPDX-License-Identifier: MIT
// The configuration of a storage pool: an immutable value made from its XML, complete with defaults, checked,
// and shared. How full a pool is belongs to its run state.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::storage {

using document::Uuid;

enum class PoolType : uint8_t {
    Dir,
    Fs,
    Netfs,
    Logical,
    Disk,
    Iscsi,
    IscsiDirect,
    Scsi,
    Mpath,
    Rbd,
    Sheepdog,
    Gluster,
    Zfs,
    Vstorage,
    Other, // one that libvirt does not know; its name stands in the document
};

struct Pool {
    std::string name;
    Uuid uuid{};
    PoolType type = PoolType::Dir;
    std::string_view type_name;   // as in <pool type='...'>
    std::string_view source_name; // views into `document`; empty: none
    std::string_view source_path; // the directory or the first device
    std::string_view source_host; // the first one
    std::string_view target_path;
    xml::Document document;
};

using PoolPtr = std::shared_ptr<const Pool>;

struct PoolOptions {
    bool keep_namespaces = false; // <fs:mount_opts> and <rbd:config_opts> are understood rather than dropped
    // Whether pools can be of this type, which is none of libvirt's: such a pool may have every element that others have,
    // and none is demanded of it.
    std::function<bool(std::string_view type)> is_other_type = {};
    document::Random random = {};
};

// Throws Error with libvirt's codes for what is missing or wrong. What a text says of capacity, allocation
// and available is not taken over: the driver finds these.
PoolPtr parse_pool(const modvirt_xml_v1 &parser, std::string_view text, const PoolOptions &options = {},
                   const xml::ReadOptions &read_options = {});

// The configuration that a finished tree describes. Checks and completes it exactly as parse_pool() does.
PoolPtr complete_pool(xml::Editor &editor, const PoolOptions &options = {});

// How full a pool is, in bytes.
struct Usage {
    uint64_t capacity = 0;
    uint64_t allocation = 0;
    uint64_t available = 0;
};

std::string format(const Pool &pool, const Usage &usage = {});

// As a storage backend describes its pool: with what only the storage knows, and with these sizes in the place of any in the
// text. Throws Error for a text that is no such document.
std::string format_described(const modvirt_xml_v1 &parser, const Pool &pool, std::string_view described,
                             const Usage &usage);

// Any change of the document. What `edit` leaves is completed and checked as after a parse.
PoolPtr with_edit(const Pool &pool, const PoolOptions &options,
                  const std::function<void(xml::Editor &)> &edit);

// The type of that name, as in <pool type='...'>.
std::optional<PoolType> pool_type_named(std::string_view name);
std::string_view name_of(PoolType type);

} // namespace modvirt::storage
