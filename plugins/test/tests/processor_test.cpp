// SPDX-License-Identifier: LGPL-2.1-or-later
// Processors: what they have in common, and whether the host or its hypervisor can be one.
#include "fake_host.hpp"

namespace modvirt::test::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint32_t fail_incompatible = 1;
constexpr uint32_t expand = 1;
constexpr uint32_t migratable = 2;
constexpr int32_t incompatible = 0;
constexpr int32_t identical = 1;
constexpr int32_t superset = 2;

constexpr const char *penryn = "<cpu><arch>x86_64</arch><model>Penryn</model></cpu>";
constexpr const char *conroe = "<cpu><arch>x86_64</arch><model>Conroe</model></cpu>";

class ProcessorTest : public DriverTest {
protected:
    // A host whose processor is called so.
    void open(const std::string &model)
    {
        write("node.xml", "<node><cpu><model>" + model + "</model></cpu></node>");
        m_driver = m_host.open(path("node.xml"));
    }
    using Told = std::optional<std::string_view>;
    struct Hypervisor {
        Told emulator = {}, arch = {}, machine = {}, type = {};
    };
    int32_t compare(const Hypervisor &asked, std::string_view xml = penryn, uint32_t flags = 0)
    {
        return m_driver->connect_compare_hypervisor_cpu(asked.emulator, asked.arch, asked.machine, asked.type,
                                                        xml, flags);
    }
    std::string baseline(const Hypervisor &asked, const std::vector<std::string_view> &documents,
                         uint32_t flags = 0)
    {
        return m_driver->connect_baseline_hypervisor_cpu(asked.emulator, asked.arch, asked.machine,
                                                         asked.type, documents, flags);
    }
    ErrorCode refused(const Hypervisor &asked)
    {
        const ErrorCode code = failure_of([&] { compare(asked); }).code;
        EXPECT_EQ(failure_of([&] { baseline(asked, {penryn}); }).code, code);
        return code;
    }
};

} // namespace

TEST_F(ProcessorTest, OfSeveralHostsHaveABaseline)
{
    EXPECT_THAT(m_driver->connect_baseline_cpu({penryn, conroe}, 0), HasSubstr(">Conroe</model>"));
    EXPECT_THAT(m_driver->connect_baseline_cpu({penryn}, 0), Not(HasSubstr("feature")));
    EXPECT_THAT(m_driver->connect_baseline_cpu({penryn}, expand), HasSubstr("name='sse4.1'"));
    EXPECT_EQ(failure_of([&] { m_driver->connect_baseline_cpu({}, 0); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { m_driver->connect_baseline_cpu({"<cpu/>"}, 0); }).code, ErrorCode::XmlError);
    EXPECT_EQ(failure_of([&] { m_driver->connect_baseline_cpu({penryn}, migratable); }).code,
              ErrorCode::InvalidArg);
}

TEST_F(ProcessorTest, HaveNamesByArchitecture)
{
    EXPECT_EQ(m_driver->connect_get_cpu_model_names("x86_64", 0).front(), "486");
    EXPECT_TRUE(m_driver->connect_get_cpu_model_names("aarch64", 0).empty());
    const Failure failure = failure_of([&] { m_driver->connect_get_cpu_model_names("z80", 0); });
    EXPECT_EQ(failure.code, ErrorCode::InvalidArg);
    EXPECT_THAT(failure.message, HasSubstr("z80"));
}

TEST_F(ProcessorTest, CannotBeThatOfAHostWhoseModelNobodyKnows)
{
    EXPECT_EQ(m_driver->connect_compare_cpu(penryn, 0), incompatible);
    const Failure failure = failure_of([&] { m_driver->connect_compare_cpu(penryn, fail_incompatible); });
    EXPECT_EQ(failure.code, ErrorCode::CpuIncompatible);
    EXPECT_EQ(failure.message, "unknown host CPU");
}

TEST_F(ProcessorTest, AreComparedWithThatOfADescribedHost)
{
    open("Penryn");
    EXPECT_EQ(m_driver->connect_compare_cpu(penryn, 0), identical);
    EXPECT_EQ(m_driver->connect_compare_cpu(conroe, 0), superset);
    const char *newer = "<cpu><model>Nehalem</model></cpu>";
    EXPECT_EQ(m_driver->connect_compare_cpu(newer, 0), incompatible);
    EXPECT_THAT(failure_of([&] { m_driver->connect_compare_cpu(newer, fail_incompatible); }).message,
                HasSubstr("sse4.2, popcnt"));
    EXPECT_THAT(m_driver->connect_get_capabilities(),
                HasSubstr("      <model>Penryn</model>\n      <vendor>Intel</vendor>\n      <pages"));
}

TEST_F(ProcessorTest, AreValidatedWhenAsked)
{
    open("Penryn");
    const char *odd = "<cpu><model>Penryn</model><odd/></cpu>";
    EXPECT_EQ(m_driver->connect_compare_cpu(odd, 0), identical);
    EXPECT_EQ(failure_of([&] { m_driver->connect_compare_cpu(odd, 2); }).code, ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(failure_of([&] { m_driver->connect_compare_cpu(odd, 4); }).code, ErrorCode::InvalidArg);
}

TEST_F(ProcessorTest, AreAllThatTheHypervisorCanBe)
{
    EXPECT_EQ(compare({}), superset);
    EXPECT_EQ(compare({"/usr/bin/test-hv", "i686", {}, "test"}), superset);
    EXPECT_EQ(compare({}, "<cpu><arch>ppc64</arch><model>POWER8</model></cpu>"), incompatible);
    EXPECT_EQ(failure_of([&] { compare({}, "<cpu><model>Foo</model></cpu>"); }).code,
              ErrorCode::InternalError);
}

TEST_F(ProcessorTest, HaveABaselineForTheHypervisorThatCanMove)
{
    const char *fixed = "<cpu><model>Penryn</model><feature name='invtsc' policy='require'/></cpu>";
    EXPECT_THAT(baseline({}, {penryn, fixed}), Not(HasSubstr("feature")));
    EXPECT_THAT(baseline({}, {fixed}), HasSubstr("invtsc"));
    EXPECT_THAT(baseline({}, {fixed}, migratable), Not(HasSubstr("invtsc")));
    EXPECT_EQ(failure_of([&] { baseline({}, {"<cpu/>"}); }).code, ErrorCode::InvalidArg);
    EXPECT_EQ(failure_of([&] { baseline({}, {"<cpu><arch>ppc64</arch><model>POWER8</model></cpu>"}); }).code,
              ErrorCode::InternalError);
}

TEST_F(ProcessorTest, AreNotToldOfAHypervisorThatTheHostDoesNotHave)
{
    EXPECT_EQ(refused({.emulator = "/usr/bin/other"}), ErrorCode::SystemError);
    EXPECT_EQ(refused({.arch = "z80"}), ErrorCode::InvalidArg);
    EXPECT_EQ(refused({.arch = "aarch64"}), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(refused({.emulator = "/usr/bin/test-hv", .arch = "aarch64"}), ErrorCode::InvalidArg);
    EXPECT_EQ(refused({.machine = "pc"}), ErrorCode::InvalidArg);
    EXPECT_EQ(refused({.type = "kvm"}), ErrorCode::InvalidArg);
    EXPECT_EQ(refused({.type = "nonsense"}), ErrorCode::InvalidArg);
}

} // namespace modvirt::test::testing
