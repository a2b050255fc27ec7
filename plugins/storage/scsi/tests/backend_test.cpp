// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend on a made-up machine. That it finds real units is seen in tests/lab.
#include "backend.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_hosts.hpp"
#include "kit/testing/fake_host.hpp"
#include "module.hpp"

namespace modvirt::storage_scsi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Volumes = std::vector<std::pair<std::string, std::string>>;

int32_t keep_volume(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<Volumes *>(sink->data)->emplace_back(volume->name, volume->path);
    return 0;
}

template <class Call>
Error failure(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

class AHostAdapter : public ::testing::Test {
protected:
    Backend pool(const std::string &target = {})
    {
        return {*modvirt_xml_interface_v1(),
                "<pool type='scsi'><name>array</name><source><adapter name='scsi_host3'/></source><target><path>" +
                    (target.empty() ? by_path() : target) + "</path></target></pool>",
                [this](const process::Invocation &invocation) {
                    m_asked.push_back(process::describe(invocation));
                    return process::Outcome();
                },
                Places{m_hosts.sysfs(), m_hosts.devices()}};
    }
    [[nodiscard]] std::string by_path() const { return m_hosts.devices() + "/disk/by-path"; }

    static Volumes volumes_of(Backend &pool, PoolUsage *usage = nullptr)
    {
        Volumes volumes;
        const modvirt_volume_sink raw{sizeof raw, 0, &volumes, &keep_volume};
        VolumeSink sink(&raw);
        const PoolUsage found = pool.pool_refresh(sink);
        if (usage != nullptr)
            *usage = found;
        return volumes;
    }

    testing::FakeHost m_host;
    FakeHosts m_hosts;
    std::vector<std::string> m_asked;
};

TEST_F(AHostAdapter, HasItsOwnUnitsAsVolumes)
{
    m_hosts.add_host(3);
    m_hosts.add_host(33);
    m_hosts.add_unit("3:0:1:10", "sdc", 4096, "naa.600a0b80", "pci-b");
    m_hosts.add_unit("3:0:1:2", "sdb", 2048, "", "pci-a");
    m_hosts.add_unit("33:0:0:0", "sdd", 2048, "naa.1", "pci-d");
    Backend array = pool();
    array.pool_start();
    PoolUsage usage;
    EXPECT_THAT(volumes_of(array, &usage), ElementsAre(std::pair("unit:0:1:2", by_path() + "/pci-a"),
                                                       std::pair("unit:0:1:10", by_path() + "/pci-b")));
    EXPECT_EQ(usage.capacity, 6144u * 512);
    EXPECT_EQ(usage.allocation, 6144u * 512);
    EXPECT_EQ(usage.available, 0u);
    EXPECT_EQ(m_hosts.scanned(3), "- - -");
    EXPECT_EQ(m_hosts.scanned(33), "");
    EXPECT_THAT(m_asked, ElementsAre("udevadm settle --timeout=30"));
    EXPECT_EQ(array.volume_inspect("unit:0:1:10").key, "3600a0b80");
    EXPECT_EQ(array.volume_inspect("unit:0:1:2").key, by_path() + "/pci-a"); // it does not say what it is
    EXPECT_EQ(failure([&] { array.volume_inspect("unit:0:0:0"); }).code(), ErrorCode::NoStorageVol);
    EXPECT_THAT(array.volume_describe("unit:0:1:2"), HasSubstr("<capacity unit='bytes'>1048576</capacity>"));
}

TEST_F(AHostAdapter, IsShownWithoutUnitsThatHaveNoNameToStay)
{
    m_hosts.add_host(3);
    m_hosts.add_unit("3:0:0:0", "sda", 2048, "naa.1", "pci-a");
    m_hosts.add_unit("3:0:0:1", "sdb", 2048, "naa.2", "");
    Backend array = pool();
    EXPECT_THAT(volumes_of(array), ElementsAre(std::pair("unit:0:0:0", by_path() + "/pci-a")));
    EXPECT_EQ(failure([&] { array.volume_inspect("unit:0:0:1"); }).code(), ErrorCode::NoStorageVol);
    Backend plain = pool(m_hosts.devices() + "/");
    EXPECT_THAT(volumes_of(plain), ElementsAre(std::pair("unit:0:0:0", m_hosts.devices() + "/sda"),
                                               std::pair("unit:0:0:1", m_hosts.devices() + "/sdb")));
}

TEST_F(AHostAdapter, NeedsAFolderOfDevices)
{
    m_hosts.add_host(3);
    EXPECT_EQ(failure([&] { pool(m_hosts.path()).pool_start(); }).code(), ErrorCode::InvalidArg);
    Backend array = pool(m_hosts.devices() + "/disk/by-nothing");
    const Error error = failure([&] { volumes_of(array); });
    EXPECT_EQ(error.code(), ErrorCode::SystemError);
    EXPECT_THAT(error.message(), HasSubstr("cannot read dir '" + m_hosts.devices() + "/disk/by-nothing': No such file or directory"));
}

TEST_F(AHostAdapter, IsMissedWhenItIsGone)
{
    m_hosts.add_host(3);
    Backend array = pool();
    EXPECT_TRUE(array.pool_check());
    std::filesystem::remove(m_hosts.sysfs() + "/class/scsi_host/host3");
    EXPECT_FALSE(array.pool_check());
    const Error error = failure([&] { array.pool_start(); });
    EXPECT_EQ(error.code(), ErrorCode::SystemError);
    EXPECT_THAT(error.message(), HasSubstr("/class/scsi_host/host3/scan' to trigger host scan: No such file or directory"));
}

TEST_F(AHostAdapter, IsNamedByThePool)
{
    const Error error = failure([&] {
        Backend(*modvirt_xml_interface_v1(), "<pool type='scsi'><name>n</name></pool>", &process::run);
    });
    EXPECT_THAT(error.message(), HasSubstr("pool 'n' names no adapter"));
}

} // namespace
} // namespace modvirt::storage_scsi
