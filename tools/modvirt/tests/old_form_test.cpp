// SPDX-License-Identifier: LGPL-2.1-or-later
// --format=0.4: every command line of golden/old/*.txt prints what virsh 0.4.6 printed, by the layouts that are known
// of it. There is nothing to compare with: the program is of 2008.
#include "base/command_table.hpp"
#include "support/golden_run.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace modvirt::cli::testing {

namespace {

constexpr int old_patience_s = 20;

// All commands of virsh 0.4.6.
constexpr const char *old_commands[] = {
    "help", "attach-device", "attach-disk", "attach-interface", "autostart", "capabilities", "connect", "console",
    "create", "start", "destroy", "detach-device", "detach-disk", "detach-interface", "define", "domid", "domuuid",
    "dominfo", "domname", "domstate", "domblkstat", "domifstat", "dumpxml", "edit", "find-storage-pool-sources",
    "find-storage-pool-sources-as", "freecell", "hostname", "list", "migrate", "net-autostart", "net-create",
    "net-define", "net-destroy", "net-dumpxml", "net-edit", "net-list", "net-name", "net-start", "net-undefine",
    "net-uuid", "nodeinfo", "pool-autostart", "pool-build", "pool-create", "pool-create-as", "pool-define",
    "pool-define-as", "pool-destroy", "pool-delete", "pool-dumpxml", "pool-edit", "pool-info", "pool-list", "pool-name",
    "pool-refresh", "pool-start", "pool-undefine", "pool-uuid", "quit", "reboot", "restore", "resume", "save",
    "schedinfo", "dump", "shutdown", "setmem", "setmaxmem", "setvcpus", "suspend", "ttyconsole", "undefine", "uri",
    "vol-create", "vol-create-as", "vol-delete", "vol-dumpxml", "vol-info", "vol-list", "vol-path", "vol-name",
    "vol-key", "vcpuinfo", "vcpupin", "version", "vncdisplay",
};

class OldForm : public ::testing::TestWithParam<GoldenTopic> {};

} // namespace

TEST_P(OldForm, PrintsTheCommittedBytes)
{
    const std::string path = GetParam().path();
    std::string now;
    for (const GoldenCase &golden : read_golden(path)) {
        const auto got = run_golden(MODVIRT_PROGRAM, golden.line, old_patience_s);
        ASSERT_TRUE(got) << golden.line << " did not end";
        EXPECT_EQ(golden_text(golden.line, golden.expected), golden_text(golden.line, *got));
        now += golden_text(golden.line, *got) + "\n";
    }
    if (std::getenv("MODVIRT_REGENERATE"))
        std::ofstream(path) << now;
}

INSTANTIATE_TEST_SUITE_P(Topic, OldForm, ::testing::ValuesIn(golden_topics("old")),
                         [](const auto &topic) { return topic.param.name; });

TEST(OldCommands, AreAllThere)
{
    static_assert(std::size(old_commands) == 87);
    for (const char *name : old_commands)
        EXPECT_NE(find_command(name), nullptr) << name;
}

} // namespace modvirt::cli::testing
