// SPDX-License-Identifier: LGPL-2.1-or-later
#include "injection.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "fake_host.hpp"
#include "networks.hpp"

namespace modvirt::test::testing {
namespace {

void call(Injection &injection, const char *name)
{
    injection.before_call(std::span<const char *const>(&name, 1));
}

// 'x' for every call that fails.
std::string outcomes(const std::string &query, const char *name, int calls)
{
    const auto injection = Injection::of_query(query);
    std::string outcomes;
    for (int count = 0; count < calls; ++count)
        outcomes += failure_of([&] { call(*injection, name); }).code == ErrorCode::Ok ? '.' : 'x';
    return outcomes;
}

TEST(AnInjection, IsNotThereUnlessItIsAskedFor)
{
    EXPECT_EQ(Injection::of_query(""), nullptr);
    EXPECT_EQ(Injection::of_query("no_verify=1&latency=0&seed=3"), nullptr);
}

TEST(AnInjection, FailsTheCallsThatAreNamed)
{
    const auto injection = Injection::of_query("fail=virDomainCreate:1");
    const auto failure = failure_of([&] { call(*injection, "virDomainCreate"); });
    EXPECT_EQ(failure.code, ErrorCode::OperationFailed);
    EXPECT_EQ(failure.message, "virDomainCreate fails because the connection was opened with fail=virDomainCreate:1");
    EXPECT_EQ(failure_of([&] { call(*injection, "virDomainDestroy"); }).code, ErrorCode::Ok);
}

TEST(AnInjection, KnowsNamesWithoutTheirPrefixAndPatterns)
{
    EXPECT_EQ(outcomes("fail=DomainCreate:1", "virDomainCreate", 1), "x");
    EXPECT_EQ(outcomes("fail=virStorage*:1", "virStorageVolDelete", 1), "x");
    EXPECT_EQ(outcomes("fail=*Delete:1", "virStorageVolDelete", 1), "x");
    EXPECT_EQ(outcomes("fail=*Delete:1", "virStorageVolCreateXML", 1), ".");
}

TEST(AnInjection, AnswersTheCodeThatIsAskedFor)
{
    const auto injection = Injection::of_query("fail=virDomainCreate:1:38");
    EXPECT_EQ(failure_of([&] { call(*injection, "virDomainCreate"); }).code, ErrorCode::SystemError);
}

TEST(AnInjection, FailsAboutAsOftenAsItSays)
{
    const std::string some = outcomes("fail=virDomainCreate:0.25&seed=11", "virDomainCreate", 4000);
    const auto failed = std::count(some.begin(), some.end(), 'x');
    EXPECT_GT(failed, 850);
    EXPECT_LT(failed, 1150);
    EXPECT_EQ(outcomes("fail=virDomainCreate:0", "virDomainCreate", 100), std::string(100, '.'));
}

TEST(AnInjection, RepeatsItselfForTheSameSeedOnly)
{
    const auto of_seed = [](int seed) {
        return outcomes("fail=virDomainCreate:0.5&seed=" + std::to_string(seed), "virDomainCreate", 64);
    };
    EXPECT_EQ(of_seed(1), of_seed(1));
    EXPECT_NE(of_seed(1), of_seed(2));
}

TEST(AnInjection, IsNotChangedByOtherCalls)
{
    const auto plain = Injection::of_query("fail=virDomainCreate:0.5&seed=5");
    const auto mixed = Injection::of_query("fail=virDomainCreate:0.5&seed=5");
    for (int count = 0; count < 64; ++count) {
        call(*mixed, "virDomainGetInfo");
        EXPECT_EQ(failure_of([&] { call(*plain, "virDomainCreate"); }).code,
                  failure_of([&] { call(*mixed, "virDomainCreate"); }).code);
    }
}

TEST(AnInjection, MakesEveryCallTakeItsTime)
{
    const auto injection = Injection::of_query("latency=20");
    const auto before = std::chrono::steady_clock::now();
    call(*injection, "virDomainGetInfo");
    EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(20));
}

TEST(AnInjection, IsRefusedWhenItCannotBeUnderstood)
{
    for (const char *query : {"latency=soon", "latency=-1", "latency=600001", "latency=", "fail=virDomainCreate",
                              "fail=:0.5", "fail=virDomainCreate:often", "fail=virDomainCreate:1.5",
                              "fail=virDomainCreate:nan", "fail=virDomainCreate:0.5:0", "fail=virDomainCreate:0.5:999",
                              "fail=virDomainCreate:0.5:x", "fail=virDomainCreate:", "seed=-1", "seed=x"}) {
        const auto failure = failure_of([&] { (void)Injection::of_query(query); });
        EXPECT_EQ(failure.code, ErrorCode::InvalidArg) << query;
        EXPECT_NE(failure.message.find("is not understood"), std::string::npos) << failure.message;
    }
}

class InjectedConnection : public DriverTest {};

TEST_F(InjectedConnection, FailsThroughItsSlotsAndOthersDoNot)
{
    constexpr auto table = HypervisorSlots<Driver>::table();
    const auto injected = m_host.open("/default", "", "fail=virDomainCreate:1&fail=virNetworkLookupByName:1");
    std::string message;
    modvirt_call context{sizeof context, 0, 0, &message,
                         [](const modvirt_call *call, int32_t, int32_t, const char *text) {
                             *static_cast<std::string *>(call->host_data) = text;
                         },
                         [](const modvirt_call *) -> int32_t { return 0; }};
    const LiveDomain domain = define("a", 1);
    modvirt_domain_ref ref{sizeof ref, -1, {}, "a"};
    std::memcpy(ref.uuid, domain.uuid.data(), sizeof ref.uuid);
    int32_t id = -1;
    const auto create = [&](Driver &driver) {
        return table.domain_create_with_flags(reinterpret_cast<modvirt_session *>(&driver), &ref, &id, 0, &context);
    };
    EXPECT_EQ(create(*injected), -1);
    EXPECT_NE(message.find("fails because the connection was opened with fail=virDomainCreate:1"), std::string::npos)
        << message;
    EXPECT_EQ(create(*m_driver), 0);
}

TEST_F(InjectedConnection, CanFailToOpen)
{
    EXPECT_EQ(failure_of([&] { (void)m_host.open("/default", "", "fail=virConnectOpen:1:38"); }).code,
              ErrorCode::SystemError);
}

} // namespace
} // namespace modvirt::test::testing
