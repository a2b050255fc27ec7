// SPDX-License-Identifier: LGPL-2.1-or-later
// The backend against Debian's target emulator on 127.0.0.1.
#include "backend.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.hpp"
#include "kit/testing/fake_host.hpp"
#include "kit/testing/fake_tree.hpp"
#include "module.hpp"
#include "server.hpp"

namespace modvirt::storage_iscsi_direct {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint64_t MiB = uint64_t{1} << 20;

int32_t keep_name(const modvirt_volume_sink *sink, const modvirt_volume *volume)
{
    static_cast<std::vector<std::string> *>(sink->data)->emplace_back(volume->name);
    return 0;
}

std::string host_element(uint16_t port)
{
    return "<host name='127.0.0.1' port='" + std::to_string(port) + "'/>";
}

class APool : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (const std::string missing = TargetServer::missing(); !missing.empty())
            GTEST_SKIP() << missing;
        m_server.emplace();
    }

    Backend pool(const std::string &more = {}, const std::string &target = target_name)
    {
        return {*modvirt_xml_interface_v1(),
                "<pool type='iscsi-direct'><name>far</name><source>" + host_element(m_server->port()) + "<device path='" + target +
                    "'/><initiator><iqn name='" + initiator_name + "'/></initiator>" + more + "</source></pool>",
                {.passwords = m_passwords.path(), .secrets = m_secrets, .deadlines = m_deadlines}};
    }

    static std::vector<std::string> names(Backend &pool, PoolUsage *usage = nullptr)
    {
        std::vector<std::string> names;
        const modvirt_volume_sink raw{sizeof raw, 0, &names, &keep_name};
        VolumeSink sink(&raw);
        const PoolUsage found = pool.pool_refresh(sink);
        if (usage != nullptr)
            *usage = found;
        return names;
    }

    void keep_password(const std::string &name, const std::string &text) const
    {
        m_passwords.write(name, text);
        std::filesystem::permissions(m_passwords.path() + "/" + name, std::filesystem::perms::owner_read);
    }

    testing::FakeHost m_host;
    fakes::FakeTree m_passwords;
    SecretSource m_secrets{nullptr};
    Deadlines m_deadlines;
    std::optional<TargetServer> m_server;
};

TEST_F(APool, HasTheDisksOfItsTargetAsVolumes)
{
    m_server->add_unit(1, 8 * MiB);
    m_server->add_unit(3, 4 * MiB);
    Backend far = pool();
    far.pool_start();
    EXPECT_TRUE(far.pool_check());
    PoolUsage usage;
    EXPECT_THAT(names(far, &usage), ElementsAre("unit:0:0:1", "unit:0:0:3")); // unit 0 is a controller
    EXPECT_EQ(usage.capacity, 12 * MiB);
    EXPECT_EQ(usage.allocation, 12 * MiB);
    EXPECT_EQ(usage.available, 0u);
    const FoundVolume unit = far.volume_inspect("unit:0:0:3");
    EXPECT_EQ(unit.type, 3u);
    EXPECT_EQ(unit.capacity, 4 * MiB);
    EXPECT_EQ(unit.allocation, 4 * MiB);
    EXPECT_EQ(unit.path, "ip-127.0.0.1:" + std::to_string(m_server->port()) + "-iscsi-" + target_name + "-lun-3");
    EXPECT_EQ(unit.key, unit.path);
}

TEST_F(APool, SeesUnitsComeAndGo)
{
    Backend far = pool();
    EXPECT_THAT(names(far), IsEmpty());
    m_server->add_unit(1, MiB);
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:1"));
    m_server->administer("--op delete --mode logicalunit --tid 1 --lun 1");
    EXPECT_THAT(names(far), IsEmpty());
    EXPECT_EQ(failure([&] { far.volume_inspect("unit:0:0:1"); }).code(), ErrorCode::NoStorageVol);
}

TEST_F(APool, HasNoVolumeOfAnotherName)
{
    m_server->add_unit(1, MiB);
    Backend far = pool();
    for (const char *name : {"unit:0:0:0", "unit:0:0:2", "unit:0:0:01", "unit:0:0:65537", "unit:0:0:", "unit:0:1:1", "1", ""})
        EXPECT_EQ(failure([&] { far.volume_inspect(name); }).code(), ErrorCode::NoStorageVol) << name;
}

TEST_F(APool, HasManyUnits)
{
    std::vector<std::string> expected;
    for (int number = 1; number <= 40; ++number) {
        m_server->add_unit(number, MiB);
        expected.push_back("unit:0:0:" + std::to_string(number));
    }
    Backend far = pool();
    EXPECT_EQ(names(far), expected);
}

TEST_F(APool, WipesAUnitByZeros)
{
    constexpr uint64_t size = 3 * MiB + 512;
    const std::filesystem::path file = m_server->add_unit(1, size);
    const std::filesystem::path other = m_server->add_unit(2, MiB);
    std::ofstream(file) << std::string(size, 'x');
    std::ofstream(other) << std::string(MiB, 'y');
    Backend far = pool();
    far.volume_wipe("unit:0:0:1", 0, 0);
    std::ifstream wiped(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(wiped), {}), std::string(size, '\0'));
    std::ifstream kept(other);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), std::string(MiB, 'y'));
    EXPECT_EQ(failure([&] { far.volume_wipe("unit:0:0:2", 8, 0); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(failure([&] { far.volume_wipe("unit:0:0:9", 0, 0); }).code(), ErrorCode::NoStorageVol);
}

TEST_F(APool, SaysWhatAUnitRefuses)
{
    m_server->add_unit(1, MiB);
    m_server->administer("--op update --mode logicalunit --tid 1 --lun 1 --params readonly=1");
    Backend far = pool();
    const Error error = failure([&] { far.volume_wipe("unit:0:0:1", 0, 0); });
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.message(), HasSubstr("refused writing zeros to unit 1: DATA PROTECTION, WRITE_PROTECTED"));
}

TEST_F(APool, LogsInWithItsSecret)
{
    const SecretProvider provider([](const WantedSecret &wanted) {
        const std::string_view value = wanted.uuid.back() == 1 ? "a-long-secret" : "another-secret";
        return SecretBytes(value.begin(), value.end());
    });
    m_secrets = SecretSource(provider.raw());
    m_server->add_unit(1, MiB);
    m_server->administer("--op new --mode account --user guest --password a-long-secret");
    m_server->administer("--op bind --mode account --tid 1 --user guest");
    const auto auth = [](const char *digit) {
        return std::string("<auth type='chap' username='guest'><secret uuid='00000000-0000-0000-0000-00000000000") + digit +
               "'/></auth>";
    };
    EXPECT_THAT(failure([&] { pool(auth("2")).pool_start(); }).message(), HasSubstr("refuses the login"));
    Backend far = pool(auth("1"));
    far.pool_start();
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:1"));
}

TEST_F(APool, LogsInWithThePasswordOfItsFile)
{
    m_server->add_unit(1, MiB);
    m_server->administer("--op new --mode account --user guest --password a-long-secret");
    m_server->administer("--op bind --mode account --tid 1 --user guest");
    const std::string auth = "<auth type='chap' username='guest'><secret usage='far'/></auth>";
    EXPECT_EQ(failure([&] { pool().pool_start(); }).code(), ErrorCode::AuthFailed);
    const Error missing = failure([&] { pool(auth).pool_start(); });
    EXPECT_EQ(missing.code(), ErrorCode::NoSecret);
    EXPECT_THAT(missing.message(), HasSubstr(m_passwords.path() + "/far"));
    keep_password("wrong", "another-secret");
    const Error wrong = failure([&] { pool("<auth type='chap' username='guest'><secret usage='wrong'/></auth>").pool_start(); });
    EXPECT_EQ(wrong.code(), ErrorCode::AuthFailed);
    EXPECT_THAT(wrong.message(), HasSubstr("refuses the login"));
    EXPECT_THAT(wrong.message(), ::testing::Not(HasSubstr("another-secret")));
    keep_password("far", "a-long-secret");
    Backend far = pool(auth);
    far.pool_start();
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:1"));
    EXPECT_EQ(failure([&] { pool("<auth type='ceph' username='guest'><secret usage='far'/></auth>").pool_start(); }).code(),
              ErrorCode::XmlError);
}

TEST_F(APool, DoesNotStartWithoutItsTarget)
{
    const Error error = failure([&] { pool({}, "iqn.2024-01.lab:none").pool_start(); });
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.message(), HasSubstr("Target not found"));
    EXPECT_EQ(failure([&] { pool({}, std::string(224, 'q')).pool_start(); }).code(), ErrorCode::XmlError);
}

TEST_F(APool, SaysWhyItsServerCannotBeReached)
{
    m_server->add_unit(1, MiB);
    Backend far = pool();
    EXPECT_TRUE(far.pool_check());
    m_server->kill();
    for (const auto &error : {failure([&] { far.pool_check(); }), failure([&] { names(far); })}) {
        EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
        EXPECT_THAT(error.message(), HasSubstr("iSCSI server 127.0.0.1:" + std::to_string(m_server->port())));
    }
}

// It takes connections still: its kernel does.
TEST_F(APool, WaitsForASilentServerUntilTheDeadline)
{
    m_server->add_unit(1, 64 * MiB);
    m_deadlines = {std::chrono::milliseconds(300), std::chrono::milliseconds(300), std::chrono::milliseconds(300)};
    Backend far = pool();
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:1"));
    m_server->fall_silent();
    const auto begin = std::chrono::steady_clock::now();
    for (const auto &error : {failure([&] { far.pool_start(); }), failure([&] { far.pool_check(); }), failure([&] { names(far); }),
                              failure([&] { far.volume_wipe("unit:0:0:1", 0, 0); })}) {
        EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
        EXPECT_THAT(error.message(), HasSubstr("iSCSI server 127.0.0.1:" + std::to_string(m_server->port())));
        EXPECT_THAT(error.message(), HasSubstr(target_name));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    m_server->wake();
    EXPECT_THAT(names(far), ElementsAre("unit:0:0:1"));
}

TEST_F(APool, IsFoundByTheTargetsOfAServer)
{
    m_server->administer("--op new --mode target --tid 2 -T iqn.2024-01.lab:more");
    m_server->administer("--op bind --mode target --tid 2 -I ALL");
    Backend search(*modvirt_xml_interface_v1(), "<pool type='iscsi-direct'><name>search</name></pool>");
    const std::string initiator = "<initiator><iqn name='" + initiator_name + "'/></initiator>";
    const std::string sources = search.pool_find_sources("<source>" + host_element(m_server->port()) + initiator + "</source>", 0);
    for (const std::string &target : {target_name, std::string("iqn.2024-01.lab:more")})
        EXPECT_THAT(sources, HasSubstr("  <source>\n    " + host_element(m_server->port()) + "\n    <device path='" + target +
                                       "'/>\n    <initiator>\n      <iqn name='" + initiator_name + "'/>\n    </initiator>\n  </source>\n"));
    EXPECT_EQ(failure([&] { search.pool_find_sources("<source>" + host_element(m_server->port()) + "</source>", 0); }).code(),
              ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failure([&] { search.pool_find_sources(std::nullopt, 0); }).code(), ErrorCode::InvalidArg);
}

TEST(APoolWithoutAServer, SaysWhatItLacks)
{
    Backend nameless(*modvirt_xml_interface_v1(), "<pool type='iscsi-direct'><name>n</name></pool>");
    EXPECT_THAT(failure([&] { nameless.pool_start(); }).message(), HasSubstr("pool 'n' names no target"));
    Backend anonymous(*modvirt_xml_interface_v1(), "<pool type='iscsi-direct'><name>n</name><source><host name='h'/><device "
                                                   "path='iqn.a'/></source></pool>");
    EXPECT_EQ(failure([&] { anonymous.pool_start(); }).code(), ErrorCode::ConfigUnsupported);
    const SilentServer server;
    Backend silent(*modvirt_xml_interface_v1(),
                   "<pool type='iscsi-direct'><name>n</name><source>" + host_element(server.port()) +
                       "<device path='iqn.a'/><initiator><iqn name='iqn.me'/></initiator></source></pool>",
                   {.passwords = {}, .deadlines = {.check = std::chrono::milliseconds(200)}});
    EXPECT_EQ(failure([&] { silent.pool_check(); }).code(), ErrorCode::OperationTimeout);
}

} // namespace
} // namespace modvirt::storage_iscsi_direct
