// SPDX-License-Identifier: LGPL-2.1-or-later
// The terminal in raw mode, and back to what it was on every way out.
#pragma once

#include <termios.h>

namespace modvirt::cli {

// Puts the terminal on `fd` in raw mode as long as one lives, and also when the program is ended by a signal.
// Does nothing where `fd` is no terminal.
class RawTerminal {
public:
    explicit RawTerminal(int fd);
    ~RawTerminal();
    RawTerminal(const RawTerminal &) = delete;
    RawTerminal &operator=(const RawTerminal &) = delete;

private:
    int m_fd;
    bool m_changed = false;
    struct termios m_old {};
};

// One key from standard input, without waiting for a line end; -1 at the end of input.
int read_key();

} // namespace modvirt::cli
