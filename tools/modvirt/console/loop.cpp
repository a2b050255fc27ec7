// SPDX-License-Identifier: LGPL-2.1-or-later
#include "console/loop.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"
#include "console/resize_guard.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr size_t chunk_size = 4096;

class ConsoleSession {
public:
    ConsoleSession(ConsoleLink &link, char escape)
        : m_link(link), m_escape(escape), m_is_terminal(isatty(STDIN_FILENO))
    {
    }

    void run()
    {
        const ResizeGuard resize;
        m_link.resize(STDIN_FILENO);
        while (!m_done) {
            pollfd fds[] = {
                {wants_input() ? STDIN_FILENO : -1, POLLIN, 0},
                {m_link.descriptor(), static_cast<short>(POLLIN | (m_pending.empty() ? 0 : POLLOUT)), 0},
                {resize.descriptor(), POLLIN, 0}};
            if (poll(fds, std::size(fds), -1) < 0 && errno != EINTR)
                fail("cannot wait for the console");
            if (resize.was_resized())
                m_link.resize(STDIN_FILENO);
            if (fds[1].revents & POLLOUT)
                write_pending();
            if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
                read_console();
            if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
                read_input();
        }
    }

private:
    // A guest that reads slowly must not make this process hoard its input.
    [[nodiscard]] bool wants_input() const { return !m_input_ended && m_pending.size() < 16 * chunk_size; }

    void read_console()
    {
        char buffer[chunk_size];
        const ssize_t count = read(m_link.descriptor(), buffer, sizeof buffer);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        // The last process that held the other end of a pseudo terminal has gone: that reads as EIO.
        if (count <= 0 || !write_all(STDOUT_FILENO, buffer, static_cast<size_t>(count)))
            m_done = true;
    }

    void read_input()
    {
        char buffer[chunk_size];
        const ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0) {
            // A terminal that is gone ends the session; a file that is read to its end leaves the guest
            // talking.
            m_input_ended = true;
            m_done = m_is_terminal;
            return;
        }
        const std::string_view input(buffer, static_cast<size_t>(count));
        const size_t end = m_is_terminal ? input.find(m_escape) : std::string_view::npos;
        m_done = end != std::string_view::npos;
        m_pending += input.substr(0, end);
        write_pending();
    }

    void write_pending()
    {
        const ssize_t count = write(m_link.descriptor(), m_pending.data(), m_pending.size());
        if (count > 0)
            m_pending.erase(0, static_cast<size_t>(count));
        else if (count < 0 && errno != EAGAIN && errno != EINTR)
            m_done = true;
    }

    ConsoleLink &m_link;
    char m_escape;
    bool m_is_terminal;
    bool m_input_ended = false;
    bool m_done = false;
    std::string m_pending; // typed, but not yet taken by the guest
};

} // namespace

void run_console_loop(ConsoleLink &link, char escape)
{
    ConsoleSession(link, escape).run();
}

} // namespace modvirt::cli
