// SPDX-License-Identifier: LGPL-2.1-or-later
// Memory and processors of domains.
#include "conformance.hpp"

namespace conformance {
namespace {

class Resources : public Conformance {
protected:
    static constexpr unsigned live = VIR_DOMAIN_AFFECT_LIVE;
    static constexpr unsigned config = VIR_DOMAIN_AFFECT_CONFIG;
    static constexpr unsigned maximum = VIR_DOMAIN_VCPU_MAXIMUM;
};

TEST_P(Resources, MaximumMemoryIsThatOfTheDefinition)
{
    const Domain domain = define("one", 1);
    EXPECT_EQ(virDomainGetMaxMemory(domain.get()), 65536u);
}

TEST_P(Resources, MemoryOfADefinitionCanBeLoweredAndNotRaisedBeyondItsMaximum)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainSetMemoryFlags(domain.get(), 32768, config));
    virDomainInfo info{};
    ASSERT_EQ(virDomainGetInfo(domain.get(), &info), 0);
    EXPECT_EQ(info.memory, 32768u);
    EXPECT_EQ(info.maxMem, 65536u);
    EXPECT_EQ(virDomainSetMemoryFlags(domain.get(), 65537, config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainSetMemory(domain.get(), 1024), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(virDomainSetMemory(domain.get(), 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Resources, MaximumMemoryOfADefinitionCanBeChanged)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainSetMaxMemory(domain.get(), 131072));
    EXPECT_EQ(virDomainGetMaxMemory(domain.get()), 131072u);
}

TEST_P(Resources, VcpusAreThoseOfTheDefinition)
{
    const Domain domain = define("one", 1);
    const int count = virDomainGetVcpusFlags(domain.get(), config);
    SKIP_UNLESS_SERVED(count);
    EXPECT_EQ(count, 1);
    EXPECT_EQ(virDomainGetVcpusFlags(domain.get(), config | maximum), 1);
    EXPECT_EQ(virDomainGetVcpusFlags(domain.get(), live), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(virDomainGetVcpusFlags(domain.get(), live | config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Resources, VcpusOfADefinitionAreAtMostItsMaximum)
{
    const Domain domain = define("one", 1);
    SKIP_UNLESS_SERVED(virDomainSetVcpusFlags(domain.get(), 2, config | maximum));
    EXPECT_EQ(virDomainSetVcpusFlags(domain.get(), 2, config), 0) << last_message();
    EXPECT_EQ(virDomainGetVcpusFlags(domain.get(), config), 2);
    EXPECT_EQ(virDomainSetVcpusFlags(domain.get(), 3, config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainSetVcpusFlags(domain.get(), 0, config), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Resources, VcpusOfARunningDomainAreToldOneByOne)
{
    const Domain domain = define_and_start("one", 1);
    virVcpuInfo infos[4] = {};
    unsigned char maps[4][8] = {};
    const int count = virDomainGetVcpus(domain.get(), infos, 4, maps[0], 8);
    SKIP_UNLESS_SERVED(count);
    ASSERT_EQ(count, 1) << last_message();
    EXPECT_EQ(infos[0].number, 0u);
    EXPECT_NE(maps[0][0], 0) << "a vCPU that may run nowhere";
}

RUN_ON_EVERY_HYPERVISOR(Resources);

} // namespace
} // namespace conformance
