// SPDX-License-Identifier: MIT
#include "kit/block/report.hpp"

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::block {
namespace {

TEST(AReport, IsTakenApartWithoutTrust)
{
    const nlohmann::json report =
        parse_report(R"({"text": "a", "number": 7, "digits": "512B", "hex": "0x1fe", "none": null, "below": -1})", "tool");
    EXPECT_EQ(text_of(report, "text"), "a");
    EXPECT_EQ(text_of(report, "number"), "");
    EXPECT_EQ(text_of(report, "none"), "");
    EXPECT_EQ(text_of(report, "absent"), "");
    EXPECT_EQ(number_of(report, "number"), 7u);
    EXPECT_EQ(number_of(report, "digits"), 512u);
    EXPECT_EQ(number_of(report, "hex"), 0x1feu);
    EXPECT_EQ(number_of(report, "text"), 0u);
    EXPECT_EQ(number_of(report, "below"), 0u);
    EXPECT_TRUE(member(member(report, "text"), "of a text").is_null());
}

TEST(AReport, IsAnObjectOrNone)
{
    for (const char *text : {"", "[1]", "{", "no", "{} {}"}) {
        try {
            parse_report(text, "lvs");
            FAIL() << text;
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
            EXPECT_EQ(error.message(), std::string("'lvs' printed something else than its report: ") + text);
        }
    }
}

} // namespace
} // namespace modvirt::block
