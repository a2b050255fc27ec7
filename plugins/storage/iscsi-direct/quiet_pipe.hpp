// SPDX-License-Identifier: LGPL-2.1-or-later
// libiscsi writes data to its socket in a way that raises SIGPIPE when the server is gone, which ends programs that do not
// expect it. While one of these lives, its thread does not see the signal; whose it was before, it is again afterwards.
#pragma once

#include <csignal>

namespace modvirt::storage_iscsi_direct {

class QuietPipe {
public:
    QuietPipe() noexcept;
    ~QuietPipe();
    QuietPipe(const QuietPipe &) = delete;
    QuietPipe &operator=(const QuietPipe &) = delete;

private:
    sigset_t m_pipe{};
    sigset_t m_before{};
    bool m_was_pending = false; // that one is somebody else's
};

} // namespace modvirt::storage_iscsi_direct
