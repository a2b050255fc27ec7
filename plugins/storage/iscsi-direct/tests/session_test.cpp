// SPDX-License-Identifier: LGPL-2.1-or-later
// Servers that do not do what they should.
#include "session.hpp"

#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.hpp"
#include "server.hpp"
#include "unit.hpp"

namespace modvirt::storage_iscsi_direct {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

Login login_at(uint16_t port, const std::string &host = "127.0.0.1")
{
    return {.target = {{host, port}, target_name}, .initiator = initiator_name};
}

TEST(ASilentServer, IsGivenUpAtTheDeadline)
{
    const SilentServer server;
    const auto begin = std::chrono::steady_clock::now();
    const Error error = failure([&] { const TargetSession session(login_at(server.port()), milliseconds(300)); });
    EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
    EXPECT_THAT(error.message(), HasSubstr("iSCSI server 127.0.0.1:" + std::to_string(server.port()) + " (target '" + target_name +
                                           "') did not answer within"));
    EXPECT_THAT(error.message(), HasSubstr("while logging in"));
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(took, milliseconds(290));
    EXPECT_LT(took, milliseconds(3000));
}

TEST(AServerThatIsNone, IsNamed)
{
    const uint16_t port = free_port();
    const Error refused = failure([&] { const TargetSession session(login_at(port), milliseconds(3000)); });
    EXPECT_EQ(refused.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(refused.message(), HasSubstr("iSCSI server 127.0.0.1:" + std::to_string(port)));
    EXPECT_THAT(refused.message(), HasSubstr("failed while connecting"));
    const Error unknown = failure([] { const TargetSession session(login_at(3260, "two words"), milliseconds(3000)); });
    EXPECT_THAT(unknown.message(), HasSubstr("iSCSI server 'two words' has no address"));
}

class Sessions : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (const std::string missing = TargetServer::missing(); !missing.empty())
            GTEST_SKIP() << missing;
        m_server.emplace();
    }

    std::optional<TargetServer> m_server;
};

TEST_F(Sessions, OfOneInitiatorDoNotEndEachOther)
{
    m_server->add_unit(1, 1 << 20);
    TargetSession one(login_at(m_server->port()), milliseconds(3000));
    TargetSession other(login_at(m_server->port()), milliseconds(3000));
    EXPECT_THAT(list_units(one, milliseconds(3000)), ::testing::ElementsAre(0, 1));
    EXPECT_THAT(list_units(other, milliseconds(3000)), ::testing::ElementsAre(0, 1));
}

TEST_F(Sessions, HaveChecksumsWhereTheServerWantsThem)
{
    m_server->add_unit(1, 8 << 20);
    m_server->administer("--op update --mode target --tid 1 --name HeaderDigest --value CRC32C");
    TargetSession session(login_at(m_server->port()), milliseconds(3000));
    const auto unit = inspect_unit(session, 1, milliseconds(3000));
    ASSERT_TRUE(unit);
    write_zeros(session, *unit, milliseconds(3000));
    EXPECT_THAT(list_units(session, milliseconds(3000)), ::testing::ElementsAre(0, 1));
}

TEST_F(Sessions, BeginWhereTheServerSendsThem)
{
    const TargetServer other("127.0.0.2"); // tgtd sends nobody to the address where the initiator is
    other.add_unit(7, 1 << 20);
    const auto redirect = [](const TargetServer &from, const std::string &address, const TargetServer &to) {
        for (const auto &[name, value] : {std::pair<std::string, std::string>{"RedirectAddress", address},
                                          {"RedirectPort", std::to_string(to.port())},
                                          {"RedirectReason", "Temporary"}})
            from.administer("--op update --mode target --tid 1 --name " + name + " --value " + value);
    };
    redirect(*m_server, "127.0.0.2", other);
    {
        TargetSession session(login_at(m_server->port()), milliseconds(3000));
        EXPECT_THAT(list_units(session, milliseconds(3000)), ::testing::ElementsAre(0, 7));
    }
    redirect(other, "127.0.0.2", other);
    EXPECT_THAT(failure([&] { const TargetSession session(login_at(m_server->port()), milliseconds(3000)); }).message(),
                HasSubstr("sends who logs in from one portal to the next"));
}

TEST_F(Sessions, EndWithTheServer)
{
    m_server->add_unit(1, 1 << 20);
    TargetSession session(login_at(m_server->port()), milliseconds(3000));
    m_server->kill();
    const Error error = failure([&] { list_units(session, milliseconds(3000)); });
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.message(), HasSubstr("failed while it was asked for its units"));
    EXPECT_FALSE(session.is_open());
    EXPECT_THAT(failure([&] { list_units(session, milliseconds(3000)); }).message(), HasSubstr("the session has ended"));
}

TEST_F(Sessions, WriteNoSignalWhenTheServerGoesDuringAWrite)
{
    constexpr uint64_t size = uint64_t{64} << 20;
    m_server->add_unit(1, size);
    TargetSession session(login_at(m_server->port()), milliseconds(3000));
    const auto unit = inspect_unit(session, 1, milliseconds(3000));
    ASSERT_TRUE(unit);
    EXPECT_EQ(unit->size(), size);
    std::thread killer([&] {
        std::this_thread::sleep_for(milliseconds(20));
        m_server->kill();
    });
    const Error error = failure([&] {
        for (int round = 0; round < 1000; ++round)
            write_zeros(session, *unit, milliseconds(3000));
    });
    killer.join();
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed) << error.message();
    EXPECT_THAT(error.message(), HasSubstr("writing zeros to unit 1"));
}

TEST_F(Sessions, EndAtTheDeadlineWhenTheServerFallsSilentDuringAWrite)
{
    m_server->add_unit(1, uint64_t{64} << 20);
    TargetSession session(login_at(m_server->port()), milliseconds(3000));
    const auto unit = inspect_unit(session, 1, milliseconds(3000));
    ASSERT_TRUE(unit);
    std::thread silencer([&] {
        std::this_thread::sleep_for(milliseconds(20));
        m_server->fall_silent();
    });
    const Error error = failure([&] {
        for (int round = 0; round < 1000; ++round)
            write_zeros(session, *unit, milliseconds(500));
    });
    silencer.join();
    EXPECT_EQ(error.code(), ErrorCode::OperationTimeout) << error.message();
    EXPECT_THAT(error.message(), HasSubstr("unit 1"));
}

} // namespace
} // namespace modvirt::storage_iscsi_direct
