// SPDX-License-Identifier: MIT
// How a storage backend tells that the system, or it itself, refuses something.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "modvirt/error.hpp"

namespace modvirt::volume_files {

inline Error failure(const std::string &sentence, int cause = errno)
{
    return Error(ErrorCode::SystemError, sentence + ": " + std::generic_category().message(cause),
                 ErrorDomain::Storage);
}

inline Error refusal(ErrorCode code, const std::string &sentence)
{
    return Error(code, sentence, ErrorDomain::Storage);
}

inline Error no_volume(std::string_view name)
{
    return refusal(ErrorCode::NoStorageVol, "no storage vol with matching name '" + std::string(name) + "'");
}

} // namespace modvirt::volume_files
