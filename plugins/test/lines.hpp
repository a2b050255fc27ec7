// SPDX-License-Identifier: LGPL-2.1-or-later
// The consoles and channels of a running guest that somebody is connected to. The guest echoes what it is told.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "kit/stream/echo_stream.hpp"

namespace modvirt::test {

enum class Takeover : uint8_t { Refused, Forced };

class Lines {
public:
    // Connects to the device of that name. Throws OperationFailed with `busy` when somebody is connected, unless
    // they are to be thrown out.
    std::unique_ptr<stream::EchoStream> open(const std::string &device, Takeover takeover, const char *busy);
    // The guest has gone, and its side of every line.
    void end_all() noexcept;

private:
    std::map<std::string, std::weak_ptr<stream::EchoLine>> m_lines;
};

} // namespace modvirt::test
