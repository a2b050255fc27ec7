// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/block_bandwidth.hpp"

#include "base/failure.hpp"
#include "base/numbers.hpp"

#include <limits>

namespace modvirt::cli {

unsigned long block_bandwidth(const Arguments &arguments)
{
    constexpr unsigned bits_of_a_mebi = 20;
    const std::vector<std::string> given = arguments.all("bandwidth");
    if (given.empty())
        return 0;
    const std::string &text = given.front();
    if (const auto plain = parse_wrapped(text))
        return *plain;
    const Scaled scaled = parse_scaled(text, 1, std::numeric_limits<unsigned long long>::max());
    if (!scaled.bytes)
        fail("Scaled numeric value '{}' for <--bandwidth> option is malformed or out of range{}{}", text,
             scaled.reason.empty() ? "" : "\nerror: ", scaled.reason);
    return arguments.has("bytes") ? *scaled.bytes : *scaled.bytes >> bits_of_a_mebi;
}

} // namespace modvirt::cli
