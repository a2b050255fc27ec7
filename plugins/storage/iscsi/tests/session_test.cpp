// SPDX-License-Identifier: LGPL-2.1-or-later
#include "session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_sysfs.hpp"

namespace modvirt::storage_iscsi {
namespace {

const Target disks{{"127.0.0.1", 3260}, "iqn.2024-01.lab:disks"};

class Sessions : public testing::Test {
protected:
    FakeSysfs m_sysfs;
};

TEST_F(Sessions, AreNoneWithoutTheKernelsModule)
{
    EXPECT_TRUE(read_sessions(m_sysfs.path()).empty());
}

TEST_F(Sessions, TellTargetPortalAndState)
{
    m_sysfs.add_session(3, disks.name, "127.0.0.1", "default");
    const auto sessions = read_sessions(m_sysfs.path());
    ASSERT_EQ(sessions.size(), 1u);
    EXPECT_EQ(sessions[0].id, 3u);
    EXPECT_EQ(sessions[0].target, disks);
    EXPECT_EQ(sessions[0].interface, "default");
    EXPECT_TRUE(sessions[0].is_logged_in);
}

TEST_F(Sessions, TellTheirDisksInOrder)
{
    m_sysfs.add_session(3, disks.name, "127.0.0.1", "default");
    m_sysfs.add_unit(3, "2:0:0:10", "sdc", 65536, "t10.IET     00010010");
    m_sysfs.add_unit(3, "2:0:0:2", "sdb", 131072, "");
    m_sysfs.add_unit(3, "2:0:0:0", "", 0, ""); // the target's controller is no disk
    const auto units = read_sessions(m_sysfs.path()).at(0).units;
    ASSERT_EQ(units.size(), 2u);
    EXPECT_EQ(units[0].name(), "unit:0:0:2");
    EXPECT_EQ(units[0].device, "sdb");
    EXPECT_EQ(units[0].size, 131072u * 512);
    EXPECT_EQ(units[0].identifier, "");
    EXPECT_EQ(units[1].name(), "unit:0:0:10");
    EXPECT_EQ(units[1].identifier, "1IET_00010010");
}

TEST_F(Sessions, AreFoundByTargetAddressAndInterface)
{
    m_sysfs.add_session(1, "iqn.2024-01.lab:other", "127.0.0.1", "default");
    m_sysfs.add_session(2, disks.name, "10.0.0.1", "default");
    m_sysfs.add_session(3, disks.name, "127.0.0.1", "modvirt-a");
    const auto sessions = read_sessions(m_sysfs.path());
    EXPECT_EQ(find_session(sessions, disks, {}, "").value().id, 3u);
    EXPECT_EQ(find_session(sessions, disks, {}, "modvirt-a").value().id, 3u);
    EXPECT_FALSE(find_session(sessions, disks, {}, "modvirt-b"));
    EXPECT_EQ(find_session(sessions, {{"far", 3260}, disks.name}, {"10.0.0.1"}, "").value().id, 2u);
    EXPECT_FALSE(find_session(sessions, {{"127.0.0.1", 860}, disks.name}, {}, ""));
}

} // namespace
} // namespace modvirt::storage_iscsi
