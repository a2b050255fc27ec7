// SPDX-License-Identifier: LGPL-2.1-or-later
#include "validation/validation.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

extern "C" const modvirt_xml_v1 *modvirt_xml_interface_v1(void);

namespace modvirt::validation {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

Json judge(const std::string &text, const char *kind = nullptr)
{
    struct Free {
        void operator()(char *memory) const { std::free(memory); }
    };
    const std::unique_ptr<char, Free> answer(
        modvirt_validate_xml_v1(modvirt_xml_interface_v1(), text.data(), text.size(), kind));
    return Json::parse(answer.get());
}

Json only_finding(const std::string &text, const char *kind = nullptr)
{
    const Json answer = judge(text, kind);
    EXPECT_EQ(answer.at("valid"), false);
    EXPECT_EQ(answer.at("findings").size(), 1U) << answer;
    return answer.at("findings").at(0);
}

} // namespace

TEST(Validation, FindsNothingWrongWithAGoodDocument)
{
    EXPECT_EQ(judge("<network><name>a</name></network>"),
              Json({{"kind", "network"}, {"valid", true}, {"findings", Json::array()}}));
}

TEST(Validation, NamesPlaceElementAndRemedy)
{
    EXPECT_EQ(only_finding("<network>\n <name>\xc3\xa4</name><brigde/>\n</network>"),
              Json({{"severity", "warning"},
                    {"line", 2},
                    {"column", 16},
                    {"element", "brigde"},
                    {"message", "unknown element 'brigde' in 'network'"},
                    {"remedy", "did you mean 'bridge'?"}}));
}

TEST(Validation, NamesTheElementOfAnAttribute)
{
    const Json finding = only_finding("<network>\n <name>a</name>\n <mtu\n   siez='4'/>\n</network>");
    EXPECT_EQ(finding.at("line"), 4);
    EXPECT_EQ(finding.at("element"), "mtu");
    EXPECT_THAT(finding.at("remedy").get<std::string>(), HasSubstr("'size'"));
}

TEST(Validation, HasAPlaceAndARemedyForWhatIsMissing)
{
    const Json finding = only_finding("<?xml version='1.0'?>\n<volume><name>v</name></volume>");
    EXPECT_EQ(finding.at("severity"), "error");
    EXPECT_EQ(finding.at("line"), 2);
    EXPECT_EQ(finding.at("column"), 1);
    EXPECT_EQ(finding.at("element"), "volume");
    EXPECT_EQ(finding.at("remedy"), "add what is missing");
}

TEST(Validation, TellsWhereADocumentEndsTooEarly)
{
    const Json finding = only_finding("<domain type='test'>\n  <name>x</nam>\n</domain>");
    EXPECT_EQ(finding.at("line"), 2);
    EXPECT_EQ(finding.at("severity"), "error");
    EXPECT_NE(finding.at("remedy"), "");
}

TEST(Validation, KnowsTheKindOrIsToldIt)
{
    EXPECT_EQ(judge("<domian/>").at("kind"), nullptr);
    EXPECT_THAT(only_finding("<domian/>").dump(), HasSubstr("did you mean 'domain'?"));
    EXPECT_EQ(judge("<network><name>a</name></network>", "secret").at("kind"), "secret");
    EXPECT_EQ(judge("<network><name>a</name></network>", "secret").at("valid"), false);
    EXPECT_THAT(judge("<network/>", "nothing").at("unknown_kind").get<std::string>(),
                HasSubstr("there is no kind of document 'nothing': it is one of domain, network"));
}

TEST(Validation, AnswersForAnyBytes)
{
    for (const std::string text : {"", "<", "\xff\xfe", "<a", "<!--", "no document"})
        EXPECT_EQ(judge(text).at("valid"), false) << text;
}

} // namespace modvirt::validation
