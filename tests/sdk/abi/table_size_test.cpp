// SPDX-License-Identifier: LGPL-2.1-or-later
// Plugins and hosts whose tables are of different ages, through the public API and through the trampolines of
// the SDK.
#include <cstring>
#include <memory>

#include <gtest/gtest.h>

#include <kit/testing/testing.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <modvirt/modvirt.h>
#include <modvirt/plugin.hpp>

namespace {

struct Close {
    void operator()(virConnectPtr connection) const { virConnectClose(connection); }
};
using Connection = std::unique_ptr<virConnect, Close>;

Connection open_fixture(const std::string &name)
{
    virSetErrorFunc(nullptr, [](void *, virErrorPtr) {});
    EXPECT_EQ(modvirtPluginAddFile((FIXTURE_FOLDER "/" + name + ".so").c_str()), 0)
        << virGetLastErrorMessage();
    return Connection(virConnectOpen((name + ":///").c_str()));
}

int version_of(const Connection &connection)
{
    unsigned long version = 0;
    return virConnectGetVersion(connection.get(), &version) == 0 ? static_cast<int>(version) : -1;
}

TEST(PluginOfAnOlderMinor, ServesTheSlotsThatItHas)
{
    const Connection connection = open_fixture("sized-older");
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(version_of(connection), 1002003);
}

TEST(PluginOfAnOlderMinor, DoesNotSupportWhatLiesBeyondItsTable)
{
    const Connection connection = open_fixture("sized-older");
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(virConnectGetHostname(connection.get()), nullptr);
    EXPECT_EQ(virGetLastErrorCode(), VIR_ERR_NO_SUPPORT);
    EXPECT_EQ(virConnectListAllDomains(connection.get(), nullptr, 0), -1);
    EXPECT_EQ(virGetLastErrorCode(), VIR_ERR_NO_SUPPORT);
}

TEST(PluginOfANewerMinor, WorksAndWhatIsUnknownIsLeftAlone)
{
    const Connection connection = open_fixture("sized-newer");
    ASSERT_NE(connection, nullptr) << virGetLastErrorMessage();
    EXPECT_EQ(version_of(connection), 1002003);
    EXPECT_EQ(virConnectGetHostname(connection.get()), nullptr);
    EXPECT_EQ(virGetLastErrorCode(), VIR_ERR_NO_SUPPORT);
}

// --- The plugin's side: hosts of other ages ---

constexpr modvirt_plugin_v1 some_plugin = {sizeof some_plugin,
                                           MODVIRT_THREADING_PARALLEL,
                                           "some",
                                           "1.0",
                                           "SOME",
                                           0,
                                           0,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr,
                                           nullptr};

TEST(HostOfANewerMinor, IsAnsweredWithTheMinorThatBothKnow)
{
    modvirt_testing_host host;
    modvirt_testing_init_host(&host);
    uint32_t minor = MODVIRT_ABI_MINOR + 7;
    const modvirt_plugin_v1 *out = nullptr;
    EXPECT_EQ(modvirt::detail::negotiate(&host.table, &minor, &out, some_plugin, 0), MODVIRT_NEGOTIATE_OK);
    EXPECT_EQ(minor, uint32_t(MODVIRT_ABI_MINOR));
    EXPECT_EQ(out, &some_plugin);
}

TEST(HostOfAnOlderMinor, IsRefusedByAPluginThatNeedsMore)
{
    modvirt_testing_host host;
    modvirt_testing_init_host(&host);
    uint32_t minor = 0;
    const modvirt_plugin_v1 *out = nullptr;
    EXPECT_EQ(modvirt::detail::negotiate(&host.table, &minor, &out, some_plugin, 1),
              MODVIRT_NEGOTIATE_HOST_TOO_OLD);
    EXPECT_EQ(out, nullptr);
    EXPECT_STRNE(host.refusal, "");
}

TEST(CallerOfAnOlderMinor, GetsNoMoreThanItsStructHolds)
{
    struct {
        modvirt_domain_info info;
        unsigned char behind[16];
    } caller;
    std::memset(&caller, 0x5a, sizeof caller);
    caller.info.struct_size = offsetof(modvirt_domain_info, cpu_time_ns);
    modvirt::detail::give(&caller.info, modvirt::DomainInfo{1, 4096, 2048, 2, 77});
    EXPECT_EQ(caller.info.struct_size, offsetof(modvirt_domain_info, cpu_time_ns));
    EXPECT_EQ(caller.info.memory_kib, 2048u);
    EXPECT_EQ(caller.info.cpu_time_ns, 0x5a5a5a5a5a5a5a5au);
}

TEST(CallerOfANewerMinor, FindsWhatIsUnknownUntouched)
{
    struct {
        modvirt_domain_info info;
        uint64_t newer;
    } caller{};
    caller.info.struct_size = sizeof caller;
    caller.newer = 42;
    modvirt::detail::give(&caller.info, modvirt::DomainInfo{1, 4096, 2048, 2, 77});
    EXPECT_EQ(caller.info.struct_size, sizeof caller);
    EXPECT_EQ(caller.info.cpu_time_ns, 77u);
    EXPECT_EQ(caller.newer, 42u);
}

TEST(FieldsOfAStruct, ArePresentUpToItsSize)
{
    modvirt_host_v1 host{};
    host.struct_size = offsetof(modvirt_host_v1, spawn);
    EXPECT_TRUE(MODVIRT_HAS(&host, directory));
    EXPECT_FALSE(MODVIRT_HAS(&host, spawn));
    EXPECT_FALSE(MODVIRT_HAS(&host, count));
    host.struct_size += 1;
    EXPECT_FALSE(MODVIRT_HAS(&host, spawn));
}

} // namespace
