// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log/rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <modvirt/error.hpp>
#include <optional>

namespace modvirt::log {
namespace {

constexpr Level all_levels[] = {Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Off};

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Level> find_level(std::string_view text)
{
    for (const Level level : all_levels) {
        if (name(level) == text) {
            return level;
        }
    }
    return std::nullopt;
}

bool is_category(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

// Calls `use(piece, column)` for each piece of the text.
template <typename Use>
void for_each_piece(std::string_view text, char separator, std::size_t column, const Use &use)
{
    for (;;) {
        const auto end = std::min(text.find(separator), text.size());
        use(text.substr(0, end), column);
        if (end == text.size()) {
            return;
        }
        text.remove_prefix(end + 1);
        column += end + 1;
    }
}

bool covers(std::string_view rule, std::string_view category)
{
    return category.starts_with(rule) && (category.size() == rule.size() || category[rule.size()] == '.');
}

} // namespace

std::string_view name(Level level)
{
    switch (level) {
    case Level::Debug:
        return "debug";
    case Level::Info:
        return "info";
    case Level::Warning:
        return "warning";
    case Level::Error:
        return "error";
    case Level::Off:
        break;
    }
    return "off";
}

Rules Rules::parse(std::string_view text)
{
    Rules rules;
    for_each_piece(text, ';', 1, [&](std::string_view rule, std::size_t column) {
        if (trimmed(rule).empty()) {
            return;
        }
        const auto colon = std::min(rule.find(':'), rule.size());
        const auto level = find_level(trimmed(rule.substr(0, colon)));
        if (!level) {
            throw Error(
                ErrorCode::ConfSyntax,
                fmt::format("column {}: '{}' is not a log level: expected debug, info, warning, error or off",
                            column, trimmed(rule.substr(0, colon))));
        }
        if (colon == rule.size()) {
            rules.m_otherwise = *level;
            return;
        }
        for_each_piece(
            rule.substr(colon + 1), ',', column + colon + 1, [&](std::string_view category, std::size_t at) {
                if (!is_category(trimmed(category))) {
                    throw Error(ErrorCode::ConfSyntax,
                                fmt::format("column {}: '{}' is not a log category: expected a word such "
                                            "as 'plugin' after the colon",
                                            at, trimmed(category)));
                }
                rules.m_rules.push_back({std::string(trimmed(category)), *level});
            });
    });
    return rules;
}

Level Rules::threshold(std::string_view category) const
{
    const Rule *best = nullptr;
    for (const Rule &rule : m_rules) {
        if (covers(rule.category, category) &&
            (best == nullptr || rule.category.size() >= best->category.size())) {
            best = &rule;
        }
    }
    return best == nullptr ? m_otherwise : best->level;
}

Level Rules::lowest() const
{
    Level lowest = m_otherwise;
    for (const Rule &rule : m_rules) {
        lowest = std::min(lowest, rule.level);
    }
    return lowest;
}

} // namespace modvirt::log
