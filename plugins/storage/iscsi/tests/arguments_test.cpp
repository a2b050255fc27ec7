// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <gtest/gtest.h>

namespace modvirt::storage_iscsi {
namespace {

const Target far_target{{"far", 3260}, "iqn.2024-01.lab:disks"};

std::string joined(const Arguments &arguments)
{
    std::string text;
    for (const std::string &argument : arguments)
        text += (text.empty() ? "" : " ") + argument;
    return text;
}

TEST(ATarget, IsLoggedInToByItsPortalAndInterface)
{
    EXPECT_EQ(joined(log_in(far_target, "")),
              "iscsiadm --mode node --targetname iqn.2024-01.lab:disks --portal far:3260 --login");
    EXPECT_EQ(joined(log_in(far_target, "modvirt-x")),
              "iscsiadm --mode node --targetname iqn.2024-01.lab:disks --portal far:3260 --interface modvirt-x --login");
    EXPECT_EQ(joined(set_record(far_target, "", "node.startup", "manual")),
              "iscsiadm --mode node --targetname iqn.2024-01.lab:disks --portal far:3260 --op update --name node.startup "
              "--value manual");
}

TEST(ASession, IsEndedByItsNumber)
{
    EXPECT_EQ(joined(log_out(7)), "iscsiadm --mode session --sid 7 --logout");
    EXPECT_EQ(joined(rescan(7)), "iscsiadm --mode session --sid 7 --rescan");
}

TEST(ADiscovery, LeavesNoRecords)
{
    EXPECT_EQ(joined(discover({"far", 860}, "")),
              "iscsiadm --mode discovery --type sendtargets --portal far:860 --op nonpersistent");
}

TEST(AnInitiator, HasAnInterfaceOfItsOwn)
{
    EXPECT_EQ(interface_of("iqn.2024-01.lab:host"), "modvirt-iqn.2024-01.lab_3ahost");
    EXPECT_NE(interface_of("iqn.a:b"), interface_of("iqn.a/b"));
    EXPECT_EQ(interface_of("../x").find('/'), std::string::npos);
}

} // namespace
} // namespace modvirt::storage_iscsi
