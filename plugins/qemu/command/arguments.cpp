// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

namespace modvirt::qemu::command {

std::string escape(std::string_view value)
{
    std::string escaped;
    escaped.reserve(value.size());
    for (const char c : value) {
        escaped += c;
        if (c == ',')
            escaped += c;
    }
    return escaped;
}

} // namespace modvirt::qemu::command
