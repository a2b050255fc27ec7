// SPDX-License-Identifier: LGPL-2.1-or-later
// The thread that serves the library's default event implementation, for the commands that wait for
// something: events, consoles, the interactive shell.
#pragma once

#include <atomic>
#include <thread>

namespace modvirt::cli {

class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;

private:
    void run();

    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace modvirt::cli
