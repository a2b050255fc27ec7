// SPDX-License-Identifier: MIT
// How a storage backend tells that the system, or it itself, refuses something.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

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

} // namespace modvirt::contents
