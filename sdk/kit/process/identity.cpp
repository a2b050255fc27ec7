// SPDX-License-Identifier: MIT
#include "identity.hpp"

#include <charconv>
#include <string_view>
#include <vector>

#include <fcntl.h>

#include <fmt/format.h>

#include "pidfd.hpp"

namespace modvirt::process {

namespace {

// The fields of /proc/PID/stat that follow the program's name, by their places in proc(5) counted from the
// state.
enum StatField : std::size_t {
    state = 0,
    user_time = 11,
    system_time = 12,
    start_time = 19,
    last_processor = 36
};

std::string read_small(const std::string &path)
{
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(4096, '\0');
    const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : -1;
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

// The name may hold blanks and parentheses: what follows starts behind the last one.
std::vector<std::string_view> stat_fields(std::string_view text)
{
    std::vector<std::string_view> fields;
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string_view::npos)
        return fields;
    std::size_t at = name_end + 2;
    while (at < text.size()) {
        const std::size_t end = text.find_first_of(" \n", at);
        fields.push_back(text.substr(at, end - at));
        if (end == std::string_view::npos)
            break;
        at = end + 1;
    }
    return fields;
}

uint64_t number(std::string_view text)
{
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

uint64_t ticks_to_ns(uint64_t ticks)
{
    static const uint64_t per_second = static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
    return ticks * (1'000'000'000 / per_second);
}

std::string boot_id()
{
    std::string id = read_small("/proc/sys/kernel/random/boot_id");
    while (!id.empty() && id.back() == '\n')
        id.pop_back();
    return id;
}

std::optional<ThreadTime> read_times(const std::string &path)
{
    const std::string text = read_small(path);
    const auto fields = stat_fields(text);
    if (fields.size() <= last_processor)
        return std::nullopt;
    return ThreadTime{ticks_to_ns(number(fields[user_time]) + number(fields[system_time])),
                      static_cast<int>(number(fields[last_processor]))};
}

} // namespace

std::optional<Identity> identify(pid_t pid)
{
    const std::string text = read_small(fmt::format("/proc/{}/stat", pid));
    const auto fields = stat_fields(text);
    if (fields.size() <= start_time || fields[state] == "Z" || fields[state] == "X")
        return std::nullopt;
    return Identity{pid, number(fields[start_time]), boot_id()};
}

Fd open_process(const Identity &identity)
{
    if (identity.pid <= 0)
        return {};
    // Opened first and compared then: afterwards the number cannot come to mean another process.
    Fd pidfd(open_pidfd(identity.pid));
    if (!pidfd || identify(identity.pid) != identity)
        return {};
    return pidfd;
}

std::optional<uint64_t> cpu_time_ns(pid_t pid)
{
    const auto times = read_times(fmt::format("/proc/{}/stat", pid));
    return times ? std::optional(times->cpu_time_ns) : std::nullopt;
}

std::optional<ThreadTime> thread_time(pid_t pid, pid_t thread)
{
    return read_times(fmt::format("/proc/{}/task/{}/stat", pid, thread));
}

} // namespace modvirt::process
