// SPDX-License-Identifier: LGPL-2.1-or-later
// What the commands that wait for events have in common: the lines that callbacks write, the waiting, and what is said
// at its end. Which events there are belongs in the commands.
#pragma once

#include "base/interrupt.hpp"
#include "base/session.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace modvirt::cli {

enum class Stamp : uint8_t { None, Shown };

// "2026-01-31 12:00:00.123+0000: " in front of an event, or nothing.
std::string stamp_text(Stamp stamp);

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

// Prints events as they come until one suffices (without --loop), --timeout is over or ^C was pressed, and how many
// they were. Throws when there was none.
void print_events(Session &session, const Arguments &arguments, EventQueue &queue,
                  const InterruptGuard &interrupt);

} // namespace modvirt::cli
