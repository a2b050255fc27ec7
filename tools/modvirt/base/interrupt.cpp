// SPDX-License-Identifier: LGPL-2.1-or-later
// A handler may only write to a pipe; whoever waits polls the other end.
#include "base/interrupt.hpp"

#include "base/failure.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

// The signal handler needs it, so it cannot live in an object.
int signal_pipe[2] = {-1, -1};

void note_signal(int)
{
    const int saved = errno;
    const char byte = 0;
    static_cast<void>(!write(signal_pipe[1], &byte, 1));
    errno = saved;
}

} // namespace

InterruptGuard::InterruptGuard()
{
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
        fail("cannot create a pipe to wait for an interrupt");
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &m_old);
}

InterruptGuard::~InterruptGuard()
{
    sigaction(SIGINT, &m_old, nullptr);
    close(signal_pipe[0]);
    close(signal_pipe[1]);
}

int InterruptGuard::descriptor() const
{
    return signal_pipe[0];
}

bool InterruptGuard::was_interrupted() const
{
    char byte = 0;
    return read(signal_pipe[0], &byte, 1) == 1;
}

} // namespace modvirt::cli
