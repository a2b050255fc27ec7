// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/qmp_text.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

namespace {

using ::testing::HasSubstr;

std::string refusal_of(const std::vector<std::string> &words)
{
    try {
        return "accepted: " + qmp_command(words);
    } catch (const Error &error) {
        return error.message();
    }
}

} // namespace

TEST(QmpCommand, IsTheNameOfACommand)
{
    EXPECT_EQ(qmp_command({"query-status"}), R"({"execute":"query-status"})");
    EXPECT_EQ(qmp_command({"a\"b\\"}), R"({"execute":"a\"b\\"})");
}

TEST(QmpCommand, TakesMembersOrAnObjectAsArguments)
{
    const std::string expected = R"({"execute":"cmd","arguments":{"a":1,"b":"x y"}})";
    EXPECT_EQ(qmp_command({"cmd", R"("a":1)", R"("b":"x y")"}), expected);
    EXPECT_EQ(qmp_command({"cmd", R"({"a": 1, "b": "x y"})"}), expected);
    EXPECT_EQ(qmp_command({"cmd", R"({"a":1,)", R"("b":"x y"})"}), expected);
    EXPECT_EQ(qmp_command({"cmd", ""}), R"({"execute":"cmd","arguments":{}})");
}

TEST(QmpCommand, IsSentAsItIsWhenItIsAnObject)
{
    EXPECT_EQ(qmp_command({R"({"execute":)", R"("x"})"}), R"({"execute": "x"})");
    EXPECT_EQ(qmp_command({"[1]"}), R"({"execute":"[1]"})");
}

TEST(QmpCommand, KeepsTheTextOfNumbersAndStrings)
{
    EXPECT_EQ(qmp_command({"c", R"("a":1.50,"b":18446744073709551615,"c":"\u00e9/\n{")"}),
              R"({"execute":"c","arguments":{"a":1.50,"b":18446744073709551615,"c":"\u00e9/\n{"}})");
}

TEST(QmpCommand, SaysWhichArgumentsAreNoJson)
{
    EXPECT_THAT(refusal_of({"c", "\"a\":1,", "b"}),
                HasSubstr("failed to wrap arguments '\"a\":1, b' into a QMP command wrapper\n"
                          "error: internal error: cannot parse json {\"a\":1,,b}: "));
}

TEST(JsonText, HasALineForEachValueAndForWhatIsNotThere)
{
    EXPECT_EQ(pretty_json(R"({"a":[1,"b"],"c":{},"d":[[]]})"), "{\n"
                                                               "  \"a\": [\n"
                                                               "    1,\n"
                                                               "    \"b\"\n"
                                                               "  ],\n"
                                                               "  \"c\": {\n"
                                                               "\n"
                                                               "  },\n"
                                                               "  \"d\": [\n"
                                                               "    [\n"
                                                               "\n"
                                                               "    ]\n"
                                                               "  ]\n"
                                                               "}");
    EXPECT_EQ(pretty_json(" 5 "), "5");
}

TEST(JsonText, LosesNothingButBlanksWhenItIsCompact)
{
    EXPECT_EQ(compact_json("{ \"a b\" : [ 1 , 2.0 , \"\\\" }\" ] }"), R"({"a b":[1,2.0,"\" }"]})");
}

TEST(JsonText, TellsWhyItIsNone)
{
    EXPECT_FALSE(json_complaint(R"({"a":1})"));
    EXPECT_THAT(*json_complaint("{a}"), HasSubstr("internal error: cannot parse json {a}: "));
    EXPECT_TRUE(json_complaint(""));
    EXPECT_TRUE(json_complaint("{} {}"));
}

TEST(JsonMember, IsFoundInTheOutermostObjectOnly)
{
    const std::string object = R"({"x":{"return":1},"return":[{"a":1},2],"id":"y"})";
    EXPECT_EQ(json_member(object, "return"), R"([{"a":1},2])");
    EXPECT_EQ(json_member(object, "id"), R"("y")");
    EXPECT_EQ(json_member(object, "a"), std::nullopt);
    EXPECT_EQ(json_member("{}", "a"), std::nullopt);
    EXPECT_EQ(json_member("[1]", "a"), std::nullopt);
    EXPECT_EQ(json_member("5", "a"), std::nullopt);
}

} // namespace modvirt::cli
