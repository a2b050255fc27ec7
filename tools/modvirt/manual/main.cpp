// SPDX-License-Identifier: LGPL-2.1-or-later
// Writes modvirt.1: the frame that is given as a file, with the reference of all commands made from the
// command table where the line @COMMANDS@ stands.
#include "base/command_table.hpp"
#include "base/help.hpp"

#include <cctype>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace cli = modvirt::cli;

namespace {

// Text as roff shows it unchanged. Words of the descriptions are joined to one paragraph.
std::string roff(std::string_view text)
{
    std::string out;
    bool blank = false;
    for (const char c : text) {
        if (std::isspace(static_cast<unsigned char>(c))) {
            blank = true;
            continue;
        }
        if (blank && !out.empty())
            out += ' ';
        blank = false;
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string upper(std::string_view text)
{
    std::string out;
    for (const char c : text)
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

void write_command(std::ostream &out, const cli::Command &command)
{
    out << ".SS " << roff(command.name) << "\n\\fB" << roff(command.name) << "\\fR";
    const auto options = cli::listed_options(command);
    for (const cli::Option *option : options)
        out << " " << roff(cli::option_synopsis(*option));
    out << "\n.PP\n" << roff(command.description.empty() ? command.summary : command.description) << "\n";
    if (!command.alias.empty())
        out << ".PP\nAlso known as \\fB" << roff(command.alias) << "\\fR.\n";
    for (const cli::Option *option : options)
        out << ".TP\n\\fB" << roff(cli::option_label(*option)) << "\\fR\n" << roff(option->help) << "\n";
}

void write_commands(std::ostream &out)
{
    for (const cli::Group &group : cli::command_groups()) {
        out << ".SH " << roff(upper(group.title)) << "\n";
        for (const cli::Command *command : group.commands)
            if (!command->has(cli::Internal))
                write_command(out, *command);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: modvirt-manual FRAME OUTPUT\n";
        return 1;
    }
    std::ifstream frame(argv[1]);
    std::ofstream out(argv[2]);
    for (std::string line; std::getline(frame, line);) {
        if (line == "@COMMANDS@")
            write_commands(out);
        else
            out << line << "\n";
    }
    out.flush();
    if (!frame.eof() || !out) {
        std::cerr << "cannot make " << argv[2] << " from " << argv[1] << "\n";
        return 1;
    }
    return 0;
}
