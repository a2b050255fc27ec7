// SPDX-License-Identifier: LGPL-2.1-or-later
// Reads the finished words the way the parser does, but forgives everything.
#include "base/completion.hpp"

#include "base/command_table.hpp"
#include "base/failure.hpp"
#include "base/help.hpp"
#include "base/library_error.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

std::vector<std::string> starting_with(std::vector<std::string> candidates, const std::string &start)
{
    std::erase_if(candidates, [&start](const std::string &text) { return !text.starts_with(start); });
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
}

std::vector<std::string> command_names()
{
    std::vector<std::string> names;
    for (const Group &group : command_groups())
        for (const Command *command : group.commands) {
            if (command->has(Internal))
                continue;
            names.emplace_back(command->name);
            if (!command->alias.empty())
                names.emplace_back(command->alias);
        }
    return names;
}

struct Position {
    Arguments arguments;
    const Option *expects = nullptr; // the option whose value comes next because it was named
    bool only_data = false;
};

Position read_words(const Command &command, const Words &words)
{
    Position position{Arguments(command)};
    for (size_t i = 1; i + 1 < words.size(); ++i) {
        const std::string &word = words[i];
        if (position.expects) {
            position.arguments.add(*position.expects, word);
            position.expects = nullptr;
        } else if (!position.only_data && word == "--") {
            position.only_data = true;
        } else if (!position.only_data && word.starts_with("--")) {
            const size_t equals = word.find('=');
            const Option *option = find_option(command, std::string_view(word).substr(2, equals - 2));
            if (!option)
                continue;
            if (option->takes_value() && equals == std::string::npos)
                position.expects = option;
            else
                position.arguments.add(*option, equals == std::string::npos ? "" : word.substr(equals + 1));
        } else if (const Option *option = next_positional(command, position.arguments)) {
            position.arguments.add(*option, word);
        }
    }
    return position;
}

std::vector<std::string> values_for(Session &session, const Position &position, const Option *option)
{
    if (!option || !option->complete)
        return {};
    try {
        return option->complete(session, position.arguments);
    } catch (const Error &) {
        // Nothing is known of living objects now, and a prompt is no place for an error.
        return {};
    }
}

std::vector<std::string> option_names(const Position &position)
{
    std::vector<std::string> names;
    for (const Option *option : listed_options(position.arguments.command()))
        if (option->kind == OptionKind::Arguments || !position.arguments.has(option->name))
            names.push_back("--" + std::string(option->name));
    return names;
}

std::vector<std::string> candidates(Session &session, const Words &words)
{
    if (words.size() < 2)
        return command_names();
    const Command *command = find_command(words.front());
    if (!command)
        return {};
    const Position position = read_words(*command, words);
    const std::string &current = words.back();
    if (position.expects)
        return values_for(session, position, position.expects);
    std::vector<std::string> found;
    if (!current.starts_with("-"))
        found = values_for(session, position, next_positional(*command, position.arguments));
    if (!position.only_data && (current.starts_with("-") || (current.empty() && found.empty())))
        for (std::string &name : option_names(position))
            found.push_back(std::move(name));
    return found;
}

} // namespace

std::vector<std::string> complete_words(Session &session, const Words &words)
{
    std::vector<std::string> found =
        starting_with(candidates(session, words), words.empty() ? "" : words.back());
    forget_library_error();
    return found;
}

// Paths come from the file system through whoever reads the line.
std::vector<std::string> complete_path(Session &, const Arguments &)
{
    return {};
}

} // namespace modvirt::cli
