// SPDX-License-Identifier: LGPL-2.1-or-later
#include "console/resize_guard.hpp"

#include "base/failure.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace modvirt::cli {

ResizeGuard::ResizeGuard()
{
    sigset_t resized;
    sigemptyset(&resized);
    sigaddset(&resized, SIGWINCH);
    m_fd = signalfd(-1, &resized, SFD_CLOEXEC | SFD_NONBLOCK);
    if (m_fd < 0)
        fail("cannot watch the size of the terminal");
    pthread_sigmask(SIG_BLOCK, &resized, &m_old_mask);
}

ResizeGuard::~ResizeGuard()
{
    pthread_sigmask(SIG_SETMASK, &m_old_mask, nullptr);
    close(m_fd);
}

bool ResizeGuard::was_resized() const
{
    signalfd_siginfo info;
    return read(m_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info);
}

} // namespace modvirt::cli
