// SPDX-License-Identifier: LGPL-2.1-or-later
// Changes of the terminal's size while a console is shown.
#pragma once

#include <csignal>

namespace modvirt::cli {

// As long as one lives, SIGWINCH is noted.
class ResizeGuard {
public:
    ResizeGuard();
    ~ResizeGuard();
    ResizeGuard(const ResizeGuard &) = delete;
    ResizeGuard &operator=(const ResizeGuard &) = delete;

    // Becomes readable when the size has changed.
    [[nodiscard]] int descriptor() const { return m_fd; }
    // True when it has changed since the last call.
    [[nodiscard]] bool was_resized() const;

private:
    int m_fd;
    sigset_t m_old_mask{};
};

} // namespace modvirt::cli
