// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/base64.hpp"

#include <gmock/gmock.h>

namespace modvirt::cli {

namespace {

std::vector<uint8_t> bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

} // namespace

TEST(Base64, WritesBytesOfEveryLength)
{
    EXPECT_EQ(to_base64({}), "");
    EXPECT_EQ(to_base64(bytes("s")), "cw==");
    EXPECT_EQ(to_base64(bytes("se")), "c2U=");
    EXPECT_EQ(to_base64(bytes("secret")), "c2VjcmV0");
    EXPECT_EQ(to_base64(std::vector<uint8_t>{0xfb, 0xff, 0}), "+/8A");
}

TEST(Base64, ReadsWhatItWrites)
{
    std::vector<uint8_t> all;
    for (unsigned value = 0; value < 256; ++value) {
        all.push_back(static_cast<uint8_t>(value));
        EXPECT_EQ(from_base64(to_base64(all)), all);
    }
}

TEST(Base64, PassesOverWhatIsNoLetterOfIt)
{
    EXPECT_EQ(from_base64("c2Vj\ncmV0\n"), bytes("secret"));
    EXPECT_TRUE(from_base64("%%%").empty());
}

} // namespace modvirt::cli
