// SPDX-License-Identifier: MIT
#include "kit/xml/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/xml/formatter.hpp"
#include "module.hpp"
#include "sample_schema.hpp"

namespace modvirt::xml {

namespace {

using testing::HasSubstr;

std::string rewritten(std::string_view text, const ReadOptions &options = {})
{
    return format(read(*modvirt_xml_interface_v1(), text, sample::schema, options).finish());
}

Error refusal(std::string_view text, Strictness strictness = Strictness::Lenient)
{
    try {
        rewritten(text, {strictness, nullptr});
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, "accepted"};
}

std::vector<std::string> findings(std::string_view text)
{
    std::vector<Finding> found;
    rewritten(text, {Strictness::Lenient, &found});
    std::vector<std::string> sentences;
    for (const Finding &finding : found)
        sentences.push_back(describe(finding));
    return sentences;
}

} // namespace

TEST(XmlReader, WritesBackInTheOrderOfTheTables)
{
    EXPECT_EQ(
        rewritten(
            "<box size='7' kind='metal'><note>b</note><note>a</note><weight>5</weight><tray/><cloth/></box>"),
        "<box kind='metal' size='7'>\n  <weight unit='KiB'>5</weight>\n  <note>b</note>\n  <note>a</note>\n"
        "  <cloth>\n  </cloth>\n</box>\n");
}

TEST(XmlReader, FillsInWhatTheTableSaysIsMeant)
{
    EXPECT_EQ(rewritten("<box><lock/></box>"), "<box kind='wooden'>\n  <lock bolt='1'/>\n</box>\n");
}

TEST(XmlReader, ReadsOldSpellingsAndWritesTheModernOne)
{
    EXPECT_EQ(rewritten("<box kind='metal'><lock clef='7'/></box>"),
              "<box kind='metal'>\n  <lock key='7'/>\n</box>\n");
}

TEST(XmlReader, ScalesQuantitiesToOneUnit)
{
    EXPECT_THAT(rewritten("<box><weight unit='MiB'>3</weight></box>"),
                HasSubstr("<weight unit='KiB'>3072</weight>"));
    EXPECT_EQ(refusal("<box><weight unit='stone'>3</weight></box>").code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal("<box><weight unit='EiB'>99</weight></box>").code(), ErrorCode::Overflow);
    EXPECT_THAT(refusal("<box>\n <weight unit='EiB'>99</weight></box>").message(),
                HasSubstr("line 2, column 2"));
}

TEST(XmlReader, DropsAndReportsWhatTheTableDoesNotKnow)
{
    EXPECT_THAT(
        findings("<box>\n <wieght>5</wieght>\n <note lang='x'/><bagpipe><deep/></bagpipe></box>"),
        testing::ElementsAre("line 2, column 2: unknown element 'wieght' in 'box'; did you mean 'weight'?",
                             "line 3, column 8: unknown attribute 'lang' of 'note', which has no attributes",
                             "line 3, column 18: unknown element 'bagpipe' in 'box': it holds weight, lock, "
                             "note, tray, cloth, "
                             "extra, rivet, hinge"));
    EXPECT_EQ(rewritten("<box><wieght>5</wieght></box>"), "<box kind='wooden'/>\n");
}

TEST(XmlReader, RefusesItAllAtOnceWhenStrict)
{
    const Error error = refusal("<box sise='1'><wieght/></box>", Strictness::Strict);
    EXPECT_EQ(error.code(), ErrorCode::XmlInvalidSchema);
    EXPECT_EQ(error.domain(), ErrorDomain::Xml);
    EXPECT_EQ(error.message(),
              "line 1, column 6: unknown attribute 'sise' of 'box'; did you mean 'size'?\n"
              "line 1, column 15: unknown element 'wieght' in 'box'; did you mean 'weight'?");
    EXPECT_EQ(refusal("<box size='1'><weight>1</weight></box>", Strictness::Strict).code(), ErrorCode::Ok);
}

TEST(XmlReader, RefusesBadValuesInEveryMode)
{
    const Error error = refusal("<box>\n\n  <lock bolt='many'/></box>");
    EXPECT_EQ(error.code(), ErrorCode::XmlError);
    EXPECT_EQ(error.domain(), ErrorDomain::Xml);
    EXPECT_EQ(error.message(),
              "line 3, column 9: invalid value 'many' for attribute 'bolt' of element 'lock': "
              "expected a whole number from 0 to 4294967295");
    EXPECT_THAT(refusal("<box kind='wodden'/>").message(),
                HasSubstr("expected one of 'wooden', 'metal'; did you mean 'wooden'?"));
    EXPECT_EQ(findings("<box colour='red'/>").size(), 1u);
}

TEST(XmlReader, KnowsAttributesAndElementsByWhereTheyStand)
{
    EXPECT_THAT(findings("<box><lock key='1'/><rivet/></box>"),
                testing::ElementsAre("line 1, column 12: attribute 'key' has no meaning in this 'lock'",
                                     "line 1, column 21: element 'rivet' has no meaning in this 'box'"));
    EXPECT_EQ(refusal("<box kind='metal'><lock/></box>").message(),
              "line 1, column 19: Missing required attribute 'key' in element 'lock'");
}

TEST(XmlReader, MissesWhatMustBeThere)
{
    const Error error = refusal("<box>\n <hinge/></box>");
    EXPECT_EQ(error.code(), ErrorCode::XmlDetail);
    EXPECT_EQ(error.message(), "line 2, column 2: Missing element 'pin' in element 'hinge'");
    EXPECT_EQ(refusal("<box><hinge/></box>", Strictness::Strict).code(), ErrorCode::XmlInvalidSchema);
}

TEST(XmlReader, LeavesFaultsToWhoeverChecksTheDocument)
{
    ReadOptions options;
    options.faults = Faults::Leave;
    Editor editor = read(*modvirt_xml_interface_v1(), "<box><weight>heavy</weight><lock bolt='many'/><hinge/></box>",
                         sample::schema, options);
    const Node box = editor.root();
    const auto told = [](auto tell) {
        try {
            tell();
        } catch (const Error &error) {
            return error.message();
        }
        return std::string();
    };
    EXPECT_EQ(told([&] { box.tell_fault_of("rivet"); }), "");
    EXPECT_THAT(told([&] { box.tell_fault_of("hinge"); }), HasSubstr("Missing element 'pin'"));
    EXPECT_THAT(told([&] { box.child("lock")->tell_fault(); }), HasSubstr("'many'"));
    EXPECT_THAT(told([&] { box.child("lock")->tell_fault_of({}); }), HasSubstr("'many'"));
    EXPECT_EQ(told([&] { box.tell_fault_of({}); }), "");
    EXPECT_THAT(told([&] { box.tell_fault_of("weight"); }), HasSubstr("'heavy'"))
        << "a refused text is dropped with its element";
    EXPECT_THAT(told([&] { box.tell_fault(); }), HasSubstr("'heavy'")) << "the first as they stand";
}

TEST(XmlReader, ReadsHexadecimalDigitsAndTheWayThroughABus)
{
    EXPECT_THAT(rewritten("<box><hinge place='10' way='01.2'><pin/></hinge></box>"),
                HasSubstr("<hinge place='0x10' way='1.2'>"));
    EXPECT_THAT(refusal("<box><hinge place='g'/></box>").message(), HasSubstr("hexadecimal"));
    EXPECT_THAT(refusal("<box><hinge way='1.2.3.4.5'/></box>").message(), HasSubstr("up to four numbers"));
}

TEST(XmlReader, CountsTheFirstOfWhatMayStandOnce)
{
    EXPECT_EQ(rewritten("<box><weight>1</weight><weight>2</weight></box>"),
              "<box kind='wooden'>\n  <weight unit='KiB'>1</weight>\n</box>\n");
    EXPECT_EQ(findings("<box><weight>1</weight><weight>2</weight></box>").size(), 1u);
}

TEST(XmlReader, KeepsOtherNamespacesVerbatim)
{
    EXPECT_EQ(rewritten("<box><extra><a:b xmlns:a='u' c='\"&lt;'><d> x </d><e/></a:b><plain/></extra></box>"),
              "<box kind='wooden'>\n  <extra>\n    <a:b xmlns:a=\"u\" c=\"&quot;&lt;\">\n      <d> x </d>\n  "
              "    <e/>\n"
              "    </a:b>\n  </extra>\n</box>\n");
}

TEST(XmlReader, NamesTheRootThatWasExpected)
{
    const Error error = refusal("<bx/>");
    EXPECT_EQ(error.code(), ErrorCode::XmlError);
    EXPECT_EQ(error.message(), "line 1, column 1: expecting root element of 'box', not 'bx'");
}

TEST(XmlReader, ReportsMalformedTextInThePartOfTheSchema)
{
    for (const char *text : {"", "x", "<box>", "<box><!DOCTYPE x></box>", "<box>&x;</box>"}) {
        EXPECT_EQ(refusal(text).code(), ErrorCode::XmlDetail) << text;
        EXPECT_EQ(refusal(text).domain(), ErrorDomain::Storage) << text;
        EXPECT_THAT(refusal(text).message(), HasSubstr("line 1, column ")) << text;
    }
}

TEST(XmlReader, OmitsSecretsUnlessTheyAreAskedFor)
{
    const Document document = parse(*modvirt_xml_interface_v1(), "<box secret='x'/>", sample::schema);
    EXPECT_EQ(format(document), "<box kind='wooden'/>\n");
    FormatRules rules;
    rules.secrets = Secrets::Include;
    EXPECT_EQ(format(document, rules), "<box kind='wooden' secret='x'/>\n");
}

TEST(XmlReader, CutsLongValuesInMessages)
{
    const Error error = refusal("<box kind='" + std::string(100'000, 'x') + "'/>");
    EXPECT_LT(error.message().size(), 300u);
}

} // namespace modvirt::xml
