// SPDX-License-Identifier: LGPL-2.1-or-later
// What is accepted must be written as a document that is accepted too, and an error must have something to
// say.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/reader.hpp"
#include "module.hpp"
#include "modvirt/error.hpp"

namespace modvirt::fuzz {

// The text written out by `describe(text, options)`, or nothing when it was refused.
template <typename Describe>
std::optional<std::string> accepted(std::string_view text, xml::Strictness strictness, Describe describe)
{
    try {
        std::vector<xml::Finding> findings;
        return describe(text, xml::ReadOptions{strictness, &findings});
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Ok || (error.message().empty() && error.code() != ErrorCode::NoTarget))
            std::abort();
        return std::nullopt;
    }
}

template <typename Describe>
void round_trip(const uint8_t *data, std::size_t size, Describe describe)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    accepted(text, xml::Strictness::Strict, describe);
    const auto written = accepted(text, xml::Strictness::Lenient, describe);
    if (written && !accepted(*written, xml::Strictness::Lenient, describe))
        std::abort();
}

} // namespace modvirt::fuzz
