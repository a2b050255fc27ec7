// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/terminal.hpp"

#include "base/failure.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr int fatal_signals[] = {SIGHUP, SIGTERM, SIGQUIT, SIGINT, SIGPIPE, SIGABRT, SIGSEGV, SIGBUS};

// A signal handler reaches nothing but globals.
int raw_fd = -1;
struct termios saved_state {};

// Restores the terminal and lets the signal do what it would have done.
void restore_and_die(int signal_number)
{
    if (raw_fd >= 0)
        tcsetattr(raw_fd, TCSANOW, &saved_state);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void install(void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int number : fatal_signals)
        sigaction(number, &action, nullptr);
}

} // namespace

RawTerminal::RawTerminal(int fd) : m_fd(fd)
{
    if (!isatty(fd))
        return;
    if (tcgetattr(fd, &m_old) < 0)
        fail("unable to get tty attributes: {}", std::strerror(errno));
    saved_state = m_old;
    raw_fd = fd;
    install(restore_and_die);
    struct termios raw = m_old;
    cfmakeraw(&raw);
    if (tcsetattr(fd, TCSAFLUSH, &raw) < 0) {
        raw_fd = -1;
        install(SIG_DFL);
        fail("unable to set tty attributes: {}", std::strerror(errno));
    }
    m_changed = true;
}

RawTerminal::~RawTerminal()
{
    if (!m_changed)
        return;
    tcsetattr(m_fd, TCSAFLUSH, &m_old);
    raw_fd = -1;
    install(SIG_DFL);
}

int read_key()
{
    const RawTerminal raw(STDIN_FILENO);
    unsigned char key = 0;
    for (;;) {
        const ssize_t count = read(STDIN_FILENO, &key, 1);
        if (count == 1)
            return key;
        if (count < 0 && errno == EINTR)
            continue;
        return -1;
    }
}

} // namespace modvirt::cli
