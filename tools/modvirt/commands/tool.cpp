// SPDX-License-Identifier: LGPL-2.1-or-later
// cd, pwd, echo, exit, quit, help, connect: the commands about the tool itself.
#include "commands/commands.hpp"

#include "base/command_table.hpp"
#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/help.hpp"
#include "base/session.hpp"
#include "base/xml_tree.hpp"

#include <cstring>
#include <filesystem>
#include <pwd.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

std::string home_directory()
{
    if (const char *home = std::getenv("HOME"); home && *home)
        return home;
    const passwd *entry = getpwuid(getuid());
    return entry && entry->pw_dir ? entry->pw_dir : "/";
}

void run_cd(Session &session, const Arguments &arguments)
{
    if (!session.is_interactive())
        fail("cd: command valid only in interactive mode");
    const std::string directory = arguments.text("dir").value_or(home_directory());
    if (chdir(directory.c_str()) < 0)
        fail("cd: {}: {}", directory, std::strerror(errno));
}

void run_pwd(Session &session, const Arguments &)
{
    std::error_code error;
    const std::filesystem::path path = std::filesystem::current_path(error);
    if (error)
        fail("pwd: cannot get current directory: {}", error.message());
    session.out.print("{}\n", path.string());
}

std::string quote_for_shell(const std::string &word)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                       "@%_+=:,./-";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos)
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string quote_for_xml(const std::string &word)
{
    std::string quoted;
    for (const char c : word) {
        if (c == '\'')
            quoted += "&apos;";
        else if (c == '"')
            quoted += "&quot;";
        else
            quoted += escape_text({&c, 1});
    }
    return quoted;
}

// Each part on a line of its own; two commas stand for one.
std::string split_at_commas(const std::string &text)
{
    std::string lines;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != ',') {
            lines += text[i];
        } else if (text.substr(i, 2) == ",,") {
            lines += ',';
            ++i;
        } else {
            lines += '\n';
        }
    }
    return text.empty() ? lines : lines + "\n";
}

void run_echo(Session &session, const Arguments &arguments)
{
    std::string line;
    bool first = true;
    for (std::string word : arguments.all("string")) {
        if (arguments.has("xml"))
            word = quote_for_xml(word);
        if (arguments.has("shell"))
            word = quote_for_shell(word);
        if (arguments.has("split"))
            word = split_at_commas(word);
        line += (first ? "" : " ") + word;
        first = false;
    }
    if (arguments.has("err"))
        session.out.error(line);
    else
        session.out.write(line);
}

void run_exit(Session &session, const Arguments &)
{
    session.request_exit();
}

void run_help(Session &session, const Arguments &arguments)
{
    const auto name = arguments.text("command");
    if (!name) {
        session.out.write(list_all_groups());
    } else if (const Command *command = find_command(*name)) {
        session.out.write(describe_command(*command));
    } else if (const Group *group = find_group(*name)) {
        session.out.write(list_group(*group, ":"));
    } else {
        fail("command or command group '{}' doesn't exist", *name);
    }
}

// Without a name, the same hypervisor is opened anew; the old connection stays when that fails.
void run_connect(Session &session, const Arguments &arguments)
{
    const std::string uri = arguments.text("name").value_or(session.settings.uri);
    session.connect(uri, arguments.has("readonly") ? Access::ReadOnly : Access::ReadWrite);
}

// What a shell's completion asks for: the words typed so far, the last one unfinished.
void run_complete(Session &session, const Arguments &arguments)
{
    for (const std::string &candidate : complete_words(session, arguments.all("string")))
        session.out.print("{}\n", candidate);
}

std::vector<std::string> complete_help(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Group &group : command_groups()) {
        names.emplace_back(group.keyword);
        for (const Command *command : group.commands)
            if (!command->has(Internal))
                names.emplace_back(command->name);
    }
    return names;
}

constexpr Option cd_options[] = {text("dir", "directory to switch to (default: home or else root)")};
constexpr Option echo_options[] = {
    flag("shell", "escape for shell use"),
    flag("xml", "escape for XML use"),
    flag("split", "split each argument on ','; ',,' is an escape sequence"),
    flag("err", "output to stderr"),
    words("string", "arguments to echo", Unnamed | EmptyOk),
};
constexpr Option help_options[] = {
    text("command", "Prints global help, command specific help, or help for a group of related commands",
         complete_help),
    words("string", "words that follow are ignored", Hidden),
};
constexpr Option connect_options[] = {
    text("name", "hypervisor connection URI"),
    flag("readonly", "read-only connection"),
};
constexpr Option complete_options[] = {words("string", "partial string to autocomplete", EmptyOk)};

} // namespace

constexpr Command cd_command{.name = "cd",
                             .summary = "change the current directory",
                             .description = "Change the current directory.",
                             .options = cd_options,
                             .run = run_cd,
                             .traits = Offline};
constexpr Command pwd_command{.name = "pwd",
                              .summary = "print the current directory",
                              .description = "Print the current directory.",
                              .options = {},
                              .run = run_pwd,
                              .traits = Offline};
constexpr Command echo_command{.name = "echo",
                               .summary = "echo arguments. Used for internal testing.",
                               .description =
                                   "Echo back arguments, possibly with quoting. Used for internal testing.",
                               .options = echo_options,
                               .run = run_echo,
                               .traits = Offline};
constexpr Command exit_command{.name = "exit",
                               .summary = "quit this interactive terminal",
                               .description = {},
                               .options = {},
                               .run = run_exit,
                               .traits = Offline};
constexpr Command quit_command{.name = "quit",
                               .summary = "quit this interactive terminal",
                               .description = {},
                               .options = {},
                               .run = run_exit,
                               .traits = Offline};
constexpr Command help_command{.name = "help",
                               .summary = "print help",
                               .description = "Prints global help, command specific help, or help for a\n"
                                              "    group of related commands",
                               .options = help_options,
                               .run = run_help,
                               .traits = Offline};
constexpr Command connect_command{
    .name = "connect",
    .summary = "(re)connect to hypervisor",
    .description = "Connect to local hypervisor. This is built-in command after shell start up.",
    .options = connect_options,
    .run = run_connect,
    .traits = Offline};
constexpr Command complete_command{.name = "complete",
                                   .summary = "internal command for autocompletion",
                                   .description = "internal use only",
                                   .options = complete_options,
                                   .run = run_complete,
                                   .traits = Offline | Internal};

} // namespace modvirt::cli
