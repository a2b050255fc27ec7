// SPDX-License-Identifier: LGPL-2.1-or-later
// What is accepted must be written as a document that is accepted too and written the same again, and a refusal must tell
// in which line, and why.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/reader.hpp"
#include "module.hpp"
#include "modvirt/error.hpp"

namespace modvirt::fuzz {

[[noreturn]] inline void break_off(const char *why, std::string_view what)
{
    std::fprintf(stderr, "%s: %.*s\n", why, static_cast<int>(what.size()), what.data());
    std::abort();
}

// "line 3, column 7: why"
inline void expect_place(std::string_view message)
{
    const std::size_t line = message.find("line ");
    const std::size_t why = line == std::string_view::npos ? line : message.find(": ", line);
    if (why == std::string_view::npos || why + 2 == message.size())
        break_off("refused without a place or a reason", message);
}

// The text written out by `rewrite(text, options)`, or nothing when it was refused.
template <typename Rewrite>
std::optional<std::string> accepted(std::string_view text, xml::Strictness strictness, Rewrite rewrite)
{
    try {
        std::vector<xml::Finding> findings;
        return rewrite(text, xml::ReadOptions{strictness, &findings});
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Ok)
            break_off("refused without a code", error.message());
        expect_place(error.message());
        return std::nullopt;
    }
}

// The first time what is written may still be sorted, and what is implied by it be added, as libvirt does it; not again.
template <typename Rewrite>
void round_trip(std::string_view text, Rewrite rewrite)
{
    accepted(text, xml::Strictness::Strict, rewrite);
    const auto written = accepted(text, xml::Strictness::Lenient, rewrite);
    if (!written)
        return;
    const auto again = accepted(*written, xml::Strictness::Lenient, rewrite);
    if (!again)
        break_off("refused, though it was written here", *written);
    if (accepted(*again, xml::Strictness::Lenient, rewrite) != again)
        break_off("written otherwise when it is read again", *again);
}

inline std::string_view text_of(const uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

} // namespace modvirt::fuzz
