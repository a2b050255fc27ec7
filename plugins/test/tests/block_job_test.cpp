// SPDX-License-Identifier: LGPL-2.1-or-later
// Jobs on disks: how they advance, what they tell, and what they leave in the document.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint64_t mib = 1 << 20;
constexpr uint64_t image = 64 * mib; // what every image holds
constexpr int32_t pull = 1, copy = 2, commit = 3, active_commit = 4;
constexpr uint32_t in_bytes = 1, pivot = 2, transient_job = 4;
constexpr uint32_t rebase_copy = 8, rebase_shallow = 1;
constexpr uint32_t commit_shallow = 1, commit_active = 4;

const std::string one_disk =
    "<devices><disk type='file'><source file='/one.img'/><target dev='vda'/></disk></devices>";

// top.qcow2, standing on mid.qcow2, standing on base.img
const std::string chain = R"(<devices>
  <disk type='file'><driver name='qemu' type='qcow2'/><source file='/top.qcow2'/>
    <backingStore type='file'><format type='qcow2'/><source file='/mid.qcow2'/>
      <backingStore type='file'><format type='raw'/><source file='/base.img'/><backingStore/></backingStore>
    </backingStore>
    <target dev='vda'/></disk>
  <disk type='file' device='cdrom'><target dev='hda'/></disk></devices>)";

class BlockJobTest : public DriverTest {
protected:
    BlockJobTest() : m_domain(start("a", 1, chain)) {}

    void pull_from(std::optional<std::string_view> base, uint64_t bandwidth = 1)
    {
        m_driver->domain_block_rebase(m_domain, "vda", base, bandwidth, 0);
    }
    void commit_to(std::optional<std::string_view> base, std::optional<std::string_view> top,
                   uint32_t flags = 0)
    {
        m_driver->domain_block_commit(m_domain, "vda", base, top, 1, flags);
    }
    void copy_to(const std::string &path, uint32_t flags = transient_job,
                 const Parameters &params = {{"bandwidth", mib}})
    {
        m_driver->domain_block_copy(
            m_domain, "vda", "<disk type='file'><source file='" + path + "'/><driver type='raw'/></disk>",
            params, flags);
    }
    void abort(uint32_t flags = 0) { m_driver->domain_block_job_abort(m_domain, "vda", flags); }
    std::optional<BlockJob> info(uint32_t flags = 0)
    {
        return m_driver->domain_get_block_job_info(m_domain, "vda", flags);
    }
    Failure failing(const std::function<void()> &action) { return failure_of(action); }
    std::string document(uint32_t flags = 0) { return m_driver->domain_get_xml_desc(m_domain, flags); }
    std::vector<std::string> events() { return m_host.take_other_events(); }
    void pass(milliseconds time) { m_host.advance(time); }

    LiveDomain m_domain;
};

TEST_F(BlockJobTest, ADiskWithoutAJobTellsNone)
{
    EXPECT_FALSE(info());
    EXPECT_EQ(failing([&] { abort(); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failing([&] { m_driver->domain_block_job_set_speed(m_domain, "vda", 1, 0); }).code,
              ErrorCode::InvalidArg);
}

TEST_F(BlockJobTest, AJobAdvancesByTheClockAtTheBandwidthThatWasAsked)
{
    pull_from({}, 2);
    EXPECT_EQ(info()->type, pull);
    EXPECT_EQ(info()->bandwidth, 2U);
    EXPECT_EQ(info(in_bytes)->bandwidth, 2 * mib);
    EXPECT_EQ(info()->cur, 0U);
    EXPECT_EQ(info()->end, 2 * image);
    pass(seconds(10));
    EXPECT_EQ(info()->cur, 20 * mib);
    pass(seconds(53));
    EXPECT_TRUE(info());
    pass(seconds(1));
    EXPECT_FALSE(info());
}

TEST_F(BlockJobTest, AJobWithoutALimitTakesALittleTime)
{
    pull_from({}, 0);
    EXPECT_TRUE(info());
    EXPECT_EQ(info()->bandwidth, 0U);
    pass(seconds(1));
    EXPECT_FALSE(info());
}

TEST_F(BlockJobTest, TheSpeedOfAJobCanBeChanged)
{
    pull_from({}, 1);
    pass(seconds(28));
    m_driver->domain_block_job_set_speed(m_domain, "vda", 50 * mib, in_bytes);
    EXPECT_EQ(info()->bandwidth, 50U);
    EXPECT_EQ(info()->cur, 28 * mib);
    pass(seconds(1));
    EXPECT_EQ(info()->cur, 78 * mib);
    pass(seconds(1));
    EXPECT_FALSE(info());
}

TEST_F(BlockJobTest, ABandwidthThatIsTooLargeInBytesIsRefused)
{
    EXPECT_EQ(failing([&] { pull_from({}, UINT64_MAX); }).code, ErrorCode::Overflow);
    pull_from({});
    EXPECT_EQ(
        failing([&] { m_driver->domain_block_job_set_speed(m_domain, "vda", UINT64_MAX / mib, 0); }).code,
        ErrorCode::Overflow);
}

TEST_F(BlockJobTest, APullLeavesAnImageThatStandsAlone)
{
    pull_from({});
    pass(seconds(128));
    EXPECT_THAT(document(), AllOf(HasSubstr("<source file='/top.qcow2'/>"), HasSubstr("<backingStore/>"),
                                  Not(HasSubstr("/mid.qcow2")), Not(HasSubstr("/base.img"))));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 1 0", "a 16 vda 1 0"));
    EXPECT_THAT(document(2), Not(HasSubstr("/mid.qcow2")));
}

TEST_F(BlockJobTest, APullUpToABaseKeepsTheBase)
{
    pull_from("/base.img");
    EXPECT_EQ(info()->end, image);
    pass(seconds(64));
    EXPECT_THAT(document(), AllOf(Not(HasSubstr("/mid.qcow2")), HasSubstr("<source file='/base.img'/>"),
                                  HasSubstr("<format type='raw'/>")));
}

TEST_F(BlockJobTest, AnImageMayBeNamedByItsPlace)
{
    pull_from("vda[2]");
    EXPECT_EQ(info()->end, image);
    abort();
    EXPECT_EQ(failing([&] { pull_from("vda[0]"); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failing([&] { pull_from("vda[3]"); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failing([&] { pull_from("/elsewhere"); }).code, ErrorCode::InvalidArg);
}

TEST_F(BlockJobTest, AJobThatIsBrokenOffLeavesTheDocumentAsItWas)
{
    const std::string before = document();
    pull_from({});
    pass(seconds(1));
    abort();
    EXPECT_FALSE(info());
    EXPECT_EQ(document(), before);
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 1 2", "a 16 vda 1 2"));
    pass(seconds(1000));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(BlockJobTest, ADiskHasOneJobAtATime)
{
    pull_from({});
    EXPECT_EQ(failing([&] { pull_from({}); }).code, ErrorCode::OperationUnsupported);
    abort();
    copy_to("/copy.img");
    EXPECT_EQ(failing([&] { pull_from({}); }).code, ErrorCode::BlockCopyActive);
    EXPECT_EQ(failing([&] { commit_to({}, {}, commit_active); }).code, ErrorCode::BlockCopyActive);
}

TEST_F(BlockJobTest, ACopyShowsItsMirrorAndIsReadyWhenAllIsCopied)
{
    copy_to("/copy.img");
    EXPECT_EQ(info()->type, copy);
    EXPECT_EQ(info()->end, 3 * image);
    EXPECT_THAT(document(), HasSubstr("      <mirror type='file' file='/copy.img' format='raw' job='copy'>\n"
                                      "        <format type='raw'/>\n"
                                      "        <source file='/copy.img'/>\n"
                                      "      </mirror>\n"));
    EXPECT_THAT(document(2), Not(HasSubstr("mirror")));
    pass(seconds(192));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 2 3", "a 16 vda 2 3"));
    EXPECT_THAT(document(), HasSubstr("job='copy' ready='yes'>"));
    EXPECT_EQ(info()->cur, info()->end);
}

TEST_F(BlockJobTest, AMirrorIsNotReadyBeforeAllIsCopied)
{
    copy_to("/copy.img");
    EXPECT_EQ(failing([&] { abort(pivot); }).code, ErrorCode::BlockCopyActive);
    EXPECT_TRUE(info());
}

TEST_F(BlockJobTest, APivotMovesTheGuestToTheCopy)
{
    copy_to("/copy.img");
    pass(seconds(192));
    events();
    abort(pivot);
    EXPECT_FALSE(info());
    for (const uint32_t flags : {0u, 2u})
        EXPECT_THAT(document(flags), AllOf(HasSubstr("<source file='/copy.img'/>"), HasSubstr("type='raw'"),
                                           Not(HasSubstr("/top.qcow2")), Not(HasSubstr("/mid.qcow2")),
                                           Not(HasSubstr("mirror"))));
    EXPECT_THAT(events(), ElementsAre("a 8 /copy.img 2 0", "a 16 vda 2 0"));
}

TEST_F(BlockJobTest, ACopyThatIsLeftKeepsTheOldImage)
{
    copy_to("/copy.img");
    pass(seconds(192));
    events();
    abort();
    EXPECT_THAT(document(), AllOf(HasSubstr("/top.qcow2"), Not(HasSubstr("/copy.img"))));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 2 2", "a 16 vda 2 2"));
}

TEST_F(BlockJobTest, AShallowCopyStandsOnWhatTheDiskStoodOn)
{
    copy_to("/copy.img", 1);
    EXPECT_EQ(info()->end, image);
    pass(seconds(64));
    abort(pivot);
    EXPECT_THAT(document(), AllOf(HasSubstr("<source file='/copy.img'/>"), HasSubstr("/mid.qcow2"),
                                  HasSubstr("/base.img")));
}

TEST_F(BlockJobTest, ACopyIsRefusedForParametersThatCannotBe)
{
    EXPECT_EQ(failing([&] { copy_to("/c", 0, {{"speed", mib}}); }).code, ErrorCode::ArgumentUnsupported);
    EXPECT_EQ(failing([&] { copy_to("/c", 0, {{"granularity", uint32_t{3}}}); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failing([&] { m_driver->domain_block_copy(m_domain, "vda", "<disk/>", {}, 0); }).code,
              ErrorCode::XmlError);
    EXPECT_NE(failing([&] { m_driver->domain_block_copy(m_domain, "vda", "<interface/>", {}, 0); }).code,
              ErrorCode::Ok);
    EXPECT_FALSE(info());
}

TEST_F(BlockJobTest, ARebaseCanCopyToo)
{
    m_driver->domain_block_rebase(m_domain, "vda", "/copy.img", 1, rebase_copy | rebase_shallow);
    EXPECT_EQ(info()->type, copy);
    EXPECT_EQ(info()->end, image);
    EXPECT_THAT(document(), HasSubstr("<mirror type='file' file='/copy.img' format='qcow2' job='copy'>"));
}

TEST_F(BlockJobTest, FlagsOfCopiesNeedACopy)
{
    const auto rebase = [&](std::optional<std::string_view> base, uint32_t flags) {
        return failing([&] { m_driver->domain_block_rebase(m_domain, "vda", base, 1, flags); }).code;
    };
    EXPECT_EQ(rebase("/base.img", rebase_shallow), ErrorCode::InvalidArg);
    EXPECT_EQ(rebase({}, rebase_copy), ErrorCode::InvalidArg);
    EXPECT_EQ(rebase({}, 16), ErrorCode::InvalidArg);
    EXPECT_EQ(rebase({}, 128), ErrorCode::InvalidArg);
}

TEST_F(BlockJobTest, ACommitTakesImagesOutOfTheChain)
{
    commit_to({}, "/mid.qcow2");
    EXPECT_EQ(info()->type, commit);
    EXPECT_EQ(info()->end, image);
    EXPECT_EQ(failing([&] { abort(pivot); }).code, ErrorCode::OperationInvalid);
    pass(seconds(64));
    EXPECT_THAT(document(),
                AllOf(HasSubstr("/top.qcow2"), Not(HasSubstr("/mid.qcow2")), HasSubstr("/base.img")));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 3 0", "a 16 vda 3 0"));
}

TEST_F(BlockJobTest, AnActiveCommitWaitsForItsPivot)
{
    commit_to("/mid.qcow2", {}, commit_active);
    EXPECT_EQ(info()->type, active_commit);
    EXPECT_THAT(document(), HasSubstr("<mirror type='file' job='active-commit'>\n        <format "
                                      "type='qcow2'/>\n        <source file='/mid.qcow2'/>"));
    pass(seconds(64));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 4 3", "a 16 vda 4 3"));
    abort(pivot);
    EXPECT_THAT(document(), AllOf(Not(HasSubstr("/top.qcow2")), HasSubstr("<source file='/mid.qcow2'/>"),
                                  HasSubstr("/base.img")));
    EXPECT_THAT(events(), ElementsAre("a 8 /mid.qcow2 4 0", "a 16 vda 4 0"));
}

TEST_F(BlockJobTest, ACommitIsRefusedWhenItsImagesDoNotFit)
{
    const auto refused = [&](auto base, auto top, uint32_t flags) {
        return failing([&] { commit_to(base, top, flags); }).message;
    };
    EXPECT_THAT(refused(std::nullopt, std::nullopt, 0), HasSubstr("requires active flag"));
    EXPECT_THAT(refused(std::nullopt, "/mid.qcow2", commit_active), HasSubstr("is not active"));
    EXPECT_THAT(refused(std::nullopt, "/base.img", 0), HasSubstr("no backing file"));
    EXPECT_THAT(refused("/base.img", std::nullopt, commit_active | commit_shallow),
                HasSubstr("not immediately below"));
    EXPECT_THAT(refused("/top.qcow2", "/mid.qcow2", 0), HasSubstr("could not find image '/top.qcow2'"));
}

TEST_F(BlockJobTest, ADomainThatStopsTakesItsJobsAlong)
{
    copy_to("/copy.img");
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(failing([&] { info(); }).code, ErrorCode::OperationInvalid);
    EXPECT_THAT(document(), Not(HasSubstr("mirror")));
    m_driver->domain_create_with_flags(m_domain, 0);
    EXPECT_FALSE(info());
    pass(seconds(1000));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(BlockJobTest, JobsNeedADiskWithASourceOfARunningDomain)
{
    EXPECT_EQ(failing([&] { m_driver->domain_block_rebase(m_domain, "hda", {}, 1, 0); }).code,
              ErrorCode::InvalidArg);
    EXPECT_EQ(failing([&] { m_driver->domain_block_rebase(m_domain, "vdz", {}, 1, 0); }).code,
              ErrorCode::InvalidArg);
    const LiveDomain off = define("off", 2, one_disk);
    EXPECT_EQ(failing([&] { m_driver->domain_block_rebase(off, "vda", {}, 1, 0); }).code,
              ErrorCode::OperationInvalid);
    EXPECT_EQ(failing([&] { m_driver->domain_get_block_job_info(off, "vda", 0); }).code,
              ErrorCode::OperationInvalid);
}

TEST_F(BlockJobTest, ADiskStaysAsLongAsItHasAJob)
{
    const auto detaching = [&] {
        return failing([&] {
                   m_driver->domain_detach_device_flags(m_domain, "<disk type='file'><target dev='vda'/></disk>", 1);
               })
            .code;
    };
    pull_from({});
    EXPECT_EQ(detaching(), ErrorCode::OperationUnsupported);
    abort();
    copy_to("/copy.img");
    EXPECT_EQ(detaching(), ErrorCode::BlockCopyActive);
    EXPECT_THAT(document(), HasSubstr("/top.qcow2"));
    abort();
    EXPECT_EQ(detaching(), ErrorCode::Ok);
    EXPECT_THAT(document(), Not(HasSubstr("/top.qcow2")));
}

TEST_F(BlockJobTest, AnEditOfTheDomainKeepsAJobThatRuns)
{
    copy_to("/copy.img");
    m_driver->domain_set_memory_flags(m_domain, 777, 1);
    EXPECT_THAT(document(), HasSubstr("<mirror"));
}

TEST_F(BlockJobTest, JobsOfSeveralDisksEndInTheirOwnTime)
{
    const LiveDomain other = start("b", 2, one_disk);
    m_driver->domain_block_rebase(other, "vda", "/copy", 2, rebase_copy);
    pull_from({});
    pass(seconds(32));
    EXPECT_THAT(events(), ElementsAre("b 8 /one.img 2 3", "b 16 vda 2 3"));
    pass(seconds(96));
    EXPECT_THAT(events(), ElementsAre("a 8 /top.qcow2 1 0", "a 16 vda 1 0"));
}

} // namespace
} // namespace modvirt::test::testing
