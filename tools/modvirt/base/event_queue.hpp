// SPDX-License-Identifier: LGPL-2.1-or-later
// Events on their way from the library's thread to a command that waits for them.
#pragma once

#include "base/interrupt.hpp"
#include "base/session.hpp"

#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace modvirt::cli {

// Lines that the event loop's thread hands to the command's.
class EventQueue {
public:
    EventQueue();
    ~EventQueue();
    EventQueue(const EventQueue &) = delete;
    EventQueue &operator=(const EventQueue &) = delete;

    void push(std::string line);
    std::deque<std::string> take();
    [[nodiscard]] int descriptor() const { return m_fd; }

private:
    int m_fd;
    std::mutex m_mutex;
    std::deque<std::string> m_lines;
};

// Prints events as they come until one suffices (all of them with `loop`), time is up or ^C was pressed, and
// then how many there were; throws when there were none.
void report_events(Session &session, EventQueue &queue, const InterruptGuard &interrupt, bool loop,
                   std::optional<int> timeout_ms);

} // namespace modvirt::cli
