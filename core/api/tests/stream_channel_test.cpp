// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams that a driver has attached its end to, by the C++ form of the SDK.
#include <atomic>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <modvirt/plugin.hpp>

#include "support.hpp"

namespace modvirt::testing {

namespace {

using ::testing::ElementsAre;

// What the driver's ends do, and what they are told.
struct World {
    int fd = -1;                      // of ends that have one
    std::string bytes;                // of ends that have none
    bool is_sparse = false;           // then 'h' stands for a byte of a hole
    std::string failure;              // why every transfer and finish fails
    bool attaches = true;
    bool slot_fails = false;
    std::vector<std::string> log;     // of what ends are told last
    std::string sent;
};

World *world = nullptr;

class End : public ByteStream {
public:
    ~End() override { world->log.push_back("free"); }
    [[nodiscard]] int descriptor() const override { return world->fd; }
    std::optional<size_t> receive(std::span<char> room) override
    {
        fail_if_asked();
        if (world->fd < 0) {
            const size_t count = world->bytes.copy(room.data(), room.size());
            world->bytes.erase(0, count);
            return count;
        }
        const ssize_t got = ::read(world->fd, room.data(), room.size());
        return got < 0 ? std::nullopt : std::optional(static_cast<size_t>(got));
    }
    std::optional<size_t> send(std::span<const char> bytes) override
    {
        fail_if_asked();
        if (world->fd < 0) {
            world->sent.append(bytes.data(), bytes.size());
            return bytes.size();
        }
        const ssize_t sent = ::write(world->fd, bytes.data(), bytes.size());
        return sent < 0 ? std::nullopt : std::optional(static_cast<size_t>(sent));
    }
    [[nodiscard]] bool has_holes() const override { return world->is_sparse; }
    Extent extent() override
    {
        const bool is_data = !world->bytes.starts_with('h');
        const size_t end = is_data ? world->bytes.find('h') : world->bytes.find_first_not_of('h');
        return {is_data, std::min(end, world->bytes.size())};
    }
    void skip(uint64_t length) override { world->bytes.erase(0, length); }
    void send_hole(uint64_t length) override { world->sent.append(length, 'h'); }
    void finish() override
    {
        world->log.emplace_back("finish");
        fail_if_asked();
    }
    void abort() noexcept override { world->log.emplace_back("abort"); }

private:
    static void fail_if_asked()
    {
        if (!world->failure.empty())
            throw Error(ErrorCode::OperationFailed, world->failure);
    }
};

int32_t open_console(modvirt_session *, const modvirt_domain_ref *, const char *, const modvirt_stream_sink *stream,
                     uint32_t, const modvirt_call *call)
{
    return detail::guard(call, [&] {
        if (world->attaches)
            StreamSink(stream).attach(std::make_unique<End>());
        if (world->slot_fails)
            throw Error(ErrorCode::OperationFailed, "no console today");
    });
}

struct StreamChannelTest : ApiTest {
    StreamChannelTest()
    {
        virEventRegisterDefaultImpl();
        world = &mine;
        connection.table().domain_open_console = &open_console;
        domain = connection.new_domain("web", 1);
    }
    ~StreamChannelTest() override
    {
        if (stream != nullptr)
            virStreamFree(stream);
        virDomainFree(domain);
        if (mine.fd >= 0) {
            ::close(mine.fd);
            ::close(peer);
        }
    }
    // A driver's end that is ready when `peer` makes it so.
    void use_descriptor()
    {
        int fds[2] = {-1, -1};
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
        mine.fd = fds[0];
        peer = fds[1];
        fcntl(mine.fd, F_SETFL, O_NONBLOCK);
    }
    void open(unsigned int flags = 0)
    {
        stream = virStreamNew(connection.get(), flags);
        ASSERT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), 0);
    }
    std::string receive(size_t size, unsigned int flags = 0)
    {
        std::string text(size, '?');
        const int got = virStreamRecvFlags(stream, text.data(), size, flags);
        return got < 0 ? std::to_string(got) : text.substr(0, static_cast<size_t>(got));
    }
    // Runs the event loop until `count` callbacks have come.
    void run_until(size_t count)
    {
        while (events.size() < count)
            ASSERT_EQ(virEventRunDefaultImpl(), 0);
    }
    int listen(int which)
    {
        const auto note = [](virStreamPtr, int came, void *self) {
            static_cast<StreamChannelTest *>(self)->events.push_back(came);
        };
        return virStreamEventAddCallback(stream, which, note, this,
                                         [](void *self) { ++static_cast<StreamChannelTest *>(self)->given_back; });
    }

    World mine;
    int peer = -1;
    PlainConnection connection;
    virDomainPtr domain = nullptr;
    virStreamPtr stream = nullptr;
    std::vector<int> events;
    int given_back = 0;
};

} // namespace

TEST_F(StreamChannelTest, MovesBytesUntilItIsFinished)
{
    mine.bytes = "hello";
    open();
    EXPECT_EQ(receive(3), "hel");
    EXPECT_EQ(receive(0), "");
    EXPECT_EQ(receive(9), "lo");
    EXPECT_EQ(receive(9), "");
    EXPECT_EQ(virStreamSend(stream, "abc", 3), 3);
    EXPECT_EQ(mine.sent, "abc");
    EXPECT_EQ(virStreamFinish(stream), 0);
    EXPECT_THAT(mine.log, ElementsAre("finish", "free"));
}

TEST_F(StreamChannelTest, IsNotOpenOnceItHasEnded)
{
    open();
    EXPECT_EQ(virStreamAbort(stream), 0);
    EXPECT_THAT(mine.log, ElementsAre("abort", "free"));
    EXPECT_EQ(receive(3), "-1");
    EXPECT_EQ(last_code(), VIR_ERR_INTERNAL_ERROR);
    EXPECT_EQ(last_message(), "internal error: stream is not open");
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_STREAMS);
    EXPECT_EQ(virStreamSendHole(stream, 5, 0), -1);
    EXPECT_EQ(listen(VIR_STREAM_EVENT_READABLE), -1);
    EXPECT_EQ(virStreamFinish(stream), 0);
    EXPECT_EQ(virStreamAbort(stream), 0);
    mine.bytes = "again";
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), 0);
    EXPECT_EQ(receive(9), "again");
}

TEST_F(StreamChannelTest, IsAbortedWhenItIsFreedOrAttachedAgain)
{
    open();
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), 0);
    EXPECT_THAT(mine.log, ElementsAre("abort", "free"));
    virStreamFree(std::exchange(stream, nullptr));
    EXPECT_THAT(mine.log, ElementsAre("abort", "free", "abort", "free"));
}

TEST_F(StreamChannelTest, ReportsWhyTheDriversEndFails)
{
    open();
    mine.failure = "the guest is on fire";
    EXPECT_EQ(receive(3), "-1");
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_FAILED);
    EXPECT_EQ(last_message(), "operation failed: the guest is on fire");
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_STREAMS);
}

TEST_F(StreamChannelTest, IsOverOnceTheDriversEndHasFailed)
{
    open();
    mine.failure = "the guest is on fire";
    EXPECT_EQ(virStreamSend(stream, "abc", 3), -1);
    EXPECT_THAT(mine.log, ElementsAre("abort", "free")) << "what it held is free again";
    mine.failure.clear();
    EXPECT_EQ(receive(3), "-1");
    EXPECT_EQ(last_message(), "operation failed: the guest is on fire");
    EXPECT_EQ(listen(VIR_STREAM_EVENT_READABLE), -1);
    EXPECT_EQ(virStreamFinish(stream), -1) << "not all has arrived";
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_FAILED);
    EXPECT_EQ(last_message(), "operation failed: the guest is on fire");
    EXPECT_EQ(virStreamAbort(stream), 0);
    mine.bytes = "again";
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), 0);
    EXPECT_EQ(receive(9), "again");
    EXPECT_EQ(virStreamFinish(stream), 0);
}

TEST_F(StreamChannelTest, ReportsWhyItCannotBeFinished)
{
    open();
    mine.failure = "the disk is full";
    EXPECT_EQ(virStreamFinish(stream), -1);
    EXPECT_EQ(last_message(), "operation failed: the disk is full");
    EXPECT_THAT(mine.log, ElementsAre("finish", "free"));
}

TEST_F(StreamChannelTest, KeepsNoEndOfACallThatFails)
{
    stream = virStreamNew(connection.get(), 0);
    mine.slot_fails = true;
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), -1);
    EXPECT_EQ(last_message(), "operation failed: no console today");
    EXPECT_THAT(mine.log, ElementsAre("abort", "free"));
    EXPECT_EQ(receive(3), "-1");
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    mine = {};
    mine.attaches = false;
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INTERNAL_ERROR);
}

TEST_F(StreamChannelTest, BelongsToOneConnection)
{
    const PlainConnection other;
    stream = virStreamNew(other.get(), 0);
    EXPECT_EQ(virDomainOpenConsole(domain, nullptr, stream, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_THAT(last_message(), ::testing::HasSubstr("stream must match connection of domain 'web'"));
    virStreamFree(std::exchange(stream, nullptr));
}

TEST_F(StreamChannelTest, StopsAtHolesOnlyWhenAsked)
{
    mine.is_sparse = true;
    mine.bytes = "abhhhcd";
    open();
    EXPECT_EQ(receive(9), "ab");
    EXPECT_EQ(receive(9, VIR_STREAM_RECV_STOP_AT_HOLE), "-3");
    EXPECT_EQ(receive(2), std::string(2, '\0'));
    long long length = -1;
    EXPECT_EQ(virStreamRecvHole(stream, &length, 0), 0);
    EXPECT_EQ(length, 1);
    EXPECT_EQ(virStreamRecvHole(stream, &length, 0), 0);
    EXPECT_EQ(length, 0);
    EXPECT_EQ(receive(9, VIR_STREAM_RECV_STOP_AT_HOLE), "cd");
    EXPECT_EQ(receive(9, VIR_STREAM_RECV_STOP_AT_HOLE), "");
}

TEST_F(StreamChannelTest, SendsHolesToAnEndThatKnowsThem)
{
    open();
    EXPECT_EQ(virStreamSendHole(stream, 3, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    virStreamFree(stream);
    mine.is_sparse = true;
    open();
    EXPECT_EQ(virStreamSendHole(stream, 3, 0), 0);
    EXPECT_EQ(mine.sent, "hhh");
    EXPECT_EQ(virStreamSendHole(stream, 0, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(virStreamSendHole(stream, 3, 8), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_F(StreamChannelTest, IsMovedAsAWholeWithItsHoles)
{
    mine.is_sparse = true;
    mine.bytes = "abhhhcd";
    open();
    std::string got;
    const auto take = [](virStreamPtr, const char *data, size_t size, void *to) {
        static_cast<std::string *>(to)->append(data, size);
        return static_cast<int>(size);
    };
    const auto take_hole = [](virStreamPtr, long long length, void *to) {
        static_cast<std::string *>(to)->append(static_cast<size_t>(length), '.');
        return 0;
    };
    EXPECT_EQ(virStreamSparseRecvAll(stream, take, take_hole, &got), 0);
    EXPECT_EQ(got, "ab...cd");
}

TEST_F(StreamChannelTest, WaitsForTheDriversEndUnlessToldNotTo)
{
    use_descriptor();
    open();
    std::thread writer([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        EXPECT_EQ(::write(peer, "late", 4), 4);
    });
    EXPECT_EQ(receive(9), "late");
    writer.join();
    virStreamFree(stream);
    open(VIR_STREAM_NONBLOCK);
    EXPECT_EQ(receive(9), "-2");
    EXPECT_EQ(virGetLastErrorCode(), VIR_ERR_OK);
    const std::string much(1 << 16, 'x');
    int sent = 0;
    while (sent >= 0)
        sent = virStreamSend(stream, much.data(), much.size());
    EXPECT_EQ(sent, -2);
}

TEST_F(StreamChannelTest, EndsTheWaitWhenAnotherThreadAborts)
{
    use_descriptor();
    open();
    std::string answer;
    std::thread reader([&] {
        answer = receive(9);
        EXPECT_EQ(last_message(), "internal error: stream is not open");
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(virStreamAbort(stream), 0);
    reader.join();
    EXPECT_EQ(answer, "-1");
}

TEST_F(StreamChannelTest, CallsBackWhenItsDescriptorIsReady)
{
    use_descriptor();
    open(VIR_STREAM_NONBLOCK);
    ASSERT_EQ(listen(VIR_STREAM_EVENT_READABLE), 0);
    EXPECT_EQ(listen(VIR_STREAM_EVENT_READABLE), -1);
    EXPECT_EQ(last_message(), "internal error: stream already has a callback registered");
    EXPECT_EQ(::write(peer, "x", 1), 1);
    run_until(1);
    EXPECT_EQ(virStreamEventUpdateCallback(stream, VIR_STREAM_EVENT_WRITABLE), 0);
    run_until(2);
    EXPECT_THAT(events, ElementsAre(VIR_STREAM_EVENT_READABLE, VIR_STREAM_EVENT_WRITABLE));
    EXPECT_EQ(virStreamEventRemoveCallback(stream), 0);
    EXPECT_EQ(given_back, 1);
    EXPECT_EQ(virStreamEventRemoveCallback(stream), -1);
    EXPECT_EQ(last_message(), "internal error: stream does not have a callback registered");
    EXPECT_EQ(virStreamEventUpdateCallback(stream, 1), -1);
}

TEST_F(StreamChannelTest, CallsBackInEveryRoundWhenItIsAlwaysReady)
{
    open();
    ASSERT_EQ(listen(VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP), 0);
    run_until(2);
    EXPECT_THAT(events, ElementsAre(VIR_STREAM_EVENT_READABLE, VIR_STREAM_EVENT_READABLE));
    EXPECT_EQ(virStreamFinish(stream), 0);
    EXPECT_EQ(events.size(), 2U);
    EXPECT_EQ(given_back, 1);
}

TEST_F(StreamChannelTest, TellsACallbackThatItWasAborted)
{
    use_descriptor();
    open(VIR_STREAM_NONBLOCK);
    ASSERT_EQ(listen(VIR_STREAM_EVENT_READABLE), 0);
    EXPECT_EQ(virStreamAbort(stream), 0);
    EXPECT_THAT(events, ElementsAre(VIR_STREAM_EVENT_ERROR));
    EXPECT_EQ(given_back, 1);
    virStreamFree(stream);
    open(VIR_STREAM_NONBLOCK);
    ASSERT_EQ(listen(VIR_STREAM_EVENT_READABLE), 0);
    virStreamFree(std::exchange(stream, nullptr));
    EXPECT_EQ(events.size(), 1U);
    EXPECT_EQ(given_back, 2);
}

TEST_F(StreamChannelTest, MayBeFreedByItsOwnCallback)
{
    open();
    const auto free_it = [](virStreamPtr ready, int, void *self) {
        ++static_cast<StreamChannelTest *>(self)->given_back;
        virStreamFree(ready);
    };
    ASSERT_EQ(virStreamEventAddCallback(stream, VIR_STREAM_EVENT_READABLE, free_it, this, nullptr), 0);
    stream = nullptr;
    while (given_back == 0)
        ASSERT_EQ(virEventRunDefaultImpl(), 0);
    EXPECT_THAT(mine.log, ElementsAre("abort", "free"));
}

TEST_F(StreamChannelTest, MayBeUsedByThreadsWhileItsLoopRuns)
{
    use_descriptor();
    open(VIR_STREAM_NONBLOCK);
    std::atomic<bool> is_over{false};
    const auto drain = [](virStreamPtr from, int, void *) {
        char room[64];
        while (virStreamRecv(from, room, sizeof room) > 0) {
        }
    };
    std::thread loop([&] {
        while (!is_over)
            virEventRunDefaultImpl();
    });
    for (int round = 0; round < 200; ++round) {
        ASSERT_EQ(virStreamEventAddCallback(stream, VIR_STREAM_EVENT_READABLE, drain, nullptr, nullptr), 0);
        EXPECT_EQ(::write(peer, "x", 1), 1);
        EXPECT_EQ(virStreamSend(stream, "y", 1), 1);
        ASSERT_EQ(virStreamEventRemoveCallback(stream), 0);
    }
    EXPECT_EQ(virStreamAbort(stream), 0);
    is_over = true;
    const int timer = virEventAddTimeout(0, [](int, void *) {}, nullptr, nullptr);
    loop.join();
    virEventRemoveTimeout(timer);
}

} // namespace modvirt::testing
