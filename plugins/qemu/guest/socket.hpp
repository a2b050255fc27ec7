// SPDX-License-Identifier: LGPL-2.1-or-later
// Unix sockets at paths of any length.
#pragma once

#include <string>

#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest {

// A listening socket; what was at the path is replaced. Throws SystemError.
process::Fd listen_at(const std::string &path);

// A connection to whoever listens there; none when nobody does.
process::Fd connect_to(const std::string &path);

} // namespace modvirt::qemu::guest
