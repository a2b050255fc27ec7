// SPDX-License-Identifier: MIT
#include "kit/stream/memory_stream.hpp"

#include <gmock/gmock.h>

namespace modvirt::stream {

TEST(MemoryStream, GivesItsBytesOnceAndThenEnds)
{
    MemoryStream stream(std::string("ab\0cd", 5));
    char room[3] = {};
    EXPECT_EQ(stream.receive(room), 3U);
    EXPECT_EQ(std::string(room, 3), std::string("ab\0", 3));
    EXPECT_EQ(stream.receive(room), 2U);
    EXPECT_EQ(std::string(room, 2), "cd");
    EXPECT_EQ(stream.receive(room), 0U);
}

TEST(MemoryStream, TakesNothing)
{
    MemoryStream stream("");
    EXPECT_THROW(stream.send({"x", 1}), Error);
    EXPECT_FALSE(stream.has_holes());
}

} // namespace modvirt::stream
