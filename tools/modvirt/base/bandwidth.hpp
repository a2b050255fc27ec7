// SPDX-License-Identifier: LGPL-2.1-or-later
// How fast an interface may be: --inbound average,peak,burst,floor.
#pragma once

#include "base/arguments.hpp"

namespace modvirt::cli {

// KiB per second, the burst in KiB; what was left out is 0.
struct Rate {
    unsigned long long average = 0;
    unsigned long long peak = 0;
    unsigned long long burst = 0;
    unsigned long long floor = 0;
};

enum class Direction : uint8_t { Inbound, Outbound };

// What the option of a direction says, or nothing when it was not given. Throws Error when it cannot be read,
// or has a floor where there is none.
std::optional<Rate> rate_of(const Arguments &arguments, Direction direction);

// Throws Error for a rate that says neither what is usual nor what is the least.
void need_average(const Rate &rate, Direction direction);

constexpr std::string_view direction_name(Direction direction)
{
    return direction == Direction::Inbound ? "inbound" : "outbound";
}

inline constexpr Option inbound_option = text("inbound", "control domain's incoming traffics");
inline constexpr Option outbound_option = text("outbound", "control domain's outgoing traffics");

} // namespace modvirt::cli
