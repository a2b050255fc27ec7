// SPDX-License-Identifier: MIT
#include "kit/cpu/processor.hpp"

#include <gtest/gtest.h>

#include "failure.hpp"
#include "kit/cpu/schema.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "module.hpp"

namespace modvirt::cpu {

namespace {

Processor host(const std::string &text)
{
    return parse(*modvirt_xml_interface_v1(), text, Described::Host);
}

Processor either(const std::string &text, xml::Strictness strictness = xml::Strictness::Lenient)
{
    return parse(*modvirt_xml_interface_v1(), text, Described::Either, {.strictness = strictness});
}

ErrorCode host_refused(const std::string &text, ErrorDomain domain = ErrorDomain::Cpu)
{
    return code_of([&] { host(text); }, domain);
}

ErrorCode guest_refused(const std::string &text, ErrorDomain domain = ErrorDomain::Cpu)
{
    return code_of([&] { either(text); }, domain);
}

// A host's processor that has all it needs, and `more`.
std::string with(const std::string &more)
{
    return "<cpu><arch>x86_64</arch><model>Penryn</model>" + more + "</cpu>";
}

} // namespace

TEST(Processor, OfAHostIsReadAsCapabilitiesTellIt)
{
    const Processor processor = host(
        with("<vendor>Intel</vendor><microcode version='3'/><signature family='6' model='23' stepping='1'/>"
             "<counter name='tsc' frequency='5' scaling='no'/><topology sockets='1' dies='1' cores='2' "
             "threads='1'/>"
             "<maxphysaddr mode='emulate' bits='48'/><feature name='avx'/><pages unit='KiB' size='4'/>"));
    EXPECT_EQ(processor.family, Family::X86);
    EXPECT_EQ(processor.architecture, "x86_64");
    EXPECT_EQ(processor.model, "Penryn");
    EXPECT_EQ(processor.vendor, "Intel");
    ASSERT_EQ(processor.features.size(), 1u);
    EXPECT_EQ(processor.features[0].name, "avx");
}

TEST(Processor, OfAHostNeedsAnArchitectureAndAModel)
{
    EXPECT_EQ(host_refused("<cpu/>"), ErrorCode::XmlError);
    EXPECT_EQ(host_refused("<cpu><arch/><model>Penryn</model></cpu>"), ErrorCode::XmlError);
    EXPECT_EQ(host_refused("<cpu><arch>z80</arch><model>Penryn</model></cpu>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(host_refused("<cpu><arch>x86_64</arch></cpu>"), ErrorCode::XmlError);
    EXPECT_EQ(host_refused("<cpu mode='custom'/>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(host_refused("<host/>"), ErrorCode::XmlError);
    EXPECT_EQ(host_refused("<cpu"), ErrorCode::XmlDetail);
    EXPECT_EQ(host_refused(""), ErrorCode::XmlDetail);
}

TEST(Processor, OfAHostIsRefusedForDetailsThatAreWrong)
{
    EXPECT_EQ(host_refused(with("<feature/>")), ErrorCode::XmlError);
    EXPECT_EQ(host_refused(with("<feature name=''/>")), ErrorCode::XmlError);
    EXPECT_EQ(host_refused(with("<feature name='avx'/><feature name='avx'/>")), ErrorCode::XmlError);
    EXPECT_EQ(host_refused(with("<microcode version='x'/>")), ErrorCode::ConfigUnsupported);
    for (const char *wrong : {"<topology/>", "<topology sockets='0' cores='1' threads='1'/>", "<signature/>",
                              "<counter name='tsc'/>", "<cache/>", "<cache mode='x'/>", "<maxphysaddr/>"})
        EXPECT_EQ(host_refused(with(wrong), ErrorDomain::Xml), ErrorCode::XmlError) << wrong;
    EXPECT_EQ(host_refused(with("<counter name='other'/>")), ErrorCode::Ok);
}

TEST(Processor, OfAHostHasItsFeaturesWhateverAPolicySays)
{
    const Processor processor =
        host(with("<feature name='avx' policy='forbid'/><feature name='aes' policy='x'/>"));
    for (const Feature &feature : processor.features)
        EXPECT_EQ(feature.policy, Policy::Require);
}

TEST(Processor, OfAGuestHasNoArchitecture)
{
    const Processor processor =
        either("<cpu mode='custom' match='strict'><model fallback='allow'>Penryn</model>"
               "<vendor>Intel</vendor><feature policy='disable' name='nx'/></cpu>");
    EXPECT_EQ(processor.family, std::nullopt);
    EXPECT_EQ(processor.model, "Penryn");
    EXPECT_EQ(processor.vendor, "Intel");
    EXPECT_TRUE(processor.strict);
    ASSERT_EQ(processor.features.size(), 1u);
    EXPECT_EQ(processor.features[0].policy, Policy::Disable);
    EXPECT_EQ(either(with("")).family, Family::X86);
    EXPECT_EQ(either("<cpu mode='host-passthrough'/>").model, "");
}

TEST(Processor, OfAGuestIsRefusedForDetailsThatAreWrong)
{
    EXPECT_EQ(guest_refused("<cpu match='exact'><arch>x86_64</arch><model>Penryn</model></cpu>"),
              ErrorCode::XmlError);
    EXPECT_EQ(guest_refused("<cpu mode='x'/>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(guest_refused("<cpu match='x'/>", ErrorDomain::Xml), ErrorCode::XmlError);
    EXPECT_EQ(guest_refused("<cpu migratable='on'/>"), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(guest_refused("<cpu><vendor>Intel</vendor></cpu>"), ErrorCode::XmlError);
    EXPECT_EQ(guest_refused("<cpu><feature name='avx'/></cpu>"), ErrorCode::XmlError);
    EXPECT_EQ(guest_refused("<cpu mode='host-model'><feature name='avx'/></cpu>"), ErrorCode::Ok);
    EXPECT_EQ(guest_refused("<cpu><model vendor_id='short'>Penryn</model></cpu>"), ErrorCode::XmlError);
    EXPECT_EQ(guest_refused("<cpu><model>Penryn</model><feature name='avx' policy='x'/></cpu>"),
              ErrorCode::ConfigUnsupported);
}

TEST(Processor, IsValidatedWhenAsked)
{
    const std::string odd = "<cpu><model>Penryn</model><odd/></cpu>";
    EXPECT_EQ(either(odd).model, "Penryn");
    EXPECT_EQ(code_of([&] { either(odd, xml::Strictness::Strict); }, ErrorDomain::Xml),
              ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(code_of([&] { either(with("<odd/>"), xml::Strictness::Strict); }, ErrorDomain::Xml),
              ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(either(with("<feature name='avx'/>"), xml::Strictness::Strict).features.size(), 1u);
}

TEST(Processor, HasSoundTables)
{
    document::expect_sound(host_schema());
    document::expect_sound(guest_schema());
    document::expect_random_documents_to_read_back(host_schema(), 300, 30);
}

} // namespace modvirt::cpu
