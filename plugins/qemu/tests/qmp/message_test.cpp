// SPDX-License-Identifier: LGPL-2.1-or-later
#include "qmp/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::qmp {
namespace {

std::string complaint_about(std::string_view line)
{
    try {
        parse_message(line);
        return "";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::InternalError);
        return error.message();
    }
}

TEST(QmpMessage, ReadsAGreeting)
{
    const auto message = parse_message(
        R"({"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"Debian"},"capabilities":["oob"]}})");
    const auto &greeting = std::get<Greeting>(message);
    EXPECT_EQ(greeting.major, 7);
    EXPECT_EQ(greeting.minor, 2);
    EXPECT_EQ(greeting.micro, 22);
}

TEST(QmpMessage, ReadsAnswersAndRefusals)
{
    const auto answer = std::get<Reply>(parse_message(R"({"return":{"running":true},"id":7})"));
    EXPECT_EQ(answer.id, 7U);
    EXPECT_TRUE(std::get<Json>(answer.outcome)["running"].get<bool>());
    const auto refusal =
        std::get<Reply>(parse_message(R"({"error":{"class":"GenericError","desc":"no such disk"},"id":8})"));
    EXPECT_EQ(refusal.id, 8U);
    EXPECT_EQ(std::get<Failure>(refusal.outcome).description, "no such disk");
}

TEST(QmpMessage, ReadsEventsWithAndWithoutData)
{
    const auto shutdown = std::get<Event>(parse_message(
        R"({"event":"SHUTDOWN","data":{"guest":true},"timestamp":{"seconds":5,"microseconds":6}})"));
    EXPECT_EQ(shutdown.name, "SHUTDOWN");
    EXPECT_TRUE(shutdown.data["guest"].get<bool>());
    EXPECT_EQ(shutdown.seconds, 5);
    const auto stop = std::get<Event>(parse_message(R"({"event":"STOP"})"));
    EXPECT_TRUE(stop.data.is_object());
    EXPECT_TRUE(std::get<Event>(parse_message(R"({"event":"STOP","data":[1]})")).data.is_object());
}

TEST(QmpMessage, RefusesWhatIsNoMessageAndSaysWhatItIs)
{
    EXPECT_EQ(complaint_about("hello"), "it sent what is no JSON object: hello");
    EXPECT_EQ(complaint_about("[1,2]"), "it sent what is no JSON object: [1,2]");
    EXPECT_EQ(complaint_about("{\"return\":{}"), "it sent what is no JSON object: {\"return\":{}");
    EXPECT_EQ(complaint_about("{}"), "it sent an object that is neither an answer nor an event: {}");
    EXPECT_EQ(complaint_about("{\"return\":{}}"),
              "it sent an answer that belongs to no command: {\"return\":{}}");
    EXPECT_THAT(complaint_about("{\"return\":{},\"id\":-1}"), testing::HasSubstr("belongs to no command"));
    EXPECT_THAT(complaint_about("{\"return\":{},\"id\":\"x\"}"), testing::HasSubstr("belongs to no command"));
    EXPECT_THAT(complaint_about("{\"event\":5}"), testing::HasSubstr("event without a name"));
    EXPECT_THAT(complaint_about("{\"error\":5,\"id\":1}"), testing::HasSubstr("without a description"));
    EXPECT_THAT(complaint_about("{\"QMP\":5}"), testing::HasSubstr("names no version"));
    EXPECT_THAT(complaint_about("{\"QMP\":{\"version\":{\"qemu\":[]}}}"),
                testing::HasSubstr("names no version"));
    EXPECT_THAT(complaint_about(std::string("\x00\xff{", 3)), testing::HasSubstr("??{"));
    EXPECT_LT(complaint_about(std::string(1'000'000, 'x')).size(), 200U);
}

TEST(QmpMessage, RefusesDeepNestingBeforeItIsBuilt)
{
    const std::string deep = "{\"return\":" + std::string(1'000'000, '[');
    EXPECT_THAT(complaint_about(deep), testing::HasSubstr("nested too deeply"));
    // Brackets inside a string are text.
    EXPECT_EQ(complaint_about(R"({"id":1,"return":")" + std::string(1000, '[') + R"(\"["})"), "");
}

TEST(QmpMessage, WritesCommandsAsOneLine)
{
    EXPECT_EQ(format_command(3, "stop", Json::object()), "{\"execute\":\"stop\",\"id\":3}\n");
    const auto line = format_command(4, "x", {{"text", "a\nb\"c"}});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_NO_THROW(format_command(5, "x", {{"text", "\xff"}}));
}

} // namespace
} // namespace modvirt::qemu::qmp
