// SPDX-License-Identifier: LGPL-2.1-or-later
// ^C while a command waits: it ends the waiting instead of the program.
#pragma once

#include <csignal>

namespace modvirt::cli {

// As long as one lives, SIGINT is only noted.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard &) = delete;
    InterruptGuard &operator=(const InterruptGuard &) = delete;

    // A descriptor that becomes readable at ^C.
    [[nodiscard]] int descriptor() const;
    // True once for every ^C.
    [[nodiscard]] bool was_interrupted() const;

private:
    struct sigaction m_old {};
};

} // namespace modvirt::cli
