// SPDX-License-Identifier: MIT
#include "kit/iscsi/target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::iscsi {
namespace {

TEST(APortal, PutsAddressesOfIpv6IntoBrackets)
{
    EXPECT_EQ((Portal{"host", 3260}).text(), "host:3260");
    EXPECT_EQ((Portal{"fe80::1", 860}).text(), "[fe80::1]:860");
}

TEST(AWord, IsNothingThatAToolCouldMisread)
{
    for (const char *word : {"host", "iqn.2024-01.lab:disks", "fe80::1%eth0", "iqn.2024-01.lab:a_b..c", "eui.02004567A425678D"})
        EXPECT_TRUE(is_word(word)) << word;
    for (const char *word : {"", "-x", "a b", "a\tb", "a\nb", "a\x7f", "../../etc", "iqn.2024-01.lab:/x", ".", ".."})
        EXPECT_FALSE(is_word(word)) << word;
    EXPECT_THROW(need_word("a host", "a b"), Error);
}

TEST(Addresses, AreInDigits)
{
    EXPECT_THAT(addresses_of("127.0.0.1"), testing::ElementsAre("127.0.0.1"));
    EXPECT_THAT(addresses_of("::1"), testing::ElementsAre("::1"));
    EXPECT_THAT(addresses_of("two words"), testing::IsEmpty());
}

} // namespace
} // namespace modvirt::iscsi
