// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/event_queue.hpp"

#include "base/failure.hpp"

#include <cerrno>
#include <fmt/chrono.h>
#include <iterator>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

using Clock = std::chrono::steady_clock;

enum class Ending : uint8_t { Enough, TimedOut, Interrupted };

struct Waiting {
    bool loop;
    std::optional<Clock::time_point> deadline;
    unsigned received = 0;
};

int remaining_ms(const Waiting &waiting)
{
    if (!waiting.deadline)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*waiting.deadline - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

Ending wait_for_events(Session &session, EventQueue &queue, const InterruptGuard &interrupt, Waiting &waiting)
{
    pollfd fds[] = {{queue.descriptor(), POLLIN, 0}, {interrupt.descriptor(), POLLIN, 0}};
    for (;;) {
        const int left_ms = remaining_ms(waiting);
        const int ready = poll(fds, std::size(fds), left_ms);
        if (ready < 0 && errno != EINTR)
            fail("cannot wait for events");
        for (const std::string &line : queue.take()) {
            session.out.write(line);
            ++waiting.received;
            if (!waiting.loop)
                return Ending::Enough;
        }
        static_cast<void>(session.out.flush());
        if (interrupt.was_interrupted())
            return Ending::Interrupted;
        if (waiting.deadline && Clock::now() >= *waiting.deadline)
            return Ending::TimedOut;
    }
}

} // namespace

std::string stamp_text(Stamp stamp)
{
    if (stamp == Stamp::None)
        return {};
    const auto now = std::chrono::system_clock::now();
    const auto whole = std::chrono::time_point_cast<std::chrono::seconds>(now);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(now - whole);
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03}+0000: ",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest.count());
}

EventQueue::EventQueue() : m_fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_fd < 0)
        fail("cannot create an eventfd to wait for events");
}

EventQueue::~EventQueue()
{
    close(m_fd);
}

void EventQueue::push(std::string line)
{
    const std::scoped_lock lock(m_mutex);
    m_lines.push_back(std::move(line));
    const uint64_t one = 1;
    static_cast<void>(!write(m_fd, &one, sizeof one));
}

std::deque<std::string> EventQueue::take()
{
    const std::scoped_lock lock(m_mutex);
    uint64_t count = 0;
    static_cast<void>(!read(m_fd, &count, sizeof count));
    return std::exchange(m_lines, {});
}

void print_events(Session &session, const Arguments &arguments, EventQueue &queue,
                  const InterruptGuard &interrupt)
{
    Waiting waiting{arguments.has("loop"), std::nullopt};
    if (const auto timeout_ms = arguments.timeout_ms())
        waiting.deadline = Clock::now() + std::chrono::milliseconds(*timeout_ms);
    const Ending ending = wait_for_events(session, queue, interrupt, waiting);
    if (ending == Ending::TimedOut)
        session.out.print("event loop timed out\n");
    else if (ending == Ending::Interrupted)
        session.out.print("event loop interrupted\n");
    session.out.print("events received: {}\n", waiting.received);
    if (waiting.received == 0)
        fail();
}

} // namespace modvirt::cli
