// SPDX-License-Identifier: LGPL-2.1-or-later
// The messages of QEMU's machine protocol, one JSON object a line, and their checks. Who waits for which
// answer is the client's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

namespace modvirt::qemu::qmp {

using Json = nlohmann::json;

struct Greeting {
    int major = 0;
    int minor = 0;
    int micro = 0;
};

struct Failure {
    std::string error_class; // "GenericError", "CommandNotFound", ...
    std::string description;
};

// The answer to the command that was sent with `id`.
struct Reply {
    uint64_t id = 0;
    std::variant<Json, Failure> outcome;
};

struct Event {
    std::string name;
    Json data; // an object, perhaps empty
    int64_t seconds = 0;
    int64_t microseconds = 0;
};

using Message = std::variant<Greeting, Reply, Event>;

// Throws InternalError that says what is wrong with the line.
Message parse_message(std::string_view line);

// The line that asks for a command, with its end.
std::string format_command(uint64_t id, std::string_view name, const Json &arguments);

} // namespace modvirt::qemu::qmp
