// SPDX-License-Identifier: LGPL-2.1-or-later
#include "portal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::storage_iscsi {
namespace {

TEST(APortal, PutsAddressesOfIpv6IntoBrackets)
{
    EXPECT_EQ((Portal{"host", 3260}).text(), "host:3260");
    EXPECT_EQ((Portal{"fe80::1", 860}).text(), "[fe80::1]:860");
}

TEST(ADiscovery, TellsPortalsAndTargets)
{
    EXPECT_THAT(parse_discovery("127.0.0.1:3260,1 iqn.2024-01.lab:disks\n[fe80::1]:860,2 iqn.2024-01.lab:more\n"),
                testing::ElementsAre(Target{{"127.0.0.1", 3260}, "iqn.2024-01.lab:disks"},
                                     Target{{"fe80::1", 860}, "iqn.2024-01.lab:more"}));
}

TEST(ADiscovery, PassesOverWhatIsNone)
{
    EXPECT_THAT(parse_discovery("\niscsiadm: No portals found\n127.0.0.1:x,1 iqn\n:3260\n127.0.0.1:3260,1 \n"),
                testing::IsEmpty());
    EXPECT_EQ(parse_discovery("1.2.3.4:3260,1 iqn.a").size(), 1u); // without its newline
}

TEST(AWord, IsNothingThatAToolCouldMisread)
{
    for (const char *word : {"host", "iqn.2024-01.lab:disks", "fe80::1%eth0"})
        EXPECT_TRUE(is_word(word)) << word;
    for (const char *word : {"", "-x", "a b", "a\tb", "a\nb", "a\x7f"})
        EXPECT_FALSE(is_word(word)) << word;
}

} // namespace
} // namespace modvirt::storage_iscsi
