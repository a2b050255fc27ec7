// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/spawn.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::host {
namespace {

constexpr int largest_child_fd = 1023;

void check(int failure, const char *what)
{
    if (failure != 0) {
        throw std::system_error(failure, std::generic_category(), what);
    }
}

// Descriptors above all that the child will use: none of them can be overwritten while they are put in place.
class RaisedFds {
public:
    RaisedFds() = default;
    RaisedFds(const RaisedFds &) = delete;
    RaisedFds &operator=(const RaisedFds &) = delete;
    ~RaisedFds()
    {
        for (const int fd : m_fds) {
            close(fd);
        }
    }

    int raise(int fd, int lowest)
    {
        m_fds.reserve(m_fds.size() + 1);
        const int raised = fcntl(fd, F_DUPFD_CLOEXEC, lowest);
        check(raised < 0 ? errno : 0, "dup");
        m_fds.push_back(raised);
        return raised;
    }

private:
    std::vector<int> m_fds;
};

class FileActions {
public:
    FileActions() { check(posix_spawn_file_actions_init(&m_actions), "posix_spawn"); }
    FileActions(const FileActions &) = delete;
    FileActions &operator=(const FileActions &) = delete;
    ~FileActions() { posix_spawn_file_actions_destroy(&m_actions); }

    void put(int fd, int child_fd)
    {
        check(posix_spawn_file_actions_adddup2(&m_actions, fd, child_fd), "posix_spawn");
    }
    void put_null(int child_fd)
    {
        check(posix_spawn_file_actions_addopen(&m_actions, child_fd, "/dev/null", O_RDWR, 0), "posix_spawn");
    }
    void close_one(int child_fd)
    {
        check(posix_spawn_file_actions_addclose(&m_actions, child_fd), "posix_spawn");
    }
    void close_from(int child_fd)
    {
        check(posix_spawn_file_actions_addclosefrom_np(&m_actions, child_fd), "posix_spawn");
    }
    void enter(const char *directory)
    {
        check(posix_spawn_file_actions_addchdir_np(&m_actions, directory), "posix_spawn");
    }
    [[nodiscard]] const posix_spawn_file_actions_t *get() const { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions{};
};

class Attributes {
public:
    Attributes()
    {
        check(posix_spawnattr_init(&m_attributes), "posix_spawn");
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setflags(&m_attributes,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    Attributes(const Attributes &) = delete;
    Attributes &operator=(const Attributes &) = delete;
    ~Attributes() { posix_spawnattr_destroy(&m_attributes); }

    [[nodiscard]] const posix_spawnattr_t *get() const { return &m_attributes; }

private:
    posix_spawnattr_t m_attributes{};
};

int first_free_fd(std::span<const GivenFd> fds)
{
    int highest = STDERR_FILENO;
    for (const GivenFd &given : fds) {
        if (given.child_fd < 0 || given.child_fd > largest_child_fd) {
            throw std::system_error(EBADF, std::generic_category(), "spawn");
        }
        highest = std::max(highest, given.child_fd);
    }
    return highest + 1;
}

void add_descriptors(FileActions &actions, RaisedFds &raised, std::span<const GivenFd> fds)
{
    const int end = first_free_fd(fds);
    std::vector<int> sources;
    for (const GivenFd &given : fds) {
        sources.push_back(raised.raise(given.fd, end));
    }
    for (int child_fd = 0; child_fd < end; ++child_fd) {
        const auto given = std::ranges::find(fds, child_fd, &GivenFd::child_fd);
        if (given != fds.end()) {
            actions.put(sources[static_cast<std::size_t>(given - fds.begin())], child_fd);
        } else if (child_fd <= STDERR_FILENO) {
            actions.put_null(child_fd);
        } else {
            actions.close_one(child_fd);
        }
    }
    actions.close_from(end);
}

} // namespace

Child spawn(const Command &command)
{
    if (command.argv == nullptr || command.argv[0] == nullptr || command.argv[0][0] != '/') {
        throw std::system_error(EINVAL, std::generic_category(), "spawn");
    }
    RaisedFds raised;
    FileActions actions;
    add_descriptors(actions, raised, command.fds);
    actions.enter(command.directory == nullptr ? "/" : command.directory);
    const Attributes attributes;
    static const char *const nothing[] = {nullptr};
    const char *const *environment = command.environment == nullptr ? nothing : command.environment;

    // posix_spawn's parameters lack const for historical reasons; it changes none of them.
    pid_t pid = -1;
    check(posix_spawn(&pid, command.argv[0], actions.get(), attributes.get(),
                      const_cast<char *const *>(command.argv), const_cast<char *const *>(environment)),
          command.argv[0]);
    // The header of the GNU C library 2.36 declares pidfd_open for C only.
    const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (pidfd < 0) {
        const int failure = errno;
        kill(-pid, SIGKILL);
        waitpid(pid, nullptr, 0);
        throw std::system_error(failure, std::generic_category(), "pidfd_open");
    }
    return {pid, pidfd};
}

} // namespace modvirt::host
