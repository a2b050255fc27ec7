// SPDX-License-Identifier: LGPL-2.1-or-later
// The order of a migration's steps, what each is given, and how both sides learn the end.
#include <vector>

#include "support.hpp"

namespace modvirt::testing {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What the slots have been asked, and which of them refuses.
std::vector<std::string> steps;
std::string refused_step;

void put(const modvirt_string_sink *sink, const std::string &text)
{
    sink->put(sink, text.data(), text.size());
}

std::string value_of(const modvirt_parameter *params, uint64_t count, const std::string &name)
{
    for (uint64_t i = 0; i < count; ++i)
        if (params[i].name == name)
            return params[i].value.text;
    return "-";
}

std::string cookie_text(const uint8_t *bytes, uint64_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

int32_t note(const std::string &step, const std::string &details, const modvirt_call *call)
{
    steps.push_back(details.empty() ? step : step + " " + details);
    if (step != refused_step)
        return 0;
    call->fail(call, VIR_ERR_OPERATION_FAILED, 0, (step + " is refused").c_str());
    return -1;
}

void serve_source(modvirt_hypervisor_v1 &table)
{
    table.domain_migrate_begin = [](modvirt_session *, const modvirt_domain_ref *domain, const modvirt_parameter *params,
                                    uint64_t count, uint32_t, const modvirt_string_sink *text,
                                    const modvirt_string_sink *cookie, const modvirt_call *call) {
        put(text, std::string("<") + domain->name + "/>");
        put(cookie, "one");
        return note("begin", "as " + value_of(params, count, VIR_MIGRATE_PARAM_DEST_NAME), call);
    };
    table.domain_migrate_perform = [](modvirt_session *, const modvirt_domain_ref *, const modvirt_parameter *params,
                                      uint64_t count, const uint8_t *bytes, uint64_t size, uint32_t,
                                      const modvirt_string_sink *, const modvirt_string_sink *cookie,
                                      const modvirt_call *call) {
        put(cookie, "three");
        return note("perform", cookie_text(bytes, size) + " to " + value_of(params, count, VIR_MIGRATE_PARAM_URI), call);
    };
    table.domain_migrate_confirm = [](modvirt_session *, const modvirt_domain_ref *, const modvirt_parameter *, uint64_t,
                                      const uint8_t *, uint64_t, uint32_t, int32_t cancelled,
                                      const modvirt_call *call) {
        return note("confirm", cancelled != 0 ? "cancelled" : "", call);
    };
}

void serve_destination(modvirt_hypervisor_v1 &table)
{
    table.domain_migrate_prepare = [](modvirt_session *, const modvirt_parameter *params, uint64_t count,
                                      const uint8_t *bytes, uint64_t size, uint32_t, const modvirt_string_sink *text,
                                      const modvirt_string_sink *cookie, const modvirt_call *call) {
        put(text, "plain:there");
        put(cookie, "two");
        return note("prepare", cookie_text(bytes, size) + " " + value_of(params, count, VIR_MIGRATE_PARAM_DEST_XML),
                    call);
    };
    table.domain_migrate_finish = [](modvirt_session *, const modvirt_parameter *, uint64_t, const uint8_t *bytes,
                                     uint64_t size, uint32_t, int32_t cancelled, const modvirt_domain_sink *sink,
                                     const modvirt_call *call) -> int32_t {
        if (note("finish", cancelled != 0 ? "cancelled" : cookie_text(bytes, size), call) != 0)
            return -1;
        if (cancelled != 0) {
            call->fail(call, VIR_ERR_OPERATION_ABORTED, 0, "undone");
            return -1;
        }
        const modvirt_domain_ref arrived{sizeof arrived, 3, {7}, "arrived"};
        return sink->put(sink, &arrived);
    };
}

class MigrationTest : public ApiTest {
protected:
    MigrationTest()
    {
        steps.clear();
        refused_step.clear();
        serve_source(m_source.table());
        serve_destination(m_destination.table());
    }
    ~MigrationTest() override { virDomainFree(m_domain); }

    std::string migrate(unsigned int flags = 0)
    {
        virDomainPtr arrived = virDomainMigrate(m_domain, m_destination.get(), flags, "newname", nullptr, 0);
        if (arrived == nullptr)
            return last_message();
        std::string name = virDomainGetName(arrived);
        virDomainFree(arrived);
        return name;
    }

    PlainConnection m_source;
    PlainConnection m_destination;
    virDomainPtr m_domain = m_source.new_domain("web", 1);
};

} // namespace

TEST_F(MigrationTest, AsksBothHostsInTurnAndHandsTheCookiesOn)
{
    EXPECT_EQ(migrate(), "arrived");
    EXPECT_THAT(steps, ElementsAre("begin as newname", "prepare one <web/>", "perform two to plain:there",
                                   "finish three", "confirm"));
}

TEST_F(MigrationTest, SendsNothingOfADomainThatIsOff)
{
    EXPECT_EQ(migrate(VIR_MIGRATE_OFFLINE), "arrived");
    EXPECT_THAT(steps, ElementsAre("begin as newname", "prepare one <web/>", "finish", "confirm"));
}

TEST_F(MigrationTest, EndsAtOnceWhenTheSourceRefuses)
{
    refused_step = "begin";
    EXPECT_EQ(migrate(), "operation failed: begin is refused");
    EXPECT_THAT(steps, ElementsAre("begin as newname"));
}

TEST_F(MigrationTest, TellsTheSourceThatTheDestinationRefused)
{
    refused_step = "prepare";
    EXPECT_EQ(migrate(), "operation failed: prepare is refused");
    EXPECT_EQ(steps.back(), "confirm cancelled");
}

TEST_F(MigrationTest, TellsBothSidesThatNothingWasSentAndKeepsTheReason)
{
    refused_step = "perform";
    EXPECT_EQ(migrate(), "operation failed: perform is refused");
    EXPECT_THAT(steps, ElementsAre("begin as newname", "prepare one <web/>", "perform two to plain:there",
                                   "finish cancelled", "confirm cancelled"));
}

TEST_F(MigrationTest, LetsTheSourceGoOnWhenTheDestinationCannotFinish)
{
    refused_step = "finish";
    EXPECT_EQ(migrate(), "operation failed: finish is refused");
    EXPECT_EQ(steps.back(), "confirm cancelled");
}

TEST_F(MigrationTest, IsNotSupportedWhereTheDriverHasNoStepsForIt)
{
    m_source.table().domain_migrate_begin = nullptr;
    EXPECT_EQ(migrate(), "this function is not supported by the connection driver: virDomainMigrate");
    EXPECT_EQ(virDomainMigrateToURI(m_domain, "plain:///", VIR_MIGRATE_PEER2PEER, nullptr, 0), -1);
    EXPECT_EQ(last_message(), "argument unsupported: p2p migration is not supported by the source host");
    EXPECT_THAT(steps, IsEmpty());
}

TEST_F(MigrationTest, ThroughATunnelIsTheHostsOwnToMake)
{
    EXPECT_EQ(migrate(VIR_MIGRATE_TUNNELLED), "Requested operation is not valid: cannot perform tunnelled migration "
                                              "without using peer2peer flag");
    EXPECT_EQ(virDomainMigrate3(m_domain, m_destination.get(), nullptr, 0, VIR_MIGRATE_PEER2PEER), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_THAT(steps, IsEmpty());
}

} // namespace modvirt::testing
