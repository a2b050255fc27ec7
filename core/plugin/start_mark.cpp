// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/start_mark.hpp"

#include "host/directories.hpp"
#include "log/log.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

namespace fs = std::filesystem;

// The dot keeps it apart from the directories of plugins.
fs::path mark_path(const fs::path &directory, const ModuleFile &file)
{
    return directory / (file.manifest.value().name + ".starting");
}

// Another user's mark could keep us from a plugin.
bool is_own_file(int fd)
{
    struct stat status {};
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid();
}

// -1 when it cannot be had, or is held by who waits for the plugin to start.
int open_and_hold(const fs::path &path, int flags)
{
    const int fd = open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd >= 0 && (!is_own_file(fd) || flock(fd, LOCK_EX | LOCK_NB) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

std::string identity_text(const FileIdentity &identity)
{
    return fmt::format(" {} {} {} {} {}\n", identity.device, identity.inode, identity.size,
                       identity.change_time_ns, identity.modification_time_ns);
}

// How many starts of this very file have not come to an end. The mark is "COUNT IDENTITY".
int unfinished_starts(int fd, const FileIdentity &identity)
{
    std::array<char, 256> buffer{};
    const ssize_t size = pread(fd, buffer.data(), buffer.size(), 0);
    const std::string_view text(buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
    int count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool is_same = text.substr(static_cast<std::size_t>(end - text.data())) == identity_text(identity);
    return failure == std::errc() && is_same ? count : 0;
}

} // namespace

StartMark::StartMark(const fs::path &directory, const ModuleFile &file) : m_path(mark_path(directory, file))
{
    m_fd = open_and_hold(m_path, O_RDWR | O_CREAT);
    if (m_fd < 0 && errno == ENOENT) {
        try {
            host::create_private_directories(directory);
            m_fd = open_and_hold(m_path, O_RDWR | O_CREAT);
        } catch (const std::system_error &error) {
            log::debug("plugin", "no mark is put while '{}' starts: {}", file.path.native(), error.what());
        }
    }
    if (m_fd < 0) {
        return;
    }
    const int before = unfinished_starts(m_fd, file.identity);
    if (before > 0) {
        log::warning("plugin", "a process ended while '{}' was starting; it is started again",
                     file.path.native());
    }
    const std::string text = std::to_string(before + 1) + identity_text(file.identity);
    if (ftruncate(m_fd, 0) != 0 ||
        pwrite(m_fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        log::debug("plugin", "cannot write '{}': {}", m_path.native(), std::strerror(errno));
    }
}

// Emptied first: another process may have opened it already.
StartMark::~StartMark()
{
    if (m_fd < 0) {
        return;
    }
    if (ftruncate(m_fd, 0) != 0 || unlink(m_path.c_str()) != 0) {
        log::debug("plugin", "cannot remove '{}': {}", m_path.native(), std::strerror(errno));
    }
    close(m_fd);
}

std::optional<Rejection> StartMark::find_objection(const fs::path &directory, const ModuleFile &file)
{
    const fs::path path = mark_path(directory, file);
    const int fd = open_and_hold(path, O_RDONLY);
    if (fd < 0) {
        return std::nullopt;
    }
    const int count = unfinished_starts(fd, file.identity);
    close(fd);
    if (count < most_unfinished_starts) {
        return std::nullopt;
    }
    return Rejection(
        fmt::format("the last {} processes that started it ended before it was up", count),
        fmt::format(
            "Report this to the plugin's vendor; it is tried again once its file has changed, or when "
            "you remove '{}'.",
            path.native()),
        State::Quarantined);
}

} // namespace modvirt::plugin
