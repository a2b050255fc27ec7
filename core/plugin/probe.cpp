// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/probe.hpp"

#include "host/spawn.hpp"
#include "log/log.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

constexpr int result_fd = 3;
constexpr std::size_t most_output_bytes = 65536;

class Pipe {
public:
    Pipe()
    {
        if (pipe2(m_ends.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        fcntl(m_ends[0], F_SETFL, O_NONBLOCK);
    }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    ~Pipe()
    {
        close(m_ends[0]);
        close_writer();
    }

    [[nodiscard]] int reader() const { return m_ends[0]; }
    [[nodiscard]] int writer() const { return m_ends[1]; }
    void close_writer()
    {
        if (m_ends[1] >= 0) {
            close(m_ends[1]);
            m_ends[1] = -1;
        }
    }

    // Takes what has been written so far; answers whether more may come. The child may write without end.
    bool take(std::string &text) const
    {
        std::array<char, 4096> block{};
        for (;;) {
            const ssize_t size = read(m_ends[0], block.data(), block.size());
            if (size <= 0) {
                return size < 0 && (errno == EAGAIN || errno == EINTR);
            }
            if (text.size() < most_output_bytes) {
                text.append(block.data(), static_cast<std::size_t>(size));
            }
        }
    }

private:
    std::array<int, 2> m_ends{-1, -1};
};

// How the child came to its end.
struct Ending {
    bool timed_out = false;
    bool known = false; // unknown when the application lets the system reap its children
    int signal = 0;
    int status = 0;
};

class ChildProcess {
public:
    explicit ChildProcess(host::Child child) : m_child(child) {}
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;
    ~ChildProcess() { close(m_child.pidfd); }

    [[nodiscard]] int pidfd() const { return m_child.pidfd; }

    // Ends the child and whatever it started. It is not reaped before that, so the number is still its own.
    Ending finish(bool timed_out) const
    {
        kill(-m_child.pid, SIGKILL);
        kill(m_child.pid, SIGKILL);
        Ending ending;
        ending.timed_out = timed_out;
        siginfo_t info{};
        int answer = 0;
        do {
            answer = waitid(P_PIDFD, static_cast<id_t>(m_child.pidfd), &info, WEXITED);
        } while (answer != 0 && errno == EINTR);
        if (answer == 0) {
            ending.known = true;
            (info.si_code == CLD_EXITED ? ending.status : ending.signal) = info.si_status;
        }
        return ending;
    }

private:
    host::Child m_child;
};

// What the child has told: one JSON object per line.
struct Report {
    std::string stage; // what the plugin does; empty when the child did not come to that
    bool ok = false;
    std::string reason;
    std::string hint;
};

Report read_report(std::string_view text)
{
    Report report;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const Json line = Json::parse(text.substr(0, end), nullptr, false);
        if (line.is_object()) {
            const auto text_of = [&](const char *member) { return line.value(member, std::string()); };
            try {
                report.stage = line.contains("stage") ? text_of("stage") : report.stage;
                report.ok = line.value("ok", report.ok);
                report.reason = line.contains("reason") ? text_of("reason") : report.reason;
                report.hint = line.contains("hint") ? text_of("hint") : report.hint;
            } catch (const Json::exception &) {
                // The plugin wrote this, not our child.
            }
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return report;
}

// The last words of the child, on one line.
std::string last_words(const std::string &output)
{
    std::string words;
    for (const char c : output) {
        const bool space = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!space) {
            words.push_back(c);
        } else if (!words.empty() && words.back() != ' ') {
            words.push_back(' ');
        }
    }
    while (!words.empty() && words.back() == ' ') {
        words.pop_back();
    }
    constexpr std::size_t longest = 300;
    if (words.size() > longest) {
        words = "..." + words.substr(words.size() - longest);
    }
    return words.empty() ? words : ": " + words;
}

std::string signal_name(int number)
{
    const char *abbreviation = sigabbrev_np(number);
    return abbreviation == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", abbreviation);
}

constexpr const char *report_it =
    "Report this to the plugin's vendor; it is tried again once its file or the libraries "
    "it needs have changed.";

ProbeResult judge(const Ending &ending, const Report &report, const std::string &output,
                  std::chrono::milliseconds limit)
{
    if (ending.timed_out) {
        return {State::Quarantined,
                fmt::format("it hangs when it {}: nothing happened for {} s in a child process{}",
                            report.stage, static_cast<double>(limit.count()) / 1000, last_words(output)),
                report_it};
    }
    if (!report.reason.empty()) {
        return {State::Rejected, report.reason, report.hint};
    }
    if (ending.signal != 0) {
        return {State::Quarantined,
                fmt::format("it crashes when it {}: {} in a child process{}", report.stage,
                            signal_name(ending.signal), last_words(output)),
                report_it};
    }
    if (report.ok && ending.status == 0) {
        return {};
    }
    const std::string how = ending.known ? fmt::format("exit status {}", ending.status) : "no result";
    return {State::Quarantined,
            fmt::format("it ends the process when it {}: {} in a child process{}", report.stage, how,
                        last_words(output)),
            report_it};
}

} // namespace

Prober::Prober(Settings settings) : m_settings(std::move(settings)), m_journal(m_settings.journal_directory)
{
}

bool Prober::is_available() const
{
    return access(m_settings.program.c_str(), X_OK) == 0;
}

ProbeResult Prober::probe(const ModuleFile &file)
{
    if (const auto known = m_journal.find(file.identity)) {
        log::debug("plugin.probe", "'{}' is known: {}", file.path.native(), name(known->state));
        return *known;
    }
    ProbeResult result;
    try {
        result = run(file);
    } catch (const std::system_error &error) {
        // Without a child process nothing is known against the plugin, and a sandbox without fork is no fault
        // of it.
        log::warning("plugin.probe", "cannot try '{}' in a child process, so it is loaded untried: {}",
                     file.path.native(), error.what());
        return {};
    }
    log::debug("plugin.probe", "tried '{}': {} {}", file.path.native(), name(result.state), result.reason);
    // A rejection may be mended by changing another file, and is quickly found again.
    if (result.state != State::Rejected) {
        m_journal.record(file.identity, file.path, result);
    }
    return result;
}

ProbeResult Prober::run(const ModuleFile &file) const
{
    Pipe results;
    Pipe errors;
    const char *const argv[] = {m_settings.program.c_str(), file.path.c_str(),
                                m_settings.library_directory.c_str(), nullptr};
    const host::GivenFd fds[] = {{errors.writer(), STDERR_FILENO}, {results.writer(), result_fd}};
    const ChildProcess child(host::spawn({argv, environ, fds}));
    results.close_writer();
    errors.close_writer();

    std::string result_text;
    std::string error_text;
    const auto deadline = Clock::now() + m_settings.time_limit;
    bool timed_out = false;
    std::array<pollfd, 3> watched{
        {{child.pidfd(), POLLIN, 0}, {results.reader(), POLLIN, 0}, {errors.reader(), POLLIN, 0}}};
    while ((watched[0].revents & POLLIN) == 0 && !timed_out) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        timed_out = left.count() <= 0;
        poll(watched.data(), watched.size(), timed_out ? 0 : static_cast<int>(left.count()));
        timed_out = timed_out && (watched[0].revents & POLLIN) == 0;
        // A descriptor that has come to its end would make poll return at once for ever.
        if (watched[1].revents != 0 && !results.take(result_text)) {
            watched[1].fd = -1;
        }
        if (watched[2].revents != 0 && !errors.take(error_text)) {
            watched[2].fd = -1;
        }
    }
    const Ending ending = child.finish(timed_out);
    results.take(result_text);
    errors.take(error_text);
    const Report report = read_report(result_text);
    // It did not come to the plugin: on a machine that is too busy, for instance.
    if (report.stage.empty()) {
        throw std::system_error(timed_out ? ETIMEDOUT : ENOEXEC, std::generic_category(),
                                m_settings.program.native() + " does not work" + last_words(error_text));
    }
    return judge(ending, report, error_text, m_settings.time_limit);
}

} // namespace modvirt::plugin
