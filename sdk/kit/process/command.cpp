// SPDX-License-Identifier: MIT
#include "command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "modvirt/current_call.hpp"
#include "modvirt/error.hpp"
#include "spawn.hpp"

namespace modvirt::process {

namespace {

constexpr std::string_view tool_directories[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
constexpr std::size_t most_errors = std::size_t{64} << 10;
constexpr int death_ms = 2'000; // a killed process that lasts longer hangs in the kernel

// Same words everywhere, whatever the language of who started modvirt.
const std::vector<std::string> &tool_environment()
{
    static const std::vector<std::string> environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                                         "HOME=/", "TERM=dumb"};
    return environment;
}

std::string tool_path(std::string_view name)
{
    for (const std::string_view directory : tool_directories) {
        std::string path = fmt::format("{}/{}", directory, name);
        if (::access(path.c_str(), X_OK) == 0)
            return path;
    }
    return {};
}

// One of the tool's two streams, as it comes.
class Intake {
public:
    explicit Intake(std::size_t most) : m_most(most)
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw Error(ErrorCode::SystemError, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
        m_read = Fd(ends[0]);
        m_write = Fd(ends[1]);
        ::fcntl(m_read.get(), F_SETFL, O_NONBLOCK);
    }

    [[nodiscard]] int write_end() const { return m_write.get(); }
    void close_write_end() { m_write.reset(); }
    // -1, which poll() passes over, after the end.
    [[nodiscard]] int read_end() const { return m_read.get(); }

    // Takes all that is there now. What is too much is read nevertheless: nobody blocks in a write for it.
    void take()
    {
        std::array<char, 65536> buffer{};
        while (m_read) {
            const ssize_t size = ::read(m_read.get(), buffer.data(), buffer.size());
            if (size > 0) {
                const auto fitting = std::min(static_cast<std::size_t>(size), m_most - m_text.size());
                m_text.append(buffer.data(), fitting);
                m_overflowed = m_overflowed || fitting < static_cast<std::size_t>(size);
            } else if (size == 0 || errno == EAGAIN) {
                if (size == 0)
                    m_read.reset();
                return;
            } else if (errno != EINTR) {
                m_read.reset();
            }
            if (m_overflowed)
                return; // the caller decides between more of it
        }
    }

    [[nodiscard]] bool overflowed() const { return m_overflowed; }
    [[nodiscard]] std::string text() && { return std::move(m_text); }

private:
    std::size_t m_most;
    Fd m_read;
    Fd m_write;
    std::string m_text;
    bool m_overflowed = false;
};

// The child, and with it its group, does not outlive this object.
class RunningTool {
public:
    explicit RunningTool(Child child) : m_child(std::move(child)) {}
    RunningTool(const RunningTool &) = delete;
    RunningTool &operator=(const RunningTool &) = delete;
    ~RunningTool()
    {
        if (m_child.pid > 0)
            kill_group();
    }

    [[nodiscard]] int pidfd() const { return m_child.pidfd.get(); }

    // Before the child is reaped, so that the number of its group cannot be another's.
    void kill_group() noexcept
    {
        ::kill(-m_child.pid, SIGKILL);
        if (wait_for_end(m_child.pidfd, death_ms))
            reap(m_child.pidfd);
        m_child.pid = -1;
    }

    // The status of a child that has ended.
    int collect() noexcept
    {
        siginfo_t info{};
        while (::waitid(P_PIDFD, static_cast<id_t>(m_child.pidfd.get()), &info, WEXITED) < 0 &&
               errno == EINTR) {
        }
        m_child.pid = -1;
        return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    }

private:
    Child m_child;
};

using ToolClock = std::chrono::steady_clock;

// No longer than until a call that is called off is noticed.
int milliseconds_until(ToolClock::time_point end)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - ToolClock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1'000));
}

[[noreturn]] void fail_at_deadline(const Invocation &invocation)
{
    throw Error(ErrorCode::OperationTimeout,
                fmt::format("'{}' did not end within {} s and was killed", describe(invocation),
                            std::chrono::duration<double>(invocation.deadline).count()));
}

// Until the tool itself has ended: something that it left running may hold its streams open for ever.
void wait_for_tool(const Invocation &invocation, const RunningTool &tool, Intake &output, Intake &errors)
{
    const auto end = ToolClock::now() + invocation.deadline;
    for (;;) {
        std::array<pollfd, 3> waiting{pollfd{tool.pidfd(), POLLIN, 0}, pollfd{output.read_end(), POLLIN, 0},
                                      pollfd{errors.read_end(), POLLIN, 0}};
        const int ready = ::poll(waiting.data(), waiting.size(), milliseconds_until(end));
        if (ready < 0 && errno != EINTR)
            throw Error(ErrorCode::SystemError, fmt::format("cannot wait for '{}': {}", describe(invocation),
                                                            std::strerror(errno)));
        output.take();
        errors.take();
        if (output.overflowed())
            throw Error(ErrorCode::OperationFailed, fmt::format("'{}' prints more than {} bytes",
                                                                describe(invocation), invocation.most_output));
        if (ready > 0 && waiting[0].revents != 0)
            return;
        if (is_cancelled())
            throw Error(ErrorCode::OperationAborted,
                        fmt::format("'{}' was killed, as nobody waits for it any more", describe(invocation)));
        if (ToolClock::now() >= end)
            fail_at_deadline(invocation);
    }
}

// The last lines are where tools say what went wrong.
std::string last_words(std::string_view errors)
{
    constexpr std::size_t most = 1000;
    while (!errors.empty() && (errors.back() == '\n' || errors.back() == ' '))
        errors.remove_suffix(1);
    if (errors.size() > most)
        errors.remove_prefix(errors.size() - most);
    std::string words;
    bool is_at_begin = true; // of a line, which LVM's tools indent
    for (const char character : errors) {
        if (character == '\n') {
            if (!words.empty() && !words.ends_with("; "))
                words += "; ";
            is_at_begin = true;
        } else if (!is_at_begin || (character != ' ' && character != '\t')) {
            words += character;
            is_at_begin = false;
        }
    }
    return words;
}

} // namespace

Outcome run(const Invocation &invocation)
{
    if (invocation.argv.empty() || invocation.argv.front().empty())
        throw Error(ErrorCode::InternalError, "a command without a tool");
    Command command;
    command.argv = invocation.argv;
    if (command.argv.front().front() != '/')
        command.argv.front() = find_tool(command.argv.front(), invocation.package);
    if (invocation.ends_with_caller && has_tool("setpriv"))
        command.argv.insert(command.argv.begin(), {tool_path("setpriv"), "--pdeathsig", "KILL", "--"});
    command.environment = tool_environment();
    Intake output(invocation.most_output);
    Intake errors(most_errors);
    command.output = output.write_end();
    command.errors = errors.write_end();
    command.inherit = invocation.inherit;
    RunningTool tool(spawn(command));
    output.close_write_end();
    errors.close_write_end();
    wait_for_tool(invocation, tool, output, errors);
    Outcome outcome;
    outcome.status = tool.collect();
    outcome.output = std::move(output).text();
    outcome.errors = std::move(errors).text();
    return outcome;
}

std::string describe(const Invocation &invocation)
{
    std::string text;
    for (const std::string &argument : invocation.argv) {
        if (!text.empty())
            text += ' ';
        if (!invocation.secret.empty() && argument == invocation.secret)
            text += "***";
        else
            text += argument;
    }
    return text;
}

void expect_success(const Invocation &invocation, const Outcome &outcome)
{
    if (outcome.status == 0)
        return;
    const std::string words = last_words(outcome.errors.empty() ? outcome.output : outcome.errors);
    const std::string end = outcome.status > 128 ? fmt::format("signal {} ended it", outcome.status - 128)
                                                 : fmt::format("it left with status {}", outcome.status);
    throw Error(ErrorCode::OperationFailed,
                fmt::format("'{}' failed: {}{}{}", describe(invocation), words, words.empty() ? "" : "; ", end));
}

std::string find_tool(std::string_view name, std::string_view package)
{
    std::string path = tool_path(name);
    if (!path.empty())
        return path;
    throw Error(ErrorCode::OperationUnsupported,
                fmt::format("this host has no '{}' in {}{}", name, fmt::join(tool_directories, ", "),
                            package.empty() ? "" : fmt::format(": install the package {}", package)));
}

bool has_tool(std::string_view name)
{
    return !tool_path(name).empty();
}

} // namespace modvirt::process
