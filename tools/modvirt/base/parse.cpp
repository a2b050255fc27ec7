// SPDX-License-Identifier: LGPL-2.1-or-later
// The grammar: --name value, --name=value, words without names in table order, -- ends the names.
#include "base/parse.hpp"

#include "base/command_table.hpp"
#include "base/failure.hpp"

#include <cctype>

namespace modvirt::cli {

namespace {

bool is_option_word(std::string_view word)
{
    return word.size() > 2 && word.starts_with("--") && std::isalnum(static_cast<unsigned char>(word[2]));
}

class CommandParser {
public:
    CommandParser(const Command &command, const Words &words)
        : m_words(words), m_result{&command, Arguments(command), false}
    {
    }

    ParsedCommand parse()
    {
        while (m_next < m_words.size())
            take(m_words[m_next++]);
        if (!m_result.wants_help)
            check_required();
        return std::move(m_result);
    }

private:
    [[nodiscard]] const Command &command() const { return *m_result.command; }

    void take(const std::string &word)
    {
        if (!m_only_data && word == "--")
            m_only_data = true;
        else if (!m_only_data && is_option_word(word))
            take_named(word);
        else
            take_positional(word);
    }

    void take_named(const std::string &word)
    {
        const size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const bool has_value = equals != std::string::npos;
        if (name == "help") {
            refuse_value(name, has_value);
            m_result.wants_help = true;
            return;
        }
        const Option &option = known_option(name);
        if (const auto value = alias_value(command(), name))
            return take_alias(option, name, *value, has_value);
        if (m_result.arguments.has(option.name) && option.kind != OptionKind::Arguments)
            fail_usage("option --{} already seen", option.name);
        if (!option.takes_value()) {
            refuse_value(name, has_value);
            m_result.arguments.add(option, {});
        } else {
            m_result.arguments.add(option, has_value ? word.substr(equals + 1) : value_of(option));
        }
    }

    void take_alias(const Option &option, std::string_view name, std::string_view value, bool has_value)
    {
        refuse_value(name, has_value);
        if (m_result.arguments.has(option.name))
            fail_usage("option --{} already seen", option.name);
        m_result.arguments.add(option, std::string(value));
    }

    static void refuse_value(std::string_view name, bool has_value)
    {
        if (has_value)
            fail_usage("invalid '=' after option --{}", name);
    }

    std::string value_of(const Option &option)
    {
        if (m_next == m_words.size())
            fail_usage("expected syntax: --{} <{}>", option.name,
                       option.kind == OptionKind::Number ? "number" : "string");
        return m_words[m_next++];
    }

    void take_positional(const std::string &word)
    {
        const Option *option = next_positional(command(), m_result.arguments);
        if (!option)
            fail_usage("unexpected data '{}'", word);
        m_result.arguments.add(*option, word);
    }

    [[nodiscard]] const Option &known_option(std::string_view name) const
    {
        const Option *option = find_option(command(), name);
        if (!option)
            fail_usage("command '{}' doesn't support option --{}", command().name, name);
        return *option;
    }

    // Tells all that is missing, a line each.
    void check_required() const
    {
        std::string missing;
        for (const Option &option : command().options) {
            if (!option.is_required() || m_result.arguments.has(option.name))
                continue;
            missing += missing.empty() ? "" : "\nerror: ";
            missing += option.kind == OptionKind::Number
                           ? fmt::format("command '{}' requires --{} option", command().name, option.name)
                           : fmt::format("command '{}' requires <{}> option", command().name, option.name);
        }
        if (!missing.empty())
            fail_usage("{}", missing);
    }

    const Words &m_words;
    size_t m_next = 1;
    bool m_only_data = false;
    ParsedCommand m_result;
};

} // namespace

const Option *next_positional(const Command &command, const Arguments &arguments)
{
    for (const Option &option : command.options) {
        const bool fillable =
            option.takes_value() && option.kind != OptionKind::Alias && !option.has(NamedOnly);
        if (fillable && (option.kind == OptionKind::Arguments || !arguments.has(option.name)))
            return &option;
    }
    return nullptr;
}

ParsedCommand parse_command(const Words &words)
{
    const Command *command = find_command(words.front());
    if (!command)
        fail_usage("unknown command: '{}'", words.front());
    return CommandParser(*command, words).parse();
}

} // namespace modvirt::cli
