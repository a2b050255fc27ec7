// SPDX-License-Identifier: LGPL-2.1-or-later
// What a discovery by iscsiadm tells. Nothing here runs a tool.
#pragma once

#include <string_view>
#include <vector>

#include "kit/iscsi/target.hpp"

namespace modvirt::storage_iscsi {

using iscsi::Portal;
using iscsi::Target;

// Lines such as "127.0.0.1:3260,1 iqn.2024-01.example:disks"; others are passed over.
std::vector<Target> parse_discovery(std::string_view output);

} // namespace modvirt::storage_iscsi
