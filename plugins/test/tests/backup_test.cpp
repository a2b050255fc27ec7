// SPDX-License-Identifier: LGPL-2.1-or-later
// Backups, and the jobs of domains in general.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint32_t completed = 1, keep = 2;
constexpr int32_t none = 0, unbounded = 2, is_completed = 3, is_failed = 4, is_cancelled = 5;
constexpr uint64_t image = 64 << 20;

const std::string disks = R"(<devices>
  <disk type='file'><source file='/a.qcow2'/><target dev='vda'/></disk>
  <disk type='file'><source file='/b.qcow2'/><target dev='vdb'/></disk>
  <disk type='file' device='cdrom'><target dev='hda'/></disk></devices>)";

template <class Type>
Type figure(const JobStats &stats, const std::string &name)
{
    for (const Parameter &each : stats.parameters)
        if (each.name == name)
            return std::get<Type>(each.value);
    ADD_FAILURE() << "no figure " << name;
    return {};
}

class BackupTest : public DriverTest {
protected:
    BackupTest() : m_domain(start("a", 1, disks)) {}

    void back_up(const std::string &xml, std::optional<std::string_view> checkpoint = {})
    {
        m_driver->domain_backup_begin(m_domain, xml, checkpoint, 0);
    }
    Failure failing(const std::string &xml)
    {
        return failure_of([&] { back_up(xml); });
    }
    std::string document() { return m_driver->domain_backup_get_xml_desc(m_domain, 0); }
    JobStats stats(uint32_t flags = 0) { return m_driver->domain_get_job_stats(m_domain, flags); }

    LiveDomain m_domain;
};

TEST_F(BackupTest, ABackupSaysWhereEveryDiskGoes)
{
    back_up("<domainbackup><disks><disk name='vda'><target file='/backup'/></disk></disks></domainbackup>");
    EXPECT_EQ(document(), "<domainbackup mode='push'>\n"
                          "  <disks>\n"
                          "    <disk name='vda' backup='yes' type='file' backupmode='full'>\n"
                          "      <driver type='qcow2'/>\n"
                          "      <target file='/backup'/>\n"
                          "    </disk>\n"
                          "    <disk name='hda' backup='no'/>\n"
                          "    <disk name='vdb' backup='no'/>\n"
                          "  </disks>\n"
                          "</domainbackup>\n");
}

TEST_F(BackupTest, WithoutAListAllDisksWithASourceAreBackedUp)
{
    back_up("<domainbackup/>");
    EXPECT_THAT(document(), AllOf(HasSubstr("<target file='/a.qcow2."), HasSubstr("<target file='/b.qcow2."),
                                  HasSubstr("<disk name='hda' backup='no'/>")));
}

TEST_F(BackupTest, ABackupIsAJobOfTheDomainAndOfEachDisk)
{
    EXPECT_EQ(stats().type, none);
    back_up("<domainbackup/>");
    EXPECT_EQ(stats().type, unbounded);
    EXPECT_EQ(figure<int32_t>(stats(), "operation"), 9);
    EXPECT_EQ(figure<uint64_t>(stats(), "disk_total"), 2 * image);
    EXPECT_EQ(m_driver->domain_get_block_job_info(m_domain, "vda", 0)->type, 5);
    EXPECT_EQ(failure_of([&] { m_driver->domain_block_job_abort(m_domain, "vda", 0); }).code,
              ErrorCode::OperationInvalid);
    m_host.advance(seconds(1));
    EXPECT_EQ(stats().type, none);
    EXPECT_THAT(m_host.take_other_events(), ElementsAre("a 8 /a.qcow2 5 0", "a 16 vda 5 0",
                                                        "a 8 /b.qcow2 5 0", "a 16 vdb 5 0", "a 21  0 0"));
    EXPECT_EQ(failure_of([&] { document(); }).code, ErrorCode::NoDomainBackup);
}

TEST_F(BackupTest, TheJobThatEndedLastIsToldOnceUnlessItIsKept)
{
    back_up("<domainbackup/>");
    m_host.advance(seconds(1));
    EXPECT_EQ(stats(completed | keep).type, is_completed);
    EXPECT_TRUE(figure<bool>(stats(completed | keep), "success"));
    EXPECT_EQ(figure<uint64_t>(stats(completed), "disk_processed"), 2 * image);
    EXPECT_EQ(stats(completed).type, none);
}

TEST_F(BackupTest, ABackupCanBeAborted)
{
    back_up("<domainbackup mode='pull'><server name='localhost'/></domainbackup>");
    EXPECT_THAT(document(), AllOf(HasSubstr("<server transport='tcp' name='localhost' port='10809'/>"),
                                  HasSubstr("exportname='vda'"), HasSubstr("<scratch file='/a.qcow2.")));
    m_host.advance(seconds(1000));
    EXPECT_EQ(stats().type, unbounded);
    m_driver->domain_abort_job_flags(m_domain, 0);
    EXPECT_EQ(stats(completed).type, is_cancelled);
    EXPECT_EQ(failure_of([&] { m_driver->domain_abort_job_flags(m_domain, 0); }).code,
              ErrorCode::OperationInvalid);
    back_up("<domainbackup/>");
    m_driver->domain_abort_job_flags(m_domain, 0);
    EXPECT_THAT(m_host.take_other_events(), Contains("a 16 vda 5 2"));
    EXPECT_FALSE(m_driver->domain_get_block_job_info(m_domain, "vda", 0));
}

TEST_F(BackupTest, ABackupOfADomainThatStopsHasFailed)
{
    back_up("<domainbackup/>");
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(stats(completed).type, is_failed);
    EXPECT_EQ(failure_of([&] { stats(); }).code, ErrorCode::OperationInvalid);
    EXPECT_EQ(failing("<domainbackup/>").code, ErrorCode::OperationUnsupported);
}

TEST_F(BackupTest, ACheckpointIsTakenTogetherWithABackupAndTheNextOneStartsThere)
{
    back_up("<domainbackup/>", "<domaincheckpoint><name>first</name></domaincheckpoint>");
    EXPECT_EQ(m_driver->domain_checkpoint_lookup_by_name(m_domain, "first", 0).name, "first");
    EXPECT_THAT(document(), HasSubstr("<target file='/a.qcow2.first'/>"));
    m_host.advance(seconds(1));
    back_up("<domainbackup><incremental>first</incremental></domainbackup>");
    EXPECT_THAT(document(), AllOf(HasSubstr("<incremental>first</incremental>"),
                                  HasSubstr("backupmode='incremental' incremental='first'")));
    m_driver->domain_abort_job_flags(m_domain, 0);
    EXPECT_EQ(failing("<domainbackup><incremental>second</incremental></domainbackup>").code,
              ErrorCode::NoDomainCheckpoint);
}

TEST_F(BackupTest, WhatCannotBeBackedUpIsRefused)
{
    const auto named = [](const std::string &disk) {
        return "<domainbackup><disks>" + disk + "</disks></domainbackup>";
    };
    EXPECT_EQ(failing(named("<disk name='vdz'/>")).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failing(named("<disk name='vda'/><disk name='vda'/>")).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failing(named("<disk name='hda'/>")).code, ErrorCode::ConfigUnsupported);
    EXPECT_EQ(failing(named("<disk name='vda' backup='no'/>")).code, ErrorCode::OperationUnsupported);
    EXPECT_EQ(failing(named("<disk name='vda' backupmode='incremental'/>")).code, ErrorCode::XmlError);
    EXPECT_EQ(failing("<domainbackup mode='pull'><server transport='unix'/></domainbackup>").code,
              ErrorCode::XmlError);
    EXPECT_EQ(stats().type, none);
    back_up("<domainbackup/>");
    EXPECT_EQ(failing("<domainbackup/>").code, ErrorCode::OperationInvalid);
}

TEST_F(BackupTest, ASaveAndADumpAreJobsThatHaveEnded)
{
    m_driver->domain_core_dump_with_format(m_domain, path("dump"), 0, 0);
    EXPECT_EQ(figure<int32_t>(stats(completed | keep), "operation"), 8);
    m_driver->domain_save_flags(m_domain, path("image"), {}, 0);
    EXPECT_EQ(figure<int32_t>(stats(completed | keep), "operation"), 2);
    EXPECT_EQ(figure<uint64_t>(stats(completed | keep), "memory_total"), 1024U * 1024);
    EXPECT_EQ(stats(completed).type, is_completed);
}

TEST_F(BackupTest, TheRateOfDirtyMemoryIsMeasuredForSomeTime)
{
    const auto rate = [&] {
        std::vector<std::string> figures;
        const modvirt_stats_sink raw{
            sizeof raw, 0, &figures,
            [](const modvirt_stats_sink *sink, const modvirt_domain_ref *,
               const modvirt_parameter *parameters, uint64_t count) {
                for (uint64_t i = 0; i < count; ++i)
                    static_cast<std::vector<std::string> *>(sink->data)->push_back(parameters[i].name);
                return 0;
            }};
        StatsSink sink(&raw);
        m_driver->connect_get_all_domain_stats({m_domain}, 512, sink, 0);
        return figures;
    };
    EXPECT_THAT(rate(), IsEmpty());
    m_driver->domain_start_dirty_rate_calc(m_domain, 2, 0);
    EXPECT_THAT(rate(),
                AllOf(Contains("dirtyrate.calc_status"), Not(Contains("dirtyrate.megabytes_per_second"))));
    EXPECT_EQ(failure_of([&] { m_driver->domain_start_dirty_rate_calc(m_domain, 2, 0); }).code,
              ErrorCode::OperationFailed);
    m_host.advance(seconds(2));
    EXPECT_THAT(rate(), Contains("dirtyrate.megabytes_per_second"));
    m_driver->domain_start_dirty_rate_calc(m_domain, 1, 2);
    m_host.advance(seconds(1));
    EXPECT_THAT(rate(), Contains("dirtyrate.vcpu.0.megabytes_per_second"));
    for (const int32_t wrong : {0, -1, 61})
        EXPECT_EQ(failure_of([&] { m_driver->domain_start_dirty_rate_calc(m_domain, wrong, 0); }).code,
                  ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::test::testing
