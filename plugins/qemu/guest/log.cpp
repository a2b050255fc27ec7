// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "command/shell.hpp"
#include "kit/store/definitions.hpp"

namespace modvirt::qemu::guest {

namespace {

constexpr int64_t longest_tail = 4096;
// How the lines of this file begin, as against those of QEMU.
constexpr std::string_view own_mark = "modvirt: ";

std::string path_of(const std::string &directory, std::string_view domain)
{
    return fmt::format("{}/{}.log", directory, file_base(domain));
}

} // namespace

std::string file_base(std::string_view domain)
{
    const std::string file = store::file_name_of(domain);
    return file.substr(0, file.rfind('.'));
}

Log::Log(const std::string &directory, std::string_view domain)
    : m_file(::open(path_of(directory, domain).c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                    0600))
{
    if (!m_file)
        throw Error(ErrorCode::SystemError, fmt::format("cannot open the log '{}': {}",
                                                        path_of(directory, domain), std::strerror(errno)));
}

Log Log::existing(const std::string &directory, std::string_view domain)
{
    Log log;
    log.m_file = process::Fd(::open(path_of(directory, domain).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    return log;
}

int64_t Log::end() const noexcept
{
    return m_file ? ::lseek(m_file.get(), 0, SEEK_END) : 0;
}

// A log that cannot be written must not keep a guest from starting.
void Log::note(std::string_view text) const noexcept
{
    try {
        const std::string line =
            fmt::format("{:%Y-%m-%d %H:%M:%S}+0000: {}{}\n", fmt::gmtime(std::time(nullptr)), own_mark, text);
        [[maybe_unused]] const ssize_t size = ::write(m_file.get(), line.data(), line.size());
    } catch (const std::exception &) { // no memory for a line
    }
}

void Log::note_command(const std::vector<std::string> &argv) const noexcept
{
    try {
        note("starting " + command::as_shell_text(argv));
    } catch (const std::exception &) { // no memory for a line
    }
}

std::string Log::printed_since(int64_t offset) const
{
    const int64_t start = std::max(offset, end() - longest_tail);
    std::string text(static_cast<std::size_t>(longest_tail), '\0');
    const ssize_t size = m_file ? ::pread(m_file.get(), text.data(), text.size(), start) : -1;
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    std::string joined;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end_of_line = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end_of_line - at);
        at = end_of_line + 1;
        // Not what was noted here, nor what QEMU says of every pseudo terminal.
        if (line.empty() || line.find(own_mark) != std::string_view::npos ||
            line.starts_with("char device redirected"))
            continue;
        joined += (joined.empty() ? "" : "; ") + std::string(line);
    }
    return joined;
}

} // namespace modvirt::qemu::guest
