// SPDX-License-Identifier: MIT
#include "kit/stream/descriptor_stream.hpp"

#include <sys/socket.h>

#include <gmock/gmock.h>

namespace modvirt::stream {

namespace {

struct DescriptorStreamTest : testing::Test {
    DescriptorStreamTest()
    {
        int fds[2] = {-1, -1};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
        mine = process::Fd(fds[0]);
        stream.emplace(process::Fd(fds[1]));
    }
    process::Fd mine;
    std::optional<DescriptorStream> stream;
    char room[8] = {};
};

} // namespace

TEST_F(DescriptorStreamTest, MovesBytesBothWays)
{
    EXPECT_EQ(::write(mine.get(), "hello", 5), 5);
    EXPECT_EQ(stream->receive(room), 5U);
    EXPECT_EQ(stream->send({"world", 5}), 5U);
    EXPECT_EQ(::read(mine.get(), room, sizeof room), 5);
    EXPECT_EQ(std::string(room, 5), "world");
}

TEST_F(DescriptorStreamTest, SaysWhenItWouldWait)
{
    EXPECT_EQ(stream->receive(room), std::nullopt);
    const std::string much(65536, 'x');
    std::optional<size_t> sent = 0;
    while (sent)
        sent = stream->send(much);
    EXPECT_EQ(stream->receive(room), std::nullopt);
}

TEST_F(DescriptorStreamTest, EndsWhenTheOtherSideHasGone)
{
    mine.reset();
    EXPECT_EQ(stream->receive(room), 0U);
    EXPECT_THROW(stream->send({"x", 1}), Error);
}

TEST_F(DescriptorStreamTest, NeedsAnOpenDescriptor)
{
    EXPECT_THROW(DescriptorStream(process::Fd()), Error);
}

} // namespace modvirt::stream
