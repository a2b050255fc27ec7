// SPDX-License-Identifier: LGPL-2.1-or-later
// Jobs of domains and of their disks, and what a migration may take.
#include "conformance.hpp"

namespace conformance {
namespace {

class Jobs : public Conformance {
protected:
    static int type_of(const Domain &domain, unsigned flags = 0)
    {
        int type = -1;
        int count = 0;
        virTypedParameterPtr figures = nullptr;
        if (virDomainGetJobStats(domain.get(), &type, &figures, &count, flags) < 0)
            return -1;
        virTypedParamsFree(figures, count);
        return type;
    }
};

TEST_P(Jobs, ADomainThatDoesNothingHasNone)
{
    const Domain domain = define_and_start("one", 1);
    virDomainJobInfo info{};
    SKIP_UNLESS_SERVED(virDomainGetJobInfo(domain.get(), &info));
    EXPECT_EQ(info.type, VIR_DOMAIN_JOB_NONE);
    EXPECT_EQ(type_of(domain), VIR_DOMAIN_JOB_NONE);
    EXPECT_EQ(type_of(domain, VIR_DOMAIN_JOB_STATS_COMPLETED), VIR_DOMAIN_JOB_NONE);
    EXPECT_EQ(virDomainAbortJob(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
}

TEST_P(Jobs, ADomainThatIsOffCannotHaveOne)
{
    const Domain domain = define("one", 1);
    virDomainJobInfo info{};
    const int told = virDomainGetJobInfo(domain.get(), &info);
    SKIP_UNLESS_SERVED(told);
    EXPECT_EQ(told, -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(virDomainAbortJob(domain.get()), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_INVALID);
}

TEST_P(Jobs, WhatIsKeptHasToBeAskedFor)
{
    const Domain domain = define_and_start("one", 1);
    EXPECT_EQ(type_of(domain, VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_P(Jobs, OfADiskThatIsNotThereNothingIsTold)
{
    const Domain domain = define_and_start("one", 1);
    virDomainBlockJobInfo info{};
    const int told = virDomainGetBlockJobInfo(domain.get(), "vdz", &info, 0);
    SKIP_UNLESS_SERVED(told);
    EXPECT_EQ(told, -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virDomainBlockPull(domain.get(), "vdz", 0, 0), -1);
    EXPECT_EQ(virDomainBlockJobAbort(domain.get(), "vdz", 0), -1);
}

TEST_P(Jobs, ABackupThatDoesNotRunHasNoDocument)
{
    const Domain domain = define_and_start("one", 1);
    char *text = virDomainBackupGetXMLDesc(domain.get(), 0);
    if (text == nullptr && is_not_supported())
        GTEST_SKIP() << "the driver does not serve backups";
    EXPECT_EQ(text, nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_DOMAIN_BACKUP);
}

TEST_P(Jobs, WhatAMigrationMayTakeIsKept)
{
    const Domain domain = define_and_start("one", 1);
    SKIP_UNLESS_SERVED(virDomainMigrateSetMaxSpeed(domain.get(), 7, 0));
    unsigned long speed = 0;
    EXPECT_EQ(virDomainMigrateGetMaxSpeed(domain.get(), &speed, 0), 0) << last_message();
    EXPECT_EQ(speed, 7u);
    SKIP_UNLESS_SERVED(virDomainMigrateSetMaxDowntime(domain.get(), 17, 0));
    unsigned long long downtime = 0;
    EXPECT_EQ(virDomainMigrateGetMaxDowntime(domain.get(), &downtime, 0), 0) << last_message();
    EXPECT_EQ(downtime, 17u);
}

TEST_P(Jobs, ADomainDoesNotMoveToWhereItIs)
{
    const Domain domain = define_and_start("one", 1);
    const Domain moved(virDomainMigrate(domain.get(), connect(), VIR_MIGRATE_LIVE, nullptr, nullptr, 0));
    EXPECT_EQ(moved.get(), nullptr);
    EXPECT_EQ(state_of(domain), VIR_DOMAIN_RUNNING);
}

TEST_P(Jobs, MemoryIsMeasuredForAMinuteAtMost)
{
    const Domain domain = define_and_start("one", 1);
    const int started = virDomainStartDirtyRateCalc(domain.get(), 61, 0);
    SKIP_UNLESS_SERVED(started);
    EXPECT_EQ(started, -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

RUN_ON_EVERY_HYPERVISOR(Jobs);

} // namespace
} // namespace conformance
