// SPDX-License-Identifier: MIT
// How a stream tells that the system refuses something.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

#include <modvirt/error.hpp>

namespace modvirt::stream {

inline Error failure(const std::string &sentence, int cause = errno)
{
    return Error(ErrorCode::SystemError, sentence + ": " + std::generic_category().message(cause),
                 ErrorDomain::Streams);
}

} // namespace modvirt::stream
