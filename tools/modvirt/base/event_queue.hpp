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
#include <span>
#include <string>

namespace modvirt::cli {

// How an event is printed: as a line, after the time with --timestamp, or as an object of JSON in a line of its own.
enum class EventForm : uint8_t { Plain, Stamped, Json };

EventForm event_form(const Session &session, const Arguments &arguments);

// What happened to what.
struct EventText {
    std::string event;  // "lifecycle"
    std::string object; // "domain", "network" and so on
    std::string name;   // of the object
    std::string detail; // "Started Booted"; may be empty
};

// "2026-01-31 12:00:00.123+0000: " in front of a stamped event, otherwise nothing.
std::string stamp_text(EventForm form);
// {"time": ..., "event": ..., "object": ..., "name": ..., "detail": ...} and a line end.
std::string event_json(const EventText &text);

// Prints the names of the events there are.
void print_event_names(Session &session, const Arguments &arguments, std::span<const std::string_view> names);

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

// Prints events as they come until one suffices (without --loop), --timeout is over or ^C was pressed, and, where no JSON
// is asked for, how many they were. Throws when there was none.
void print_events(Session &session, const Arguments &arguments, EventQueue &queue,
                  const InterruptGuard &interrupt);

} // namespace modvirt::cli
