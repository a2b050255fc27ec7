// SPDX-License-Identifier: MIT
// How a storage backend tells that the system, or it itself, refuses something.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

#include "modvirt/current_call.hpp"
#include "modvirt/error.hpp"

namespace modvirt::contents {

inline Error failure(const std::string &sentence, int cause = errno)
{
    return Error(ErrorCode::SystemError, sentence + ": " + std::generic_category().message(cause),
                 ErrorDomain::Storage);
}

inline Error refusal(ErrorCode code, const std::string &sentence)
{
    return Error(code, sentence, ErrorDomain::Storage);
}

// Before something is changed: nothing more is, once nobody waits for the call.
inline void stop_if_cancelled(const std::string &what)
{
    if (is_cancelled())
        throw refusal(ErrorCode::OperationAborted, "the work on '" + what + "' was called off, as nobody waits for it any more");
}

} // namespace modvirt::contents
