// SPDX-License-Identifier: LGPL-2.1-or-later
#include "discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::storage_iscsi {
namespace {

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

} // namespace
} // namespace modvirt::storage_iscsi
