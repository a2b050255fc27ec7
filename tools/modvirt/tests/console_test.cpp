// SPDX-License-Identifier: LGPL-2.1-or-later
// The console on one pseudo terminal, the guest on another.
#include "base/terminal.hpp"
#include "console/loop.hpp"

#include "support/pty_program.hpp"

#include <gtest/gtest.h>
#include <modvirt/error.hpp>

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::cli {

using testing::PtyProgram;

namespace {

constexpr char escape = 0x1d;

// The end of a pseudo terminal that a guest's process holds.
class Guest {
public:
    Guest()
    {
        char name[128];
        int far_end = -1;
        EXPECT_EQ(openpty(&m_fd, &far_end, name, nullptr, nullptr), 0);
        m_path = name;
        m_keep_open = far_end;
    }
    ~Guest() { hang_up(); }
    Guest(const Guest &) = delete;
    Guest &operator=(const Guest &) = delete;

    [[nodiscard]] const std::string &path() const { return m_path; }
    void say(const std::string &text) const { static_cast<void>(!write(m_fd, text.data(), text.size())); }

    std::string hear(size_t size) const
    {
        std::string heard;
        while (heard.size() < size) {
            pollfd fd{m_fd, POLLIN, 0};
            char buffer[256];
            if (poll(&fd, 1, 20000) <= 0)
                break;
            const ssize_t count = read(m_fd, buffer, sizeof buffer);
            if (count <= 0)
                break;
            heard.append(buffer, static_cast<size_t>(count));
        }
        return heard;
    }

    [[nodiscard]] winsize size() const
    {
        winsize result{};
        ioctl(m_fd, TIOCGWINSZ, &result);
        return result;
    }

    void hang_up()
    {
        if (m_fd >= 0) {
            close(m_keep_open);
            close(m_fd);
        }
        m_fd = -1;
    }

private:
    int m_fd = -1;
    int m_keep_open = -1;
    std::string m_path;
};

// Runs in a child, which must not hold the guest's end of the terminal open.
int show_console(Guest &guest)
{
    const std::string path = guest.path();
    guest.hang_up();
    try {
        const auto link = open_console_terminal("guest", path, 0);
        const RawTerminal raw(STDIN_FILENO);
        static_cast<void>(!write(STDOUT_FILENO, "ready", 5));
        run_console_loop(*link, escape);
        return 0;
    } catch (const Error &error) {
        static_cast<void>(!write(STDOUT_FILENO, error.what(), error.message().size()));
        return 1;
    }
}

} // namespace

TEST(Console, CarriesBytesBothWaysUntilTheEscapeCharacter)
{
    Guest guest;
    PtyProgram terminal([&] { return show_console(guest); });
    ASSERT_TRUE(terminal.expect("ready"));
    guest.say("login: ");
    ASSERT_TRUE(terminal.expect("login: "));
    terminal.send(std::string("root\x03\r\x1a", 7));
    EXPECT_EQ(guest.hear(7), std::string("root\x03\r\x1a", 7));
    terminal.send(std::string(1, escape));
    EXPECT_EQ(terminal.wait_for_exit(), 0);
    EXPECT_FALSE(terminal.is_raw()) << "the terminal was left raw";
}

TEST(Console, EndsWhenTheGuestHangsUp)
{
    Guest guest;
    PtyProgram terminal([&] { return show_console(guest); });
    ASSERT_TRUE(terminal.expect("ready"));
    EXPECT_TRUE(terminal.is_raw());
    guest.hang_up();
    EXPECT_EQ(terminal.wait_for_exit(), 0);
    EXPECT_FALSE(terminal.is_raw());
}

TEST(Console, RestoresTheTerminalWhenItIsKilled)
{
    Guest guest;
    PtyProgram terminal([&] { return show_console(guest); });
    ASSERT_TRUE(terminal.expect("ready"));
    terminal.send_signal(SIGTERM);
    EXPECT_EQ(terminal.wait_for_exit(), 128 + SIGTERM);
    EXPECT_FALSE(terminal.is_raw());
}

TEST(Console, TellsTheGuestTheSizeOfTheTerminal)
{
    Guest guest;
    PtyProgram terminal([&] { return show_console(guest); });
    ASSERT_TRUE(terminal.expect("ready"));
    terminal.resize(50, 132);
    for (int i = 0; i < 200 && guest.size().ws_col != 132; ++i)
        poll(nullptr, 0, 50);
    EXPECT_EQ(guest.size().ws_row, 50);
    EXPECT_EQ(guest.size().ws_col, 132);
}

TEST(Console, IsNotSharedUnlessForced)
{
    Guest guest;
    const auto first = open_console_terminal("guest", guest.path(), 0);
    EXPECT_THROW(open_console_terminal("guest", guest.path(), 0), Error);
    EXPECT_NO_THROW(open_console_terminal("guest", guest.path(), VIR_DOMAIN_CONSOLE_FORCE));
}

TEST(Console, RefusesWhatIsNoTerminal)
{
    EXPECT_THROW(open_console_terminal("guest", "/dev/null", 0), Error);
    EXPECT_THROW(open_console_terminal("guest", "/nonexistent", 0), Error);
    EXPECT_THROW(open_console_terminal("guest", "/etc/passwd", 0), Error);
    EXPECT_THROW(open_console_terminal("guest", "/dev/ptmx", VIR_DOMAIN_CONSOLE_SAFE), Error);
}

TEST(Console, ShowsWhatTheGuestSaysAfterPipedInputEnded)
{
    Guest guest;
    int in[2];
    int out[2];
    ASSERT_EQ(pipe(in), 0);
    ASSERT_EQ(pipe(out), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        _exit(show_console(guest));
    }
    close(out[1]);
    close(in[0]);
    static_cast<void>(!write(in[1], "ls\n\x1d", 4));
    close(in[1]);
    // The escape character is for people: data from a pipe passes unchanged.
    EXPECT_EQ(guest.hear(4), "ls\n\x1d");
    guest.say("late words");
    char buffer[64] = {};
    std::string shown;
    while (shown.find("late words") == std::string::npos) {
        const ssize_t count = read(out[0], buffer, sizeof buffer);
        if (count <= 0)
            break;
        shown.append(buffer, static_cast<size_t>(count));
    }
    EXPECT_NE(shown.find("late words"), std::string::npos);
    kill(child, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    close(out[0]);
}

} // namespace modvirt::cli
