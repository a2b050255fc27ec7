// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/numbers.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace modvirt::cli {

namespace {

constexpr unsigned long long no_limit = std::numeric_limits<unsigned long long>::max();

} // namespace

TEST(Sizes, CountInTheDefaultUnitWithoutASuffix)
{
    EXPECT_EQ(parse_scaled("5", 1024, no_limit).bytes, 5120);
    EXPECT_EQ(parse_scaled(" +5", 1, no_limit).bytes, 5);
}

TEST(Sizes, TellPowersOf1000From1024)
{
    EXPECT_EQ(parse_scaled("2k", 1, no_limit).bytes, 2048);
    EXPECT_EQ(parse_scaled("2KiB", 1, no_limit).bytes, 2048);
    EXPECT_EQ(parse_scaled("2kB", 1, no_limit).bytes, 2000);
    EXPECT_EQ(parse_scaled("1g", 1, no_limit).bytes, 1ULL << 30);
    EXPECT_EQ(parse_scaled("7b", 1024, no_limit).bytes, 7);
}

TEST(Sizes, SayWhyTheyAreRefused)
{
    EXPECT_EQ(parse_scaled("1Q", 1, no_limit).reason, "invalid argument: unknown suffix 'Q'");
    EXPECT_EQ(parse_scaled("1kibi", 1, no_limit).reason, "invalid argument: unknown suffix 'kibi'");
    EXPECT_EQ(parse_scaled("99E", 1, no_limit).reason, "numerical overflow: value too large: 99E");
    EXPECT_EQ(parse_scaled("2k", 1, 2047).reason, "numerical overflow: value too large: 2k");
    for (const char *text : {"", "-1", "x", "G", "99999999999999999999"}) {
        EXPECT_FALSE(parse_scaled(text, 1, no_limit).bytes) << text;
        EXPECT_EQ(parse_scaled(text, 1, no_limit).reason, "") << text;
    }
}

TEST(Sizes, AreReadInTheLargestUnitThatFits)
{
    EXPECT_STREQ(readable_bytes(1023).unit, "B");
    EXPECT_STREQ(readable_bytes(1024).unit, "KiB");
    EXPECT_DOUBLE_EQ(readable_bytes(3ULL << 29).value, 1.5);
    EXPECT_STREQ(readable_bytes(no_limit).unit, "EiB");
}

TEST(Integers, EndWithTheirLastDigit)
{
    EXPECT_EQ(parse_integer<int>(" -12"), -12);
    EXPECT_EQ(parse_integer<int>("007"), 7);
    EXPECT_FALSE(parse_integer<int>("1 "));
    EXPECT_FALSE(parse_integer<int>("+-1"));
    EXPECT_FALSE(parse_integer<unsigned>("-1"));
    EXPECT_FALSE(parse_integer<int>("2147483648"));
}

} // namespace modvirt::cli
