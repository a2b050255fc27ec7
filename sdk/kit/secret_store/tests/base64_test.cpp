// SPDX-License-Identifier: MIT
#include "kit/secret_store/base64.hpp"

#include <string>

#include <gmock/gmock.h>

namespace modvirt::secret_store {
namespace {

SecretBytes bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

std::string written(std::string_view text)
{
    const SecretBytes result = to_base64(bytes(text));
    return {result.begin(), result.end()};
}

TEST(ValuesAsText, AreWrittenAtEveryLength)
{
    EXPECT_EQ(written(""), "");
    EXPECT_EQ(written("s"), "cw==");
    EXPECT_EQ(written("se"), "c2U=");
    EXPECT_EQ(written("secret"), "c2VjcmV0");
    EXPECT_EQ(written(std::string_view("\xfb\xff\0", 3)), "+/8A");
}

TEST(ValuesAsText, AreReadAsTheyWereWritten)
{
    SecretBytes all;
    for (unsigned value = 0; value < 256; ++value) {
        all.push_back(static_cast<uint8_t>(value));
        const SecretBytes text = to_base64(all);
        EXPECT_EQ(from_base64({reinterpret_cast<const char *>(text.data()), text.size()}), all);
    }
    EXPECT_EQ(from_base64("c2VjcmV0\n"), bytes("secret"));
}

TEST(ValuesAsText, AreRefusedWhenTheyAreDamaged)
{
    for (const char *damaged : {"c2Vj cmV0", "c2VjcmV", "c=Vj", "====", "c2V\xff", "c2Vj\n\n"})
        EXPECT_EQ(from_base64(damaged), std::nullopt) << damaged;
}

} // namespace
} // namespace modvirt::secret_store
