// SPDX-License-Identifier: LGPL-2.1-or-later
#include "quiet_pipe.hpp"

#include <cerrno>
#include <ctime>

#include <pthread.h>

namespace modvirt::storage_iscsi_direct {

QuietPipe::QuietPipe() noexcept
{
    sigset_t pending{};
    ::sigpending(&pending);
    m_was_pending = ::sigismember(&pending, SIGPIPE) == 1;
    ::sigemptyset(&m_pipe);
    ::sigaddset(&m_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
}

QuietPipe::~QuietPipe()
{
    const timespec no_time{};
    const int error = errno;
    while (!m_was_pending && ::sigtimedwait(&m_pipe, nullptr, &no_time) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    errno = error;
}

} // namespace modvirt::storage_iscsi_direct
