// SPDX-License-Identifier: LGPL-2.1-or-later
// What a domain needs from the file system, looked at before anything is started.
#pragma once

#include "kit/domain/config.hpp"

namespace modvirt::qemu::config {

// Throws SystemError that names the first file that is missing or may not be used, and what it is for. Media
// whose startupPolicy is "optional" are not looked at: whoever builds the command line leaves them out when
// missing.
void check_prerequisites(const domain::Config &config);

// Whether the guest starts without the medium of this <disk>, because it is optional and not there.
bool starts_without_medium(const xml::Element &disk);

// The file of a <disk>; empty for a drive without a medium.
std::string_view source_path(const xml::Element &disk);

} // namespace modvirt::qemu::config
