// SPDX-License-Identifier: LGPL-2.1-or-later
// Which commands understand --json: all that read.
#include "base/command_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace modvirt::cli {

namespace {

// A command changes something when one of these is its name or a word of it.
constexpr std::string_view changing_words[] = {
    // anything
    "attach", "autostart", "begin", "clone", "create", "define", "delete", "destroy", "detach", "edit", "remove", "reset",
    "set", "start", "undefine", "update",
    // domains
    "associate", "blockcommit", "blockcopy", "blockpull", "blockresize", "calc", "change", "domblkthreshold",
    "domfsfreeze", "domfsthaw", "domfstrim", "domjobabort", "dompmsuspend", "dompmwakeup", "domrename",
    "domsetlaunchsecstate", "inject", "iothreadadd", "iothreaddel", "iothreadpin", "iothreadset", "managedsave",
    "migrate", "reboot", "restore", "resume", "revert", "save", "send", "setlink", "setmaxmem", "setmem", "setvcpu",
    "setvcpus", "shutdown", "suspend", "timeout",
    // others
    "allocpages", "bridge", "build", "commit", "nodesuspend", "reattach", "refresh", "resize", "rollback", "unbridge",
    "upload", "wipe",
};

struct Exempt {
    std::string_view command;
    std::string_view reason;
};

constexpr Exempt exempt[] = {
    {"cd", "a command of the shell"},
    {"complete", "answers shells in their own form"},
    {"connect", "tells nothing"},
    {"console", "is a terminal"},
    {"dump", "fills a file"},
    {"echo", "a command of the shell"},
    {"exit", "a command of the shell"},
    {"help", "is for people"},
    {"lxc-enter-namespace", "runs a program, whose output it is"},
    {"pwd", "a command of the shell"},
    {"quit", "a command of the shell"},
    {"screenshot", "fills a file"},
    {"vol-download", "fills a file"},
};

bool changes(std::string_view name)
{
    while (!name.empty()) {
        const size_t end = std::min(name.find('-'), name.size());
        if (std::ranges::find(changing_words, name.substr(0, end)) != std::end(changing_words))
            return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

bool is_exempt(const Command &command)
{
    return std::ranges::find(exempt, command.name, &Exempt::command) != std::end(exempt);
}

} // namespace

TEST(JsonTrait, IsOnEveryCommandThatReads)
{
    for (const Group &group : command_groups())
        for (const Command *command : group.commands)
            EXPECT_TRUE(command->has(Json) || changes(command->name) || is_exempt(*command))
                << command->name << " has no --json: give it one, or a reason why not in this test";
}

TEST(JsonTrait, IsNotExcusedWhereItIs)
{
    for (const Exempt &one : exempt) {
        const Command *command = find_command(one.command);
        ASSERT_NE(command, nullptr) << one.command;
        EXPECT_FALSE(command->has(Json)) << one.command << " is excused although " << one.reason;
    }
}

} // namespace modvirt::cli
