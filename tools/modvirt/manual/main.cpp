// SPDX-License-Identifier: LGPL-2.1-or-later
// Writes the manual pages from the command table: modvirt-GROUP.1 with the reference of a group's commands, and modvirt.1,
// which is the frame that is given as a file, with a list of all commands where the line @COMMANDS@ stands.
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

// The group of the tool's own commands goes by another name: modvirt.1 is the page of the whole.
std::string page_name(const cli::Group &group)
{
    return fmt::format("modvirt-{}", group.keyword == "modvirt" ? "shell" : group.keyword);
}

void list_group(std::ostream &out, const cli::Group &group)
{
    out << ".SS " << roff(group.title) << "\nDescribed in\n.BR " << roff(page_name(group)) << " (1).\n";
    for (const cli::Command *command : group.commands)
        if (!command->has(cli::Internal))
            out << ".TP\n\\fB" << roff(command->name) << "\\fR\n" << roff(command->summary) << "\n";
}

void list_commands(std::ostream &out)
{
    out << ".SH COMMANDS\n";
    for (const cli::Group &group : cli::command_groups())
        list_group(out, group);
}

void write_group(std::ostream &out, const cli::Group &group)
{
    const std::string name = page_name(group);
    out << ".\\\" Made from the command table of modvirt when it is built.\n.TH " << roff(upper(name))
        << " 1 \"\" \"modvirt\" \"User Commands\"\n.SH NAME\n"
        << roff(name) << " \\- commands of modvirt: " << roff(group.title)
        << "\n.SH SYNOPSIS\n.B modvirt\n[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n"
           ".SH DESCRIPTION\nThe options in front of the command, the environment and what \\-\\-json prints are described "
           "in\n.BR modvirt (1).\n.SH COMMANDS\n";
    for (const cli::Command *command : group.commands)
        if (!command->has(cli::Internal))
            write_command(out, *command);
    out << ".SH SEE ALSO\n.BR modvirt (1)";
    for (const cli::Group &other : cli::command_groups())
        if (&other != &group)
            out << ",\n.BR " << roff(page_name(other)) << " (1)";
    out << "\n";
}

bool write_frame(const std::string &frame_file, const std::string &page)
{
    std::ifstream frame(frame_file);
    std::ofstream out(page);
    for (std::string line; std::getline(frame, line);) {
        if (line == "@COMMANDS@")
            list_commands(out);
        else
            out << line << "\n";
    }
    out.flush();
    if (frame.eof() && out)
        return true;
    std::cerr << "cannot make " << page << " from " << frame_file << "\n";
    return false;
}

bool write_groups(const std::string &folder)
{
    for (const cli::Group &group : cli::command_groups()) {
        const std::string page = fmt::format("{}/{}.1", folder, page_name(group));
        std::ofstream out(page);
        write_group(out, group);
        out.flush();
        if (!out) {
            std::cerr << "cannot write " << page << "\n";
            return false;
        }
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: modvirt-manual FRAME FOLDER\n";
        return 1;
    }
    const std::string folder = argv[2];
    return write_frame(argv[1], folder + "/modvirt.1") && write_groups(folder) ? 0 : 1;
}
