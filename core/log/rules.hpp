// SPDX-License-Identifier: LGPL-2.1-or-later
// Which messages are written, by level and category. No writing here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::log {

enum class Level : uint8_t { Debug = 1, Info = 2, Warning = 3, Error = 4, Off = 5 };

std::string_view name(Level level);

// Says from which level on a category is written. Text form, as in $MODVIRT_LOG:
//
//     RULE[;RULE...]     RULE = LEVEL[:CATEGORY[,CATEGORY...]]     LEVEL = debug | info | warning | error |
//     off
//
// A rule without categories is for all that no other rule names. A category also covers those below it:
// "plugin" covers "plugin.probe". The longest match wins.
class Rules {
public:
    Rules() = default;

    // Throws Error(ConfSyntax) with the column of what is wrong.
    static Rules parse(std::string_view text);

    [[nodiscard]] Level threshold(std::string_view category) const;
    // The lowest threshold of any category: below it nothing is ever written.
    [[nodiscard]] Level lowest() const;

private:
    struct Rule {
        std::string category;
        Level level;
    };

    Level m_otherwise = Level::Warning;
    std::vector<Rule> m_rules;
};

} // namespace modvirt::log
