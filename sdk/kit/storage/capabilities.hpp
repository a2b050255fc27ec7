// SPDX-License-Identifier: MIT
// Which pools a host can have and what may be in them, as virConnectGetStoragePoolCapabilities tells it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "kit/storage/pool.hpp"

namespace modvirt::storage {

// The formats that a pool's source, or a volume in it, may have. The first one is what is meant by none;
// empty for types that know no formats.
std::span<const std::string_view> pool_formats(PoolType type);
std::span<const std::string_view> volume_formats(PoolType type);

// The document of a host that can have pools of every type, or of those that `is_supported` allows.
// `others` are further types that libvirt does not know.
std::string format_pool_capabilities(const std::function<bool(PoolType)> &is_supported = {},
                                     std::span<const std::string> others = {});

} // namespace modvirt::storage
