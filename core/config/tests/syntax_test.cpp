// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config/syntax.hpp"

#include <gtest/gtest.h>
#include <modvirt/error.hpp>

namespace modvirt::config {
namespace {

Value only_value(std::string_view text)
{
    const auto sections = parse_syntax(text, "f");
    EXPECT_EQ(sections.back().settings.size(), 1U);
    return sections.back().settings.back().value;
}

std::string fault(std::string_view text)
{
    try {
        parse_syntax(text, "f");
    } catch (const Error &error) {
        return error.message();
    }
    return "accepted";
}

TEST(ConfigurationSyntax, HasTextsNumbersSwitchesAndLists)
{
    EXPECT_EQ(std::get<std::string>(only_value("a = \"x\\ty\\\"\\\\ \\u20ac\"").content),
              "x\ty\"\\ \xe2\x82\xac");
    EXPECT_EQ(std::get<std::string>(only_value("a='C:\\n'").content), "C:\\n");
    EXPECT_EQ(std::get<std::string>(only_value("a = \"\"").content), "");
    EXPECT_EQ(std::get<int64_t>(only_value("a = -12").content), -12);
    EXPECT_EQ(std::get<int64_t>(only_value("a = +0").content), 0);
    EXPECT_EQ(std::get<bool>(only_value("a = true # yes").content), true);
    EXPECT_EQ(
        std::get<std::vector<Value>>(only_value("a = [ # first\n 1,\n\n \"b\" , false,\n]").content).size(),
        3U);
    EXPECT_TRUE(std::get<std::vector<Value>>(only_value("a = []").content).empty());
}

TEST(ConfigurationSyntax, HasSectionsAndQuotedNames)
{
    const auto sections = parse_syntax("top = 1\r\n[ a . \"b c\" ]\r\n\"k 1\" = 2\r\n", "f");
    ASSERT_EQ(sections.size(), 2U);
    EXPECT_EQ(sections[0].settings[0].key, "top");
    EXPECT_EQ(sections[1].name, (std::vector<std::string>{"a", "b c"}));
    EXPECT_EQ(sections[1].settings[0].key, "k 1");
    EXPECT_EQ(sections[1].settings[0].position.line, 3U);
}

TEST(ConfigurationSyntax, CountsColumnsInCharacters)
{
    EXPECT_EQ(fault("\"\xc3\xa4\xc3\xb6\" ? 1"),
              "f:1:6: expected '=' after the key '\xc3\xa4\xc3\xb6', and found '?'");
}

TEST(ConfigurationSyntax, SaysWhatIsMissing)
{
    EXPECT_EQ(fault("a"), "f:1:2: expected '=' after the key 'a', and found the end of the file");
    EXPECT_EQ(fault("a =\n"), "f:1:4: expected a value: text in quotes, a number, true, false or a list, and "
                              "found the end of the line");
    EXPECT_EQ(fault("a = \"x\n"), "f:1:7: expected \" at the end of the text, and found the end of the line");
    EXPECT_EQ(fault("a = 1 2"), "f:1:7: expected the end of the line, and found '2'");
    EXPECT_EQ(fault("a = [1 2]"), "f:1:8: expected ',' or ']' in a list, and found '2'");
    EXPECT_EQ(fault("a = [,]"), "f:1:6: expected text in quotes, a number, true or false, and found ','");
    EXPECT_EQ(fault("a = [1"), "f:1:7: expected ',' or ']' in a list, and found the end of the file");
    EXPECT_EQ(fault("[a"), "f:1:3: expected ']' after the name of a section, and found the end of the file");
    EXPECT_EQ(fault("[]"), "f:1:2: expected the name of a section, and found ']'");
    EXPECT_EQ(fault("a = \"\\q\""),
              "f:1:7: expected b, t, n, f, r, u, \" or \\ after a backslash, and found 'q'");
    EXPECT_EQ(fault("a = \"\\ud800\""),
              "f:1:8: expected four hexadecimal digits of a character after \\u, and found 'd'");
    EXPECT_EQ(fault("= 1"), "f:1:1: expected a key or a [section], and found '='");
}

TEST(ConfigurationSyntax, RefusesWhatTomlHasAndSettingsDoNotNeed)
{
    EXPECT_EQ(fault("a = 1.5"),
              "f:1:5: '1.5' is not a whole number of at most 64 bits: put other values in quotes");
    EXPECT_EQ(fault("a = 2024-02-29"),
              "f:1:5: '2024-02-29' is not a whole number of at most 64 bits: put other values in quotes");
    EXPECT_EQ(
        fault("a = 9223372036854775808"),
        "f:1:5: '9223372036854775808' is not a whole number of at most 64 bits: put other values in quotes");
    EXPECT_EQ(fault("a = 007"),
              "f:1:5: '007' is not a whole number of at most 64 bits: put other values in quotes");
    EXPECT_EQ(fault("a = yes"), "f:1:5: expected true, false or text in quotes, and found 'yes'");
    EXPECT_EQ(fault("a.b = 1"), "f:1:2: expected '=' after the key 'a', and found '.'");
    EXPECT_EQ(fault("[[a]]"),
              "f:1:2: lists of sections, written [[...]], are not used here: expected [section]");
    EXPECT_EQ(fault("a = \"\"\"x\"\"\""),
              "f:1:6: texts of several lines, in three quotes, are not used here: expected text in quotes");
    EXPECT_EQ(fault("a = [[1]]"), "f:1:6: expected text in quotes, a number, true or false, and found '['");
    EXPECT_EQ(fault("a = {b = 1}"),
              "f:1:5: expected a value: text in quotes, a number, true, false or a list, and found '{'");
}

TEST(ConfigurationSyntax, RefusesASettingThatIsMadeTwice)
{
    EXPECT_EQ(fault("a = 1\n\na = 2"), "f:3:1: 'a' is set twice: it is already in line 1");
    EXPECT_EQ(fault("[x]\na = 1\n[y]\n[x]"),
              "f:4:1: the section [x] is already in line 1: put its settings there");
    EXPECT_EQ(fault("a = 1\n[x]\na = 2"), "accepted");
}

TEST(ConfigurationSyntax, RefusesBytesThatAreNoText)
{
    EXPECT_EQ(fault("a = \"\xff\""), "f:1:6: the byte 0xff is not UTF-8");
    EXPECT_EQ(fault("# \xc0\x80"), "f:1:3: the byte 0xc0 is not UTF-8");
    EXPECT_EQ(fault("a = \"\xed\xa0\x80\""), "f:1:6: the byte 0xed is not UTF-8");
    EXPECT_EQ(fault(std::string_view("a = \"\0\"", 7)),
              "f:1:6: the control character 0x00 may not stand here");
    EXPECT_EQ(fault("a = 1\rb = 2"), "f:1:6: the control character 0x0d may not stand here");
}

TEST(ConfigurationSyntax, TakesLinesWithoutEnd)
{
    EXPECT_EQ(fault("a = " + std::string(100000, '[')).substr(0, 6), "f:1:6:");
    EXPECT_EQ(fault("a = \"" + std::string(100000, 'x') + "\""), "accepted");
    EXPECT_EQ(fault(std::string(100000, '\n')), "accepted");
    // Looking for an earlier one must not take longer and longer.
    std::string many;
    for (int i = 0; i < 60000; ++i) {
        many += "k" + std::to_string(i) + "=1\n[s" + std::to_string(i) + "]\n";
    }
    EXPECT_EQ(fault(many), "accepted");
}

} // namespace
} // namespace modvirt::config
