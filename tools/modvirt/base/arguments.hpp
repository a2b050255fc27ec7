// SPDX-License-Identifier: LGPL-2.1-or-later
// The options that were given to one command, read as what the command needs. How they were found on the
// command line belongs in parse.hpp.
#pragma once

#include "base/command.hpp"

#include <initializer_list>
#include <optional>

namespace modvirt::cli {

class Arguments {
public:
    explicit Arguments(const Command &command) : m_command(&command) {}

    [[nodiscard]] const Command &command() const { return *m_command; }
    void add(const Option &option, std::string value);
    [[nodiscard]] bool has(std::string_view name) const;

    // The value, or nothing when the option was not given. An empty value is a mistake unless the table
    // says otherwise.
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    [[nodiscard]] std::string required_text(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;

    [[nodiscard]] std::optional<int> integer(std::string_view name) const;
    [[nodiscard]] std::optional<unsigned> unsigned_integer(std::string_view name) const;
    [[nodiscard]] std::optional<long long> long_integer(std::string_view name) const;
    [[nodiscard]] std::optional<unsigned long long> large_integer(std::string_view name) const;
    // -1 is the largest number, as for strtoul.
    [[nodiscard]] std::optional<unsigned long> wrapped_integer(std::string_view name) const;
    // Accepts a unit suffix (k, KiB, KB, M ...); without one the number counts `default_unit` bytes. The
    // result is in bytes.
    [[nodiscard]] std::optional<unsigned long long>
    bytes(std::string_view name, unsigned long long default_unit, unsigned long long limit) const;
    // --timeout in seconds, as milliseconds.
    [[nodiscard]] std::optional<int> timeout_ms() const;

    void refuse_both(std::string_view one, std::string_view other) const;
    void need_with(std::string_view needed, std::string_view when) const;
    // `one` goes with none of `others`.
    void refuse_with(std::string_view one, std::initializer_list<std::string_view> others) const;

    // --live, --config and --current as VIR_DOMAIN_AFFECT_*; nothing when none was given.
    [[nodiscard]] std::optional<unsigned> affect_flags() const;

private:
    struct Given {
        const Option *option;
        std::string value;
    };

    [[nodiscard]] const Given *find(std::string_view name) const;
    template <typename Number>
    [[nodiscard]] std::optional<Number> number(std::string_view name) const;
    [[noreturn]] void bad_number(const Given &given) const;

    const Command *m_command;
    std::vector<Given> m_given;
};

} // namespace modvirt::cli
