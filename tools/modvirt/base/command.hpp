// SPDX-License-Identifier: LGPL-2.1-or-later
// What one command is: the single entry from which parsing, help, completion and the manual are made.
// How a command line is read belongs in parse.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::cli {

class Arguments;
class Session;

enum class OptionKind : uint8_t {
    Flag,      // --all
    Text,      // --mode <string>
    Number,    // --timeout <number>
    Argument,  // a mandatory text, usually given without its name: <domain>
    Arguments, // takes every word that remains
    Alias,     // another spelling of the option named in `help`, or short for its `name=value`; not listed
};

// Traits are combined with |.
enum OptionTrait : uint8_t {
    NoTrait = 0,
    Required = 1,  // for Number and Arguments; an Argument always is
    EmptyOk = 2,   // '' is a value and not a mistake
    NamedOnly = 4, // never filled by a word without a name
    Unnamed = 8,   // listed without its name: <string>
    Hidden = 16,   // neither listed nor completed
    Ours = 32,     // an addition of modvirt: virsh does not have it
};

using Completer = std::vector<std::string> (*)(Session &, const Arguments &);

struct Option {
    std::string_view name;
    OptionKind kind;
    std::string_view help;
    uint8_t traits = NoTrait;
    Completer complete = nullptr;

    [[nodiscard]] constexpr bool has(OptionTrait trait) const { return (traits & trait) != 0; }
    [[nodiscard]] constexpr bool takes_value() const { return kind != OptionKind::Flag; }
    [[nodiscard]] constexpr bool is_required() const { return kind == OptionKind::Argument || has(Required); }
};

enum CommandTrait : uint8_t {
    Plain = 0,
    Offline = 1,  // runs without a connection
    Json = 2,     // understands --json
    Internal = 4, // not listed by help
    Waits = 8,    // needs the event loop
};

struct Command {
    std::string_view name;
    std::string_view summary;
    std::string_view description;
    std::span<const Option> options;
    void (*run)(Session &, const Arguments &);
    uint8_t traits = Plain;
    std::string_view alias = {}; // the other name that users expect

    [[nodiscard]] constexpr bool has(CommandTrait trait) const { return (traits & trait) != 0; }
};

struct Group {
    std::string_view title;
    std::string_view keyword;
    std::span<const Command *const> commands;
};

// Shorthands that keep the option tables readable.
constexpr Option flag(std::string_view name, std::string_view help, uint8_t traits = NoTrait)
{
    return {name, OptionKind::Flag, help, traits};
}

constexpr Option text(std::string_view name, std::string_view help, Completer complete = nullptr,
                      uint8_t traits = NoTrait)
{
    return {name, OptionKind::Text, help, traits, complete};
}

constexpr Option number(std::string_view name, std::string_view help, uint8_t traits = NoTrait)
{
    return {name, OptionKind::Number, help, traits};
}

constexpr Option argument(std::string_view name, std::string_view help, Completer complete = nullptr,
                          uint8_t traits = NoTrait)
{
    return {name, OptionKind::Argument, help, traits, complete};
}

constexpr Option words(std::string_view name, std::string_view help, uint8_t traits = NoTrait,
                       Completer complete = nullptr)
{
    return {name, OptionKind::Arguments, help, traits, complete};
}

constexpr Option alias(std::string_view name, std::string_view target)
{
    return {name, OptionKind::Alias, target, Hidden};
}

} // namespace modvirt::cli
