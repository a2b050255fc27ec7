// SPDX-License-Identifier: LGPL-2.1-or-later
#include "qmp/client.hpp"

#include <future>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

#include "fake/peer.hpp"

namespace modvirt::qemu::qmp {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class QmpClient : public testing::Test {
protected:
    std::shared_ptr<Client> attach(fake::Peer &peer, std::size_t line_limit = default_line_limit)
    {
        Client::Handlers handlers;
        handlers.event = [this](const Event &event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event.name);
        };
        handlers.closed = [this](const std::string &reason) { m_closed.set_value(reason); };
        return Client::attach(m_poller, peer.take_client_end(), "vm1", handlers, line_limit);
    }

    std::string close_reason() { return m_closed.get_future().get(); }
    std::vector<std::string> events()
    {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_events;
    std::promise<std::string> m_closed;

protected:
    process::Poller m_poller{"qmp test"}; // last: its thread ends before what its callbacks use
};

template <class Call>
Error error_of(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return Error(ErrorCode::Ok, "");
}

TEST_F(QmpClient, GivesTheAnswerToTheCommandThatItBelongsTo)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::thread qemu([&] {
        peer.greet();
        const auto first = peer.hear();
        const auto second = peer.hear();
        peer.emit("STOP");
        peer.reply(second["id"], {{"of", second["execute"]}});
        peer.reply(first["id"], {{"of", first["execute"]}});
    });
    const auto answers = client->execute_all({{"query-a"}, {"query-b", {{"x", 1}}}});
    qemu.join();
    EXPECT_EQ((*answers[0].value)["of"], "query-a");
    EXPECT_EQ((*answers[1].value)["of"], "query-b");
    EXPECT_EQ(events(), std::vector<std::string>{"STOP"});
}

TEST_F(QmpClient, SaysWhatQemuRefused)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::thread qemu([&] { peer.refuse(peer.hear()["id"], "Device 'x' not found"); });
    const Error error = error_of([&] { client->execute("device_del"); });
    qemu.join();
    EXPECT_EQ(error.code(), ErrorCode::InternalError);
    EXPECT_STREQ(error.what(),
                 "unable to execute QEMU command 'device_del' in domain 'vm1': Device 'x' not found");
    EXPECT_TRUE(client->is_open());
}

TEST_F(QmpClient, GivesUpAtTheDeadlineNamingDomainAndCommandAndIgnoresTheLateAnswer)
{
    fake::Peer peer;
    const auto client = attach(peer);
    const Error error = error_of([&] { client->execute("query-status", Json::object(), 50ms); });
    EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
    EXPECT_THAT(error.what(), HasSubstr("domain 'vm1' did not answer 'query-status' within 50 ms"));
    std::thread qemu([&] {
        peer.reply(peer.hear()["id"], {{"late", true}});
        peer.reply(peer.hear()["id"], {{"late", false}});
    });
    EXPECT_FALSE(client->execute("query-status")["late"].get<bool>());
    qemu.join();
}

TEST_F(QmpClient, DoesNotWaitForADomainThatHangsWhenAnotherOneIsAsked)
{
    fake::Peer hung;
    fake::Peer healthy;
    const auto stuck = Client::attach(m_poller, hung.take_client_end(), "stuck", {});
    const auto client = attach(healthy);
    auto waiting =
        std::async(std::launch::async, [&] { return error_of([&] { stuck->execute("stop", {}, 500ms); }); });
    hung.hear();
    std::thread qemu([&] { healthy.reply(healthy.hear()["id"]); });
    client->execute("query-status");
    qemu.join();
    EXPECT_NE(waiting.wait_for(0ms), std::future_status::ready);
    EXPECT_THAT(waiting.get().what(), HasSubstr("'stuck'"));
}

TEST_F(QmpClient, ClosesAMonitorThatAnswersGarbageAndSaysSo)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::thread qemu([&] {
        peer.hear();
        peer.say("Segmentation fault\r\n");
    });
    const Error error = error_of([&] { client->execute("query-status"); });
    qemu.join();
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_STREQ(error.what(),
                 "the monitor of domain 'vm1' gave no answer to 'query-status': it sent what is no JSON "
                 "object: Segmentation fault");
    EXPECT_THAT(close_reason(), HasSubstr("no JSON object"));
    EXPECT_FALSE(client->is_open());
    EXPECT_THAT(error_of([&] { client->execute("stop"); }).what(), HasSubstr("'stop'"));
}

TEST_F(QmpClient, TellsAClosingInTheMiddleOfALine)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::thread qemu([&] {
        peer.hear();
        peer.say("{\"return\": {\"a\":");
        peer.hang_up();
    });
    EXPECT_THAT(error_of([&] { client->execute("query-status"); }).what(),
                HasSubstr("in the middle of a line"));
    qemu.join();
    EXPECT_THAT(close_reason(), HasSubstr("in the middle of a line"));
}

TEST_F(QmpClient, StopsAtALineWithoutEnd)
{
    fake::Peer peer;
    const auto client = attach(peer, 100'000);
    std::thread qemu([&] { peer.say("{\"return\": \"" + std::string(1'000'000, 'x')); });
    EXPECT_THAT(close_reason(), HasSubstr("a line of more than 100000 bytes"));
    client->close();
    qemu.join();
}

TEST_F(QmpClient, LetsOthersHaveTheirTurnWhileOneGuestFloods)
{
    fake::Peer flooding;
    fake::Peer healthy;
    std::atomic<bool> stop = false;
    std::atomic<uint64_t> heard = 0;
    Client::Handlers handlers;
    handlers.event = [&](const Event &) { ++heard; };
    const auto noisy = Client::attach(m_poller, flooding.take_client_end(), "noisy", handlers);
    std::thread flood([&] {
        while (!stop)
            flooding.emit("RTC_CHANGE", {{"offset", 1}});
    });
    while (heard == 0)
        std::this_thread::yield();
    const auto client = attach(healthy);
    std::thread qemu([&] {
        for (int round = 0; round < 20; ++round)
            healthy.reply(healthy.hear()["id"]);
    });
    for (int round = 0; round < 20; ++round)
        EXPECT_NO_THROW(client->execute("query-status"));
    qemu.join();
    stop = true;
    flood.join();
}

TEST_F(QmpClient, DoesNotBlockOnAMonitorThatReadsNothing)
{
    fake::Peer peer;
    const auto client = attach(peer);
    const Json large = {{"data", std::string(100'000, 'x')}};
    Error last(ErrorCode::Ok, "");
    for (int round = 0; round < 80; ++round)
        client->send({"human-monitor-command", large});
    EXPECT_THAT(error_of([&] { client->execute("stop", {}, 50ms); }).what(),
                HasSubstr("it does not read what it is sent"));
    client->close();
}

TEST_F(QmpClient, SendsWhatDidNotFitOnceTheMonitorReadsAgain)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::promise<void> sent;
    std::thread qemu([&] {
        sent.get_future().wait();
        for (int round = 0; round < 11; ++round)
            peer.reply(peer.hear()["id"]);
    });
    std::atomic<int> answered = 0;
    for (int round = 0; round < 10; ++round)
        client->send({"x", {{"data", std::string(100'000, 'x')}}},
                     [&](const Answer &answer) { answered += answer.ok(); });
    sent.set_value();
    client->execute("last");
    qemu.join();
    EXPECT_EQ(answered, 10);
}

TEST_F(QmpClient, AnswersAsynchronousCommandsAtTheLatestAtTheirDeadline)
{
    fake::Peer peer;
    const auto client = attach(peer);
    std::promise<Answer> late;
    client->send(
        {"quit"}, [&](const Answer &answer) { late.set_value(answer); }, 20ms);
    EXPECT_EQ(late.get_future().get().loss, Answer::Loss::Deadline);
    std::promise<Answer> lost;
    client->send({"quit"}, [&](const Answer &answer) { lost.set_value(answer); });
    peer.hang_up();
    EXPECT_EQ(lost.get_future().get().loss, Answer::Loss::Closed);
}

TEST_F(QmpClient, HandsADescriptorOver)
{
    fake::Peer peer;
    const auto client = attach(peer);
    const process::Fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    process::Fd received;
    std::thread qemu([&] {
        const auto command = peer.hear();
        received = peer.take_received();
        peer.reply(command["id"]);
    });
    client->execute(Command{"getfd", {{"fdname", "x"}}, file.get()});
    qemu.join();
    struct stat sent {
    }, got{};
    ASSERT_EQ(::fstat(file.get(), &sent), 0);
    ASSERT_EQ(::fstat(received.get(), &got), 0);
    EXPECT_EQ(sent.st_rdev, got.st_rdev);
}

TEST_F(QmpClient, CallsNothingMoreOnceItIsClosed)
{
    fake::Peer peer;
    std::atomic<int> calls = 0;
    Client::Handlers handlers;
    handlers.event = [&](const Event &) { ++calls; };
    handlers.closed = [&](const std::string &) { ++calls; };
    const auto client = Client::attach(m_poller, peer.take_client_end(), "vm1", handlers);
    client->close();
    peer.emit("STOP");
    std::promise<void> turn;
    m_poller.post([&] { turn.set_value(); });
    turn.get_future().wait();
    EXPECT_EQ(calls, 0);
}

} // namespace
} // namespace modvirt::qemu::qmp
