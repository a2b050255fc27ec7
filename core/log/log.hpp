// SPDX-License-Identifier: LGPL-2.1-or-later
// The log of this process: one line per message, to stderr or to a file. Below warning it is silent until
// it is configured. A message that is off costs one load and a comparison; its arguments are not formatted.
#pragma once

#include "log/rules.hpp"

#include <atomic>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace modvirt::log {

struct Settings {
    Rules rules;
    std::string file; // empty for stderr
};

// Replaces the settings. When the file cannot be opened, the log goes to stderr and Error(OpenFailed) is
// thrown.
void configure(const Settings &settings);

namespace detail {
extern constinit std::atomic<Level> lowest;
bool is_written(Level level, std::string_view category);
} // namespace detail

[[nodiscard]] inline bool enabled(Level level, std::string_view category)
{
    return level >= detail::lowest.load(std::memory_order_relaxed) && detail::is_written(level, category);
}

// Writes one message whatever the level; line breaks and control characters in it are made visible.
// Never throws: a message that cannot be written is lost.
void write(Level level, std::string_view category, std::string_view message) noexcept;

template <typename... Arguments>
void print(Level level, std::string_view category, fmt::format_string<Arguments...> format,
           Arguments &&...arguments)
{
    if (enabled(level, category)) {
        write(level, category, fmt::format(format, std::forward<Arguments>(arguments)...));
    }
}

template <typename... Arguments>
void debug(std::string_view category, fmt::format_string<Arguments...> format, Arguments &&...arguments)
{
    print(Level::Debug, category, format, std::forward<Arguments>(arguments)...);
}

template <typename... Arguments>
void info(std::string_view category, fmt::format_string<Arguments...> format, Arguments &&...arguments)
{
    print(Level::Info, category, format, std::forward<Arguments>(arguments)...);
}

template <typename... Arguments>
void warning(std::string_view category, fmt::format_string<Arguments...> format, Arguments &&...arguments)
{
    print(Level::Warning, category, format, std::forward<Arguments>(arguments)...);
}

template <typename... Arguments>
void error(std::string_view category, fmt::format_string<Arguments...> format, Arguments &&...arguments)
{
    print(Level::Error, category, format, std::forward<Arguments>(arguments)...);
}

} // namespace modvirt::log
