// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/cpu_map.hpp"

#include <gtest/gtest.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

namespace {

std::string round_trip(const std::string &text, unsigned cpus = 16)
{
    return cpu_ranges(parse_cpu_list(text, cpus), cpus);
}

std::string refusal(const std::string &text)
{
    try {
        parse_cpu_list(text, 8);
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

} // namespace

TEST(CpuList, ReadsNumbersRangesAndExceptions)
{
    EXPECT_EQ(round_trip("3"), "3");
    EXPECT_EQ(round_trip("0-5,^2,9"), "0-1,3-5,9");
    EXPECT_EQ(round_trip("r", 4), "0-3");
    EXPECT_EQ(cpu_letters(parse_cpu_list("1-2", 5), 5), "-yy--");
}

TEST(CpuList, RefusesWhatIsMalformed)
{
    for (const char *text :
         {"", "x", "1,,2", "0-", "5-3", "-1", "1;2", "^1-2", "99999999999", "0-4000000000"})
        EXPECT_EQ(refusal(text).substr(0, 15), "Invalid cpulist") << text;
    EXPECT_EQ(refusal("^1"), "Invalid cpulist '^1'");
    EXPECT_EQ(refusal("9"), "CPU 9 in cpulist '9' exceed the maxcpu 8");
}

} // namespace modvirt::cli
