// SPDX-License-Identifier: LGPL-2.1-or-later
// Typed parameters and records on their way through a slot, and what is refused before one is reached.
#include <cstdlib>
#include <span>

#include "support.hpp"

namespace modvirt::testing {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What the slots below were given last.
std::vector<std::string> told;

int32_t set(modvirt_session *, const modvirt_domain_ref *, const modvirt_parameter *params,
            uint64_t count, uint32_t, const modvirt_call *)
{
    told.clear();
    for (const modvirt_parameter &each : std::span(params, count))
        told.push_back(
            std::string(each.name) + "=" +
            (each.type == VIR_TYPED_PARAM_STRING ? each.value.text : std::to_string(each.value.u64)));
    return 0;
}

int32_t get(modvirt_session *, const modvirt_domain_ref *, const modvirt_parameter_sink *sink, uint32_t,
            const modvirt_call *)
{
    modvirt_parameter number{sizeof number, VIR_TYPED_PARAM_ULLONG, "number", {}};
    number.value.u64 = 7;
    modvirt_parameter text{sizeof text, VIR_TYPED_PARAM_STRING, "text", {}};
    text.value.text = "hello";
    sink->put(sink, &number);
    sink->put(sink, &text);
    return 0;
}

int32_t get_file_systems(modvirt_session *, const modvirt_domain_ref *, const modvirt_file_system_sink *sink,
                         uint32_t, const modvirt_call *)
{
    const char *devices[] = {"vda", "vdb"};
    const modvirt_file_system root{sizeof root, 2, "/", "md0", "ext4", devices};
    sink->put(sink, &root);
    return 0;
}

int32_t get_messages(modvirt_session *, const modvirt_domain_ref *, const modvirt_string_sink *sink, uint32_t,
                     const modvirt_call *)
{
    sink->put(sink, "one", 3);
    sink->put(sink, "two", 3);
    return 0;
}

int32_t get_figures(modvirt_session *, const modvirt_domain_ref *const *domains, uint64_t count, uint32_t,
                    const modvirt_stats_sink *sink, uint32_t, const modvirt_call *)
{
    modvirt_parameter state{sizeof state, VIR_TYPED_PARAM_INT, "state.state", {}};
    state.value.i32 = 1;
    for (const modvirt_domain_ref *each : std::span(domains, count))
        sink->put(sink, each, &state, 1);
    return 0;
}

int32_t get_cpu_figures(modvirt_session *, const modvirt_domain_ref *, int32_t first, uint32_t count,
                        const modvirt_stats_sink *sink, uint32_t, const modvirt_call *)
{
    modvirt_parameter time{sizeof time, VIR_TYPED_PARAM_ULLONG, "cpu_time", {}};
    const uint32_t cpus = count == 0 ? 4 : count;
    for (uint32_t cpu = 0; cpu < cpus; ++cpu) {
        time.value.u64 = static_cast<uint64_t>(first) + cpu;
        const modvirt_parameter figures[] = {time, time};
        if (sink->put(sink, nullptr, figures, 2) != 0)
            break;
    }
    return 0;
}

class ParametersTest : public ApiTest {
protected:
    ParametersTest() : m_domain(m_connection.new_domain("d", 1)) {}
    ~ParametersTest() override { virDomainFree(m_domain); }

    PlainConnection m_connection;
    virDomainPtr m_domain;
};

} // namespace

TEST_F(ParametersTest, ReachTheDriverWithTheirNamesAndValues)
{
    m_connection.table().domain_set_memory_parameters = &set;
    virTypedParameterPtr params = nullptr;
    int count = 0;
    int room = 0;
    virTypedParamsAddULLong(&params, &count, &room, "hard_limit", 4096);
    virTypedParamsAddString(&params, &count, &room, "name", "text");
    EXPECT_EQ(virDomainSetMemoryParameters(m_domain, params, count, 0), 0);
    EXPECT_THAT(told, ElementsAre("hard_limit=4096", "name=text"));
    virTypedParamsFree(params, count);
}

TEST_F(ParametersTest, AreRefusedWithoutAValue)
{
    m_connection.table().domain_set_memory_parameters = &set;
    virTypedParameter nothing{};
    std::strcpy(nothing.field, "hard_limit");
    EXPECT_EQ(virDomainSetMemoryParameters(m_domain, &nothing, 1, 0), -1);
    EXPECT_THAT(last_message(), HasSubstr("'hard_limit'"));
    EXPECT_EQ(virDomainSetMemoryParameters(m_domain, &nothing, 0, 0), -1);
    EXPECT_EQ(last_message(), "nparams in virDomainSetMemoryParameters must be greater than zero");
}

TEST_F(ParametersTest, AreCountedFirstAndThenStoredAsFarAsThereIsRoom)
{
    m_connection.table().domain_get_memory_parameters = &get;
    int count = 0;
    ASSERT_EQ(virDomainGetMemoryParameters(m_domain, nullptr, &count, 0), 0);
    EXPECT_EQ(count, 2);
    virTypedParameter one{};
    count = 1;
    ASSERT_EQ(virDomainGetMemoryParameters(m_domain, &one, &count, 0), 0);
    EXPECT_EQ(count, 1);
    EXPECT_STREQ(one.field, "number");
    EXPECT_EQ(one.value.ul, 7u);
    virTypedParameter all[3]{};
    count = 3;
    ASSERT_EQ(virDomainGetMemoryParameters(m_domain, all, &count, 0), 0);
    EXPECT_EQ(count, 2);
    EXPECT_STREQ(all[1].value.s, "hello");
    virTypedParamsClear(all, count);
}

TEST_F(ParametersTest, OfANewArrayBelongToTheCaller)
{
    m_connection.table().domain_get_perf_events = &get;
    virTypedParameterPtr params = nullptr;
    int count = 0;
    ASSERT_EQ(virDomainGetPerfEvents(m_domain, &params, &count, 0), 0);
    EXPECT_EQ(count, 2);
    virTypedParamsFree(params, count);
}

TEST_F(ParametersTest, WithFlagsThatDoNotGoTogetherNeverReachTheDriver)
{
    m_connection.table().domain_get_memory_parameters = &get;
    int count = 0;
    EXPECT_EQ(virDomainGetMemoryParameters(m_domain, nullptr, &count,
                                           VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG),
              -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(last_message(),
              "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive");
    EXPECT_EQ(virDomainSetVcpusFlags(m_domain, 1, VIR_DOMAIN_VCPU_MAXIMUM), -1);
    EXPECT_EQ(last_message(),
              "Flag 'VIR_DOMAIN_AFFECT_CONFIG' is required by flag 'VIR_DOMAIN_VCPU_MAXIMUM'");
}

TEST_F(ParametersTest, WithFlagsThatTheDriverFindsContradictoryAreRefusedInTheSameWords)
{
    m_connection.table().domain_get_numa_parameters = [](modvirt_session *, const modvirt_domain_ref *,
                                                         const modvirt_parameter_sink *, uint32_t,
                                                         const modvirt_call *call) -> int32_t {
        call->fail(call, VIR_ERR_INVALID_ARG, 0, "Flags 'A' and 'B' are mutually exclusive");
        return -1;
    };
    int count = 0;
    EXPECT_EQ(virDomainGetNumaParameters(m_domain, nullptr, &count, 3), -1);
    EXPECT_EQ(last_message(), "Flags 'A' and 'B' are mutually exclusive");
}

TEST_F(ParametersTest, ThatAreOnlyCountedAreSaidToBe)
{
    m_connection.table().domain_get_memory_parameters = [](modvirt_session *, const modvirt_domain_ref *,
                                                           const modvirt_parameter_sink *sink, uint32_t,
                                                           const modvirt_call *call) -> int32_t {
        const modvirt_parameter nameless{sizeof nameless, VIR_TYPED_PARAM_INT, "", {}};
        for (uint32_t i = 0; (call->flags & MODVIRT_CALL_COUNT) != 0 && i < 4; ++i)
            sink->put(sink, &nameless);
        return 0;
    };
    int count = 0;
    ASSERT_EQ(virDomainGetMemoryParameters(m_domain, nullptr, &count, 0), 0);
    EXPECT_EQ(count, 4);
    virTypedParameter room[2]{};
    count = 2;
    ASSERT_EQ(virDomainGetMemoryParameters(m_domain, room, &count, 0), 0);
    EXPECT_EQ(count, 0);
}

TEST_F(ParametersTest, OfMetadataDependOnItsType)
{
    EXPECT_EQ(virDomainSetMetadata(m_domain, VIR_DOMAIN_METADATA_TITLE, "a\nb", nullptr, nullptr, 0), -1);
    EXPECT_EQ(last_message(), "metadata title can't contain newlines");
    EXPECT_EQ(virDomainSetMetadata(m_domain, VIR_DOMAIN_METADATA_ELEMENT, "<a/>", nullptr, "urn:a", 0), -1);
    EXPECT_EQ(last_message(), "key in virDomainSetMetadata must not be NULL");
    EXPECT_EQ(virDomainGetMetadata(m_domain, VIR_DOMAIN_METADATA_TITLE, "urn:a", 0), nullptr);
    EXPECT_EQ(last_message(), "uri in virDomainGetMetadata must be NULL");
}

TEST_F(ParametersTest, RecordsOfFileSystemsBelongToTheCaller)
{
    m_connection.table().domain_get_fs_info = &get_file_systems;
    virDomainFSInfoPtr *systems = nullptr;
    ASSERT_EQ(virDomainGetFSInfo(m_domain, &systems, 0), 1);
    EXPECT_STREQ(systems[0]->mountpoint, "/");
    EXPECT_EQ(systems[0]->ndevAlias, 2u);
    EXPECT_STREQ(systems[0]->devAlias[1], "vdb");
    virDomainFSInfoFree(systems[0]);
    std::free(systems);
}

TEST_F(ParametersTest, TextsEndWithANullPointer)
{
    m_connection.table().domain_get_messages = &get_messages;
    char **texts = nullptr;
    ASSERT_EQ(virDomainGetMessages(m_domain, &texts, 0), 2);
    EXPECT_STREQ(texts[1], "two");
    EXPECT_EQ(texts[2], nullptr);
    for (char **text = texts; *text != nullptr; ++text)
        std::free(*text);
    std::free(texts);
}

TEST_F(ParametersTest, FiguresOfChosenDomainsComeWithHandles)
{
    m_connection.table().connect_get_all_domain_stats = &get_figures;
    virDomainPtr domains[] = {m_domain, nullptr};
    virDomainStatsRecordPtr *records = nullptr;
    ASSERT_EQ(virDomainListGetStats(domains, 0, &records, 0), 1);
    EXPECT_STREQ(virDomainGetName(records[0]->dom), "d");
    EXPECT_EQ(records[0]->nparams, 1);
    virDomainStatsRecordListFree(records);
    EXPECT_EQ(virConnectGetAllDomainStats(m_connection.get(), 0, &records, 0), 0);
    virDomainStatsRecordListFree(records);
}

TEST_F(ParametersTest, FiguresOfProcessorsHaveTheSameRoomEach)
{
    m_connection.table().domain_get_cpu_stats = &get_cpu_figures;
    EXPECT_EQ(virDomainGetCPUStats(m_domain, nullptr, 0, 0, 0, 0), 4);
    EXPECT_EQ(virDomainGetCPUStats(m_domain, nullptr, 0, 0, 1, 0), 2);
    virTypedParameter figures[6]{};
    EXPECT_EQ(virDomainGetCPUStats(m_domain, figures, 3, 1, 2, 0), 2);
    EXPECT_EQ(figures[0].value.ul, 1u);
    EXPECT_EQ(figures[3].value.ul, 2u);
    EXPECT_STREQ(figures[2].field, "");
    EXPECT_EQ(virDomainGetCPUStats(m_domain, figures, 3, -1, 2, 0), -1);
    EXPECT_EQ(last_message(), "ncpus must be 1 when start_cpu is -1");
}

} // namespace modvirt::testing
