// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/event_loop.hpp"

#include "base/failure.hpp"

#include "base/library_error.hpp"

#include <libvirt/libvirt.h>

namespace modvirt::cli {

namespace {

void ignore_timeout(int, void *) {}

} // namespace

EventLoop::EventLoop()
{
    if (virEventRegisterDefaultImpl() < 0)
        fail("cannot start the event loop");
    m_thread = std::thread(&EventLoop::run, this);
}

// A timeout that is due at once wakes the thread, so that it sees the flag.
EventLoop::~EventLoop()
{
    m_stop = true;
    const int timer = virEventAddTimeout(0, ignore_timeout, nullptr, nullptr);
    m_thread.join();
    if (timer >= 0)
        virEventRemoveTimeout(timer);
}

void EventLoop::run()
{
    while (!m_stop)
        if (virEventRunDefaultImpl() < 0)
            forget_library_error();
}

} // namespace modvirt::cli
