// SPDX-License-Identifier: LGPL-2.1-or-later
// How a command gives up: it throws modvirt::Error. What the library reported meanwhile is printed below
// the message by the session, as virsh does.
#pragma once

#include <fmt/format.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

// Ends the command with a message of its own.
template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args &&...args)
{
    throw Error(ErrorCode::OperationFailed, fmt::format(format, std::forward<Args>(args)...));
}

// Ends the command; the library's report says it all, or everything has been said.
[[noreturn]] inline void fail()
{
    throw Error(ErrorCode::OperationFailed, std::string());
}

// Ends the program: the command line itself makes no sense.
template <typename... Args>
[[noreturn]] void fail_usage(fmt::format_string<Args...> format, Args &&...args)
{
    throw Error(ErrorCode::InvalidArg, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace modvirt::cli
