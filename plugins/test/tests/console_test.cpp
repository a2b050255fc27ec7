// SPDX-License-Identifier: LGPL-2.1-or-later
// Who is connected to a guest, and what is on its screen.
#include "fake_host.hpp"

#include "picture.hpp"

namespace modvirt::test::testing {
namespace {

constexpr uint32_t force = 1;

constexpr const char *lines =
    "<devices><serial type='pty'/><serial type='file'><source path='/x'/></serial>"
    "<console type='pty'><target type='virtio'/></console>"
    "<channel type='unix'><target type='virtio' name='org.agent'/></channel></devices>";

class ConsoleTest : public DriverTest {
protected:
    ErrorCode console(HeldStream &stream, std::optional<std::string_view> name = std::nullopt, uint32_t flags = 0)
    {
        auto sink = stream.sink();
        return failure_of([&] { m_driver->domain_open_console(m_domain, name, sink, flags); }).code;
    }

    ErrorCode channel(HeldStream &stream, std::optional<std::string_view> name = std::nullopt, uint32_t flags = 0)
    {
        auto sink = stream.sink();
        return failure_of([&] { m_driver->domain_open_channel(m_domain, name, sink, flags); }).code;
    }

    LiveDomain m_domain = start("a", 1, lines);
};

} // namespace

TEST_F(ConsoleTest, TheGuestEchoesWhatItIsTold)
{
    HeldStream stream;
    ASSERT_EQ(console(stream), ErrorCode::Ok);
    stream.send("hello");
    EXPECT_EQ(stream.receive(), "hello");
    EXPECT_FALSE(stream.is_at_end());
}

TEST_F(ConsoleTest, OneUserIsConnectedUntilAnotherForcesItsWay)
{
    HeldStream first;
    HeldStream second;
    ASSERT_EQ(console(first, "serial0"), ErrorCode::Ok);
    EXPECT_EQ(console(second, "serial0"), ErrorCode::OperationFailed);
    EXPECT_EQ(console(second, "serial0", 2), ErrorCode::OperationFailed);
    EXPECT_EQ(console(second, "serial0", force), ErrorCode::Ok);
    EXPECT_TRUE(first.is_at_end());
    first.close();
    HeldStream third;
    EXPECT_EQ(console(third, "serial0"), ErrorCode::OperationFailed);
    second.close();
    EXPECT_EQ(console(third, "serial0"), ErrorCode::Ok);
}

TEST_F(ConsoleTest, EachDeviceHasALineOfItsOwn)
{
    HeldStream first;
    HeldStream second;
    HeldStream third;
    EXPECT_EQ(console(first), ErrorCode::Ok);
    EXPECT_EQ(console(second, "serial0"), ErrorCode::Ok);
    EXPECT_EQ(channel(third), ErrorCode::Ok);
    first.send("x");
    EXPECT_EQ(second.receive(), "");
}

TEST_F(ConsoleTest, ChannelsGoByTheirNameInTheGuestToo)
{
    HeldStream first;
    HeldStream second;
    EXPECT_EQ(channel(first, "org.agent"), ErrorCode::Ok);
    EXPECT_EQ(channel(second, "channel0"), ErrorCode::OperationFailed);
    EXPECT_EQ(channel(second, "org.other"), ErrorCode::InternalError);
    EXPECT_EQ(channel(second, "channel0", 2), ErrorCode::InvalidArg);
}

TEST_F(ConsoleTest, WhatIsNoTerminalCannotBeConnectedTo)
{
    HeldStream stream;
    EXPECT_EQ(console(stream, "serial1"), ErrorCode::InternalError);
    EXPECT_EQ(console(stream, "net0"), ErrorCode::InternalError);
    EXPECT_EQ(console(stream, "serial0", 4), ErrorCode::InvalidArg);
}

TEST_F(ConsoleTest, TheLineEndsWithTheGuest)
{
    HeldStream stream;
    ASSERT_EQ(console(stream), ErrorCode::Ok);
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_TRUE(stream.is_at_end());
    HeldStream again;
    EXPECT_EQ(console(again), ErrorCode::OperationInvalid);
    m_driver->domain_create_with_flags(m_domain, 0);
    EXPECT_EQ(console(again), ErrorCode::Ok);
}

TEST_F(ConsoleTest, EveryScreenShowsATestCard)
{
    HeldStream stream;
    auto sink = stream.sink();
    EXPECT_EQ(m_driver->domain_screenshot(m_domain, sink, 5, 0), "image/png");
    const std::string picture = stream.receive();
    EXPECT_EQ(picture, test_card());
    EXPECT_EQ(picture.substr(0, 16), std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
    EXPECT_EQ(picture.substr(picture.size() - 12), std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12));
    EXPECT_TRUE(stream.is_at_end());
    EXPECT_EQ(failure_of([&] { m_driver->domain_screenshot(m_domain, sink, 0, 1); }).code, ErrorCode::InvalidArg);
}

} // namespace modvirt::test::testing
