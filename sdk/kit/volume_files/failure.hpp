// SPDX-License-Identifier: MIT
// How a directory of volumes tells what is refused.
#pragma once

#include <string>
#include <string_view>

#include "kit/contents/failure.hpp"

namespace modvirt::volume_files {

using contents::failure;
using contents::refusal;
using contents::stop_if_cancelled;

inline Error no_volume(std::string_view name)
{
    return refusal(ErrorCode::NoStorageVol, "no storage vol with matching name '" + std::string(name) + "'");
}

} // namespace modvirt::volume_files
