// SPDX-License-Identifier: LGPL-2.1-or-later
// How a command gives up: it throws modvirt::Error. What the library reported meanwhile is printed below
// the message by the session, as virsh does.
#pragma once

#include "base/translation.hpp"

#include <fmt/format.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

// Ends the command with a message of its own.
template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args &&...args)
{
    throw Error(ErrorCode::OperationFailed, translate(format, fmt::make_format_args(args...)));
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
    throw Error(ErrorCode::InvalidArg, translate(format, fmt::make_format_args(args...)));
}

} // namespace modvirt::cli
