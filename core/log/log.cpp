// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log/log.hpp"

#include <cerrno>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <modvirt/error.hpp>
#include <mutex>
#include <shared_mutex>
#include <system_error>
#include <unistd.h>

namespace modvirt::log {
namespace {

// Where messages go. Messages already being written keep the file they started with open.
struct Target {
    Rules rules;
    int fd = STDERR_FILENO;

    Target() = default;
    Target(const Target &) = delete;
    Target &operator=(const Target &) = delete;
    ~Target()
    {
        if (fd != STDERR_FILENO) {
            close(fd);
        }
    }
};

struct State {
    std::shared_mutex mutex;
    std::shared_ptr<const Target> target = std::make_shared<const Target>();
};

// Leaked on purpose: threads may log until the very end of the process.
State &state()
{
    static auto *const the_state = new State;
    return *the_state;
}

std::shared_ptr<const Target> current_target()
{
    const std::shared_lock lock(state().mutex);
    return state().target;
}

void append_visible(fmt::memory_buffer &line, std::string_view message)
{
    for (const char c : message) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
            line.push_back(c);
        } else if (c == '\n') {
            line.append(std::string_view("\\n"));
        } else {
            fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
}

void append_time(fmt::memory_buffer &line)
{
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}Z",
                   parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                   parts.tm_sec, milliseconds);
}

} // namespace

constinit std::atomic<Level> detail::lowest{Level::Warning};

bool detail::is_written(Level level, std::string_view category)
{
    return level >= current_target()->rules.threshold(category);
}

void configure(const Settings &settings)
{
    auto target = std::make_shared<Target>();
    target->rules = settings.rules;
    int failure = 0;
    if (!settings.file.empty()) {
        const int fd =
            open(settings.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
        if (fd >= 0) {
            target->fd = fd;
        } else {
            failure = errno;
        }
    }
    detail::lowest.store(target->rules.lowest(), std::memory_order_relaxed);
    {
        const std::unique_lock lock(state().mutex);
        state().target = std::move(target);
    }
    if (failure != 0) {
        throw Error(ErrorCode::OpenFailed, fmt::format("cannot open the log file '{}': {}", settings.file,
                                                       std::generic_category().message(failure)));
    }
}

void write(Level level, std::string_view category, std::string_view message) noexcept
{
    const int saved_errno = errno;
    try {
        fmt::memory_buffer line;
        append_time(line);
        fmt::format_to(std::back_inserter(line), " {} {} {}: ", getpid(), name(level), category);
        append_visible(line, message);
        line.push_back('\n');
        // One write, so that lines of several threads and processes do not mix.
        const auto target = current_target();
        (void)!::write(target->fd, line.data(), line.size());
    } catch (const std::exception &) {
        // No memory for the message: there is nowhere to say so.
    }
    errno = saved_errno;
}

} // namespace modvirt::log
