// SPDX-License-Identifier: LGPL-2.1-or-later
// Standard streams and the log file.
#include "base/output.hpp"

#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace modvirt::cli {

bool Output::is_coloured() const
{
    const char *forbidden = std::getenv("NO_COLOR");
    const char *terminal = std::getenv("TERM");
    return (forbidden == nullptr || *forbidden == '\0') && terminal != nullptr &&
           std::string_view(terminal) != "dumb" && isatty(STDOUT_FILENO) != 0;
}

bool Output::open_log(const std::string &path)
{
    m_log.reset(std::fopen(path.c_str(), "ae"));
    return m_log != nullptr;
}

void Output::write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string Output::old_sentence(fmt::string_view format)
{
    constexpr std::string_view quoted = "'{}'";
    std::string_view rest(format.data(), format.size());
    if (rest == "Pool {} built\n")
        return "Pool {} builded\n";
    if (rest.starts_with('\n'))
        rest.remove_prefix(1);
    std::string sentence;
    for (size_t at = rest.find(quoted); at != std::string_view::npos; at = rest.find(quoted)) {
        sentence.append(rest.substr(0, at)).append("{}");
        rest.remove_prefix(at + quoted.size());
    }
    return sentence.append(rest);
}

void Output::error(std::string_view message)
{
    log("ERROR", message);
    // A reader of a terminal or of `2>&1` must see the lines in the order in which they were written.
    std::fflush(stdout);
    const std::string line = fmt::format("{}: {}\n", translated("error"), message);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

void Output::progress(std::string_view text)
{
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

void Output::debug(int level, std::string_view message)
{
    constexpr const char *names[] = {"DEBUG", "INFO", "NOTICE", "WARNING", "ERROR"};
    if (level < m_debug_level)
        return;
    log(names[level], message);
    progress(fmt::format("{}: {}\n", names[level], message));
}

void Output::log(std::string_view level, std::string_view message)
{
    if (!m_log)
        return;
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[64];
    std::strftime(stamp, sizeof stamp, "%Y.%m.%d %H:%M:%S", &local);
    fmt::print(m_log.get(), "[{} modvirt {}] {} {}\n", stamp, getpid(), level, message);
    std::fflush(m_log.get());
}

bool Output::flush()
{
    return std::fflush(stdout) == 0 && !std::ferror(stdout);
}

} // namespace modvirt::cli
