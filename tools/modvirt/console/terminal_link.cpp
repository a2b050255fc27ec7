// SPDX-License-Identifier: LGPL-2.1-or-later
// A console whose pseudo terminal is on this host: the guest's process holds the other end.
#include "console/link.hpp"

#include "base/failure.hpp"
#include "base/file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

class TerminalLink : public ConsoleLink {
public:
    explicit TerminalLink(int fd) : m_file(fd) {}

    [[nodiscard]] int descriptor() const override { return m_file.get(); }

    void resize(int terminal) override
    {
        winsize size{};
        if (ioctl(terminal, TIOCGWINSZ, &size) == 0)
            ioctl(m_file.get(), TIOCSWINSZ, &size);
    }

private:
    FileDescriptor m_file;
};

// The far end decides what bytes mean; this end must not touch them.
void make_raw(int fd)
{
    struct termios state {};
    if (tcgetattr(fd, &state) < 0)
        return;
    cfmakeraw(&state);
    tcsetattr(fd, TCSANOW, &state);
}

void refuse_what_is_no_terminal(int fd, const std::string &path)
{
    struct stat status {};
    if (fstat(fd, &status) < 0 || !S_ISCHR(status.st_mode) || !isatty(fd))
        fail("'{}' is no terminal, although the domain's XML names it as the console", path);
}

} // namespace

std::unique_ptr<ConsoleLink> open_console_terminal(const std::string &name, const std::string &path,
                                                   unsigned flags)
{
    if (flags & VIR_DOMAIN_CONSOLE_SAFE)
        fail("--safe was given, and the driver cannot make sure that nobody else uses the console of '{}'",
             name);
    const int fd = open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        fail("cannot open the console '{}': {}", path, std::strerror(errno));
    auto link = std::make_unique<TerminalLink>(fd);
    refuse_what_is_no_terminal(fd, path);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0 && !(flags & VIR_DOMAIN_CONSOLE_FORCE))
        fail("the console of '{}' is in use by another session; --force connects all the same", name);
    make_raw(fd);
    return link;
}

} // namespace modvirt::cli
