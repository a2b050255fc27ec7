// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/help.hpp"

#include "base/command_table.hpp"
#include "base/translation.hpp"

#include <fmt/format.h>
#include <iterator>

namespace modvirt::cli {

namespace {

std::string_view placeholder(const Option &option)
{
    return option.kind == OptionKind::Number ? "number" : "string";
}

} // namespace

std::string option_synopsis(const Option &option)
{
    const std::string_view name = option.name;
    switch (option.kind) {
    case OptionKind::Flag:
        return fmt::format("[--{}]", name);
    case OptionKind::Argument:
        return fmt::format("<{}>", name);
    case OptionKind::Arguments:
        if (option.has(Unnamed))
            return fmt::format("[<{}>]...", name);
        if (option.is_required())
            return fmt::format("{{[--{}] <string>}}...", name);
        return fmt::format("[[--{}] <string>]...", name);
    case OptionKind::Number:
    case OptionKind::Text:
        if (option.is_required())
            return fmt::format("<{}>", name);
        return fmt::format("[--{} <{}>]", name, placeholder(option));
    case OptionKind::Alias:
        break;
    }
    return {};
}

std::string option_label(const Option &option)
{
    if (option.kind == OptionKind::Flag)
        return fmt::format("--{}", option.name);
    if (option.has(Unnamed))
        return fmt::format("<{}>", option.name);
    const bool positional = option.is_required() || option.kind == OptionKind::Arguments;
    const std::string name =
        positional ? fmt::format("[--{}]", option.name) : fmt::format("--{}", option.name);
    return fmt::format("{} <{}>", name, placeholder(option));
}

std::vector<const Option *> listed_options(const Command &command)
{
    std::vector<const Option *> options;
    for (const Option &option : command.options)
        if (!option.has(Hidden))
            options.push_back(&option);
    if (command.has(Json))
        options.push_back(&json_option);
    return options;
}

std::string describe_command(const Command &command)
{
    const std::vector<const Option *> options = listed_options(command);
    std::string text =
        fmt::format("  NAME\n    {} - {}\n\n  SYNOPSIS\n    {}", command.name, translated(command.summary), command.name);
    for (const Option *option : options)
        text += " " + option_synopsis(*option);
    text += "\n";
    if (!command.description.empty())
        text += fmt::format("\n  DESCRIPTION\n    {}\n", translated(command.description));
    if (!options.empty()) {
        text += "\n  OPTIONS\n";
        for (const Option *option : options)
            text += fmt::format("    {:<15}  {}\n", option_label(*option), translated(option->help));
    }
    return text + "\n";
}

std::string list_group(const Group &group, std::string_view end)
{
    std::string text = fmt::format(" {} (help keyword '{}'){}\n", translated(group.title), group.keyword, end);
    for (const Command *command : group.commands)
        if (!command->has(Internal))
            text += fmt::format("    {:<30} {}\n", command->name, translated(command->summary));
    return text;
}

std::string list_all_groups()
{
    std::string text = "Grouped commands:\n\n";
    for (const Group &group : command_groups())
        text += list_group(group, ":") + "\n";
    return text;
}

std::string usage()
{
    std::string text = R"(
modvirt [options]... [<command_string>]
modvirt [options]... <command> [args...]

  options:
    -c | --connect=URI      hypervisor connection URI
    -d | --debug=NUM        debug level [0-4]
    -e | --escape <char>    set escape sequence for console
    -h | --help             this help
    -k | --keepalive-interval=NUM
                            keepalive interval in seconds, 0 for disable
    -K | --keepalive-count=NUM
                            number of possible missed keepalive messages
    -l | --log=FILE         output logging to file
    -q | --quiet            quiet mode
    -r | --readonly         connect readonly
    -t | --timing           print timing information
    -v                      short version
    -V                      long version
         --version[=TYPE]   version, TYPE is short or long (default short)
         --json             print JSON where a command lists or describes
         --format=9.0|0.4   print text as this version of virsh (default 9.0)
         --plugin=FILE      use this plugin first; may be repeated
         --plugin-path=A:B  search these directories for plugins first
  commands (non interactive mode):

)";
    for (const Group &group : command_groups())
        text += list_group(group, "") + "\n";
    return text + "\n  (specify help <group> for details about the commands in the group)\n\n"
                  "  (specify help <command> for details about the command)\n\n";
}

} // namespace modvirt::cli
