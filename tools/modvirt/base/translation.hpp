// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages in the user's language, by gettext: what is said goes through here once, where it is said. The catalogue of all
// messages is po/modvirt.pot, which tools/messages makes.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace modvirt::cli {

// Takes the language from the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG). Numbers and sorting stay as they are in C.
void use_language();

// The message in the user's language; itself where there is no translation. Messages are literals, which end with a NUL.
[[nodiscard]] std::string_view translated(std::string_view message);

// A sentence that is chosen in one place and said in another, as fmt::runtime(chosen): so that the catalogue has it whole.
constexpr const char *sentence(const char *text)
{
    return text;
}

// A sentence with its values. A translation whose places do not fit the values is not used.
[[nodiscard]] std::string translate(fmt::string_view format, fmt::format_args args);

} // namespace modvirt::cli
