// SPDX-License-Identifier: LGPL-2.1-or-later
// The parts of a connection URI (RFC 3986).
#pragma once

#include <string>
#include <string_view>

namespace modvirt {

// Absent parts are empty; all but the query are decoded.
struct Uri {
    std::string scheme;
    std::string user;
    std::string server;
    int port = 0; // 0 when absent
    std::string path;
    std::string query;

    // Throws Error(InternalError, domain Uri) when the text is no URI.
    static Uri parse(std::string_view text);
};

} // namespace modvirt
