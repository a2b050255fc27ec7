// SPDX-License-Identifier: LGPL-2.1-or-later
// A second line for what a common helper says.
#pragma once

#include "base/failure.hpp"

#include <algorithm>

namespace modvirt::cli {

// Runs `read`. When it fails, `complaint` is a line of its own below the first of the message, as virsh has it.
template <typename Read>
decltype(auto) or_complain(std::string_view complaint, Read read)
{
    try {
        return read();
    } catch (const Error &error) {
        std::string message = error.message();
        message.insert(std::min(message.find('\n'), message.size()), fmt::format("\nerror: {}", complaint));
        throw Error(ErrorCode::OperationFailed, message);
    }
}

} // namespace modvirt::cli
