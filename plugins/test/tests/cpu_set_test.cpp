// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cpu_set.hpp"

#include <array>

#include <gtest/gtest.h>

namespace modvirt::test {
namespace {

TEST(CpuSets, AreReadFromTextAndWrittenInTheirShortestForm)
{
    EXPECT_EQ(CpuSet::parse("0-3,^2", 16).text(), "0-1,3");
    EXPECT_EQ(CpuSet::parse("7,5,6,1", 16).text(), "1,5-7");
    EXPECT_EQ(CpuSet::parse("", 16).text(), "");
    EXPECT_EQ(CpuSet::all(9).text(), "0-8");
}

TEST(CpuSets, LeaveOutWhatTheHostDoesNotHave)
{
    EXPECT_EQ(CpuSet::parse("2-4000000000", 4).text(), "2-3");
    const std::array<uint8_t, 3> bytes = {0x81, 0xff, 0xff};
    EXPECT_EQ(CpuSet::of_bytes(bytes, 10).text(), "0,7-9");
    EXPECT_EQ(CpuSet::of_bytes(bytes, 100).text(), "0,7-23");
}

TEST(CpuSets, KnowTheirLastMember)
{
    EXPECT_EQ(CpuSet(16).last(), -1);
    EXPECT_EQ(CpuSet::all(16).last(), 15);
    EXPECT_EQ(CpuSet::parse("1,2", 16).last(), 2);
}

} // namespace
} // namespace modvirt::test
