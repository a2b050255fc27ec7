// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/text_table.hpp"

#include <gtest/gtest.h>

#include <clocale>

namespace modvirt::cli {

TEST(TextTable, IsAsWideAsItsWidestCells)
{
    TextTable table({"Id", "Name"});
    table.add({"1", "a long name"});
    table.add({"100", "b"});
    EXPECT_EQ(table.render(Header::Shown), " Id    Name\n"
                                           "--------------------\n"
                                           " 1     a long name\n"
                                           " 100   b\n");
}

TEST(TextTable, WithoutAHeaderDoesNotLeaveRoomForIt)
{
    TextTable table({"A long title", "Name"});
    table.add({"1", "x"});
    EXPECT_EQ(table.render(Header::Left_out), " 1   x\n");
}

TEST(TextTable, StillHasAHeaderWhenItIsEmpty)
{
    EXPECT_EQ(TextTable({"A", "B"}).render(Header::Shown), " A   B\n--------\n");
}

TEST(TextTable, CountsColumnsAndNotBytes)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    TextTable table({"N", "S"});
    table.add({"日本", "x"});
    table.add({"ü", "y"});
    EXPECT_EQ(table.render(Header::Left_out), " 日本   x\n ü      y\n");
}

TEST(TextTable, ShowsNothingThatCouldDriveATerminal)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    EXPECT_EQ(printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
    EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
}

TEST(TextTable, ColoursOneColumnWhereColoursAreShown)
{
    TextTable table({"Name", "State"});
    table.paint(1, state_colour);
    table.add({"running", "running"});
    table.add({"b", "unknown"});
    EXPECT_EQ(table.render(Header::Left_out), " running   running\n b         unknown\n");
    EXPECT_EQ(table.render(Header::Left_out, Colour::Shown), " running   \033[32mrunning\033[0m\n b         unknown\n");
}

} // namespace modvirt::cli
