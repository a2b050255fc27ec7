// SPDX-License-Identifier: MIT
#include "kit/xml/ip_address.hpp"

#include <gtest/gtest.h>

namespace modvirt::xml {

namespace {

IpAddress address(std::string_view text)
{
    return IpAddress::parse(text).value();
}

} // namespace

TEST(IpAddress, HasOneWrittenForm)
{
    EXPECT_EQ(address("10.1").text(), "10.0.0.1");
    EXPECT_EQ(address("2001:DB8:0:0::1").text(), "2001:db8::1");
}

TEST(IpAddress, IsNumericAndNothingElse)
{
    for (const char *text : {"", "localhost", "10.0.0.256", "10.0.0.1 x", " 10.0.0.1", "1::2::3", "::1%lo"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(IpAddress, LiesInANetwork)
{
    EXPECT_EQ(address("10.1.2.3").first_of(20).text(), "10.1.0.0");
    EXPECT_EQ(address("10.1.2.3").last_of(20).text(), "10.1.15.255");
    EXPECT_TRUE(address("10.1.2.3").shares(24, address("10.1.2.255")));
    EXPECT_FALSE(address("10.1.2.3").shares(24, address("10.1.3.1")));
    EXPECT_FALSE(address("::").shares(0, address("0.0.0.0")));
}

TEST(IpAddress, MeasuresNetmasksAndRanges)
{
    EXPECT_EQ(address("255.255.240.0").prefix_of_mask(), 20u);
    EXPECT_FALSE(address("255.0.255.0").prefix_of_mask());
    EXPECT_EQ(address("10.0.0.250").distance_to(address("10.0.1.4")), 10u);
    EXPECT_EQ(address("1::1").distance_to(address("1::11")), 16u);
    EXPECT_EQ(address("1::1").distance_to(address("2::1")), UINT64_MAX);
}

} // namespace modvirt::xml
