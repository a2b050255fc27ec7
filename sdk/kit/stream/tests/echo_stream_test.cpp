// SPDX-License-Identifier: MIT
#include "kit/stream/echo_stream.hpp"

#include <gmock/gmock.h>
#include <poll.h>

namespace modvirt::stream {

namespace {

constexpr short both = POLLIN | POLLOUT;

short polled(const ByteStream &stream)
{
    pollfd watch{stream.descriptor(), both, 0};
    EXPECT_GE(::poll(&watch, 1, 0), 0);
    return watch.revents;
}

std::string received(ByteStream &stream, size_t most = 100)
{
    std::string room(most, '\0');
    room.resize(stream.receive(room).value_or(0));
    return room;
}

} // namespace

TEST(EchoStream, GivesBackWhatIsSent)
{
    EchoStream stream(std::make_shared<EchoLine>());
    char room[4];
    EXPECT_EQ(stream.receive(room), std::nullopt);
    EXPECT_EQ(polled(stream), POLLOUT);
    EXPECT_EQ(stream.send({"hello", 5}), 5U);
    EXPECT_EQ(polled(stream), both);
    EXPECT_EQ(received(stream, 4), "hell");
    EXPECT_EQ(received(stream), "o");
    EXPECT_EQ(polled(stream), POLLOUT);
}

TEST(EchoStream, TakesNoMoreThanAPipeUntilItIsReadFrom)
{
    EchoStream stream(std::make_shared<EchoLine>());
    const std::string much(100000, 'x');
    EXPECT_EQ(stream.send(much), 65536U);
    EXPECT_EQ(stream.send(much), std::nullopt);
    EXPECT_EQ(polled(stream), POLLIN);
    EXPECT_EQ(received(stream, 10).size(), 10U);
    EXPECT_EQ(polled(stream), both);
    EXPECT_EQ(stream.send(much), 10U);
}

TEST(EchoStream, EndsBehindWhatWasSentWhenItsLineIsTakenAway)
{
    const auto line = std::make_shared<EchoLine>();
    EchoStream stream(line);
    stream.send({"ab", 2});
    line->end();
    EXPECT_EQ(received(stream), "ab");
    EXPECT_EQ(polled(stream) & POLLIN, POLLIN);
    char room[4];
    EXPECT_EQ(stream.receive(room), 0U);
    EXPECT_THROW(stream.send({"x", 1}), Error);
}

TEST(EchoStream, FreesItsLineWhenItGoes)
{
    const auto line = std::make_shared<EchoLine>();
    {
        const EchoStream stream(line);
        EXPECT_FALSE(line->has_ended());
    }
    EXPECT_TRUE(line->has_ended());
}

} // namespace modvirt::stream
