// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/event_queue.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"

#include <cerrno>
#include <ctime>
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

// The present in UTC, with milliseconds between `layout` and `end`.
std::string now_text(const char *layout, std::string_view end)
{
    const auto now = std::chrono::system_clock::now();
    const auto whole = std::chrono::time_point_cast<std::chrono::seconds>(now);
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(now - whole);
    const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const size_t size = std::strftime(text, sizeof text, layout, &parts);
    return fmt::format("{}.{:03}{}", std::string_view(text, size), rest.count(), end);
}

Ending wait_for_events(Session &session, EventQueue &queue, const InterruptGuard &interrupt, Waiting &waiting)
{
    pollfd fds[] = {{queue.descriptor(), POLLIN, 0}, {interrupt.descriptor(), POLLIN, 0}};
    for (;;) {
        const int left_ms = remaining_ms(waiting);
        const int ready = poll(fds, std::size(fds), left_ms);
        if (ready < 0 && errno != EINTR)
            fail("cannot wait for events");
        // Asked for first: what came before ^C is still printed.
        const bool interrupted = interrupt.was_interrupted();
        for (const std::string &line : queue.take()) {
            session.out.write(line);
            ++waiting.received;
            if (!waiting.loop)
                return Ending::Enough;
        }
        static_cast<void>(session.out.flush());
        if (interrupted)
            return Ending::Interrupted;
        if (waiting.deadline && Clock::now() >= *waiting.deadline)
            return Ending::TimedOut;
    }
}

} // namespace

EventForm event_form(const Session &session, const Arguments &arguments)
{
    if (wants_json(session, arguments))
        return EventForm::Json;
    return arguments.has("timestamp") ? EventForm::Stamped : EventForm::Plain;
}

std::string stamp_text(EventForm form)
{
    return form == EventForm::Stamped ? now_text("%Y-%m-%d %H:%M:%S", "+0000: ") : std::string();
}

std::string event_json(const EventText &text)
{
    const size_t end = text.detail.find_last_not_of(" \n");
    const std::string detail = text.detail.substr(0, end + 1);
    const JsonValue json = {{"time", now_text("%Y-%m-%dT%H:%M:%S", "Z")},
                            {"event", json_text(text.event)},
                            {"object", text.object},
                            {"name", json_text(text.name)},
                            {"detail", detail.empty() ? JsonValue(nullptr) : json_text(detail)}};
    return json.dump(-1, ' ', false, JsonValue::error_handler_t::replace) + "\n";
}

void print_event_names(Session &session, const Arguments &arguments, std::span<const std::string_view> names)
{
    if (wants_json(session, arguments))
        return print_json(session, std::vector<std::string>(names.begin(), names.end()));
    for (const std::string_view name : names)
        session.out.print("{}\n", name);
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
    if (!wants_json(session, arguments)) {
        if (ending == Ending::TimedOut)
            session.out.print("event loop timed out\n");
        else if (ending == Ending::Interrupted)
            session.out.print("event loop interrupted\n");
        session.out.print("events received: {}\n", waiting.received);
    }
    if (waiting.received == 0)
        fail();
}

} // namespace modvirt::cli
