// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/pty_program.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace modvirt::cli::testing {

namespace {

constexpr auto deadline = std::chrono::seconds(20);
using Clock = std::chrono::steady_clock;

} // namespace

PtyProgram::PtyProgram(const std::vector<std::string> &words)
{
    start([&words] {
        std::vector<char *> arguments;
        for (const std::string &word : words)
            arguments.push_back(const_cast<char *>(word.c_str()));
        arguments.push_back(nullptr);
        setenv("TERM", "dumb", 1);
        execvp(arguments[0], arguments.data());
        return 127;
    });
}

PtyProgram::PtyProgram(const std::function<int()> &body)
{
    start(body);
}

void PtyProgram::start(const std::function<int()> &body)
{
    winsize size{24, 200, 0, 0};
    m_child = forkpty(&m_fd, nullptr, nullptr, &size);
    if (m_child < 0)
        throw std::runtime_error("forkpty");
    if (m_child == 0)
        _exit(body());
}

PtyProgram::~PtyProgram()
{
    if (m_child > 0) {
        kill(m_child, SIGKILL);
        waitpid(m_child, nullptr, 0);
    }
    close(m_fd);
}

void PtyProgram::send(const std::string &text)
{
    static_cast<void>(!write(m_fd, text.data(), text.size()));
}

bool PtyProgram::read_some(int timeout_ms)
{
    pollfd fd{m_fd, POLLIN, 0};
    if (poll(&fd, 1, timeout_ms) <= 0)
        return true;
    char buffer[4096];
    const ssize_t count = read(m_fd, buffer, sizeof buffer);
    if (count <= 0)
        return false;
    m_shown.append(buffer, static_cast<size_t>(count));
    return true;
}

bool PtyProgram::expect(const std::string &text)
{
    const auto end = Clock::now() + deadline;
    for (;;) {
        const size_t found = m_shown.find(text, m_seen);
        if (found != std::string::npos) {
            m_seen = found + text.size();
            return true;
        }
        if (Clock::now() > end || !read_some(100))
            return m_shown.find(text, m_seen) != std::string::npos;
    }
}

bool PtyProgram::expect_raw()
{
    const auto end = Clock::now() + deadline;
    while (!is_raw() && Clock::now() < end)
        read_some(10);
    return is_raw();
}

int PtyProgram::wait_for_exit()
{
    const auto end = Clock::now() + deadline;
    while (Clock::now() < end) {
        int status = 0;
        read_some(20);
        if (waitpid(m_child, &status, WNOHANG) != m_child)
            continue;
        while (read_some(0)) {
            pollfd fd{m_fd, POLLIN, 0};
            if (poll(&fd, 1, 0) <= 0 || !(fd.revents & POLLIN))
                break;
        }
        m_child = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return -1;
}

void PtyProgram::send_signal(int number) const
{
    kill(m_child, number);
}

void PtyProgram::resize(unsigned short rows, unsigned short columns) const
{
    const winsize size{rows, columns, 0, 0};
    ioctl(m_fd, TIOCSWINSZ, &size);
}

bool PtyProgram::is_raw() const
{
    struct termios state {};
    tcgetattr(m_fd, &state);
    return (state.c_lflag & (ICANON | ECHO)) == 0;
}

} // namespace modvirt::cli::testing
