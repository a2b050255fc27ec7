// SPDX-License-Identifier: LGPL-2.1-or-later
// Opening a connection: from a URI to a driver's session.
#pragma once

#include <memory>
#include <string>

#include "handle.hpp"

namespace modvirt {

// Opens a connection with one reference; `uri` may be null or empty for the default. `auth` may be null.
// Throws Error.
virConnectPtr open_connection(const char *uri, bool is_read_only, virConnectAuthPtr auth);

// A connection on which storage alone is open. Throws Error: NoSupport when nothing serves it for that URI.
std::unique_ptr<virConnect> open_storage(const std::string &uri);

} // namespace modvirt
