// SPDX-License-Identifier: MIT
#include "spawn.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fmt/format.h>

#include "modvirt/error.hpp"
#include "pidfd.hpp"
#include "spawner.hpp"

namespace modvirt::process {

namespace {

constexpr int first_inherited = 3;

[[noreturn]] void fail(const Command &command, const char *step, int error)
{
    const std::string program = command.argv.empty() ? "" : command.argv.front();
    throw Error(ErrorCode::SystemError,
                fmt::format("cannot start '{}': {}: {}", program, step, std::strerror(error)));
}

class Actions {
public:
    Actions() { posix_spawn_file_actions_init(&m_actions); }
    Actions(const Actions &) = delete;
    Actions &operator=(const Actions &) = delete;
    ~Actions() { posix_spawn_file_actions_destroy(&m_actions); }
    posix_spawn_file_actions_t *get() { return &m_actions; }

private:
    posix_spawn_file_actions_t m_actions;
};

class Attributes {
public:
    Attributes()
    {
        posix_spawnattr_init(&m_attributes);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&m_attributes, &signals);
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&m_attributes, &signals);
        posix_spawnattr_setflags(
            &m_attributes,
            static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }
    Attributes(const Attributes &) = delete;
    Attributes &operator=(const Attributes &) = delete;
    ~Attributes() { posix_spawnattr_destroy(&m_attributes); }
    posix_spawnattr_t *get() { return &m_attributes; }

private:
    posix_spawnattr_t m_attributes;
};

std::vector<char *> pointers(const std::vector<std::string> &texts)
{
    std::vector<char *> result;
    result.reserve(texts.size() + 1);
    for (const std::string &text : texts)
        result.push_back(const_cast<char *>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

// Copies above every number that the child will use, so that no dup2() there overwrites a source of a later
// one.
std::vector<Fd> lift(const Command &command, int above, const TakeFd &take)
{
    std::vector<int> sources = {command.output, command.errors};
    sources.insert(sources.end(), command.inherit.begin(), command.inherit.end());
    std::vector<Fd> lifted;
    for (const int source : sources) {
        if (source < 0) {
            lifted.emplace_back();
            continue;
        }
        const Fd taken = take(source);
        lifted.emplace_back(taken ? ::fcntl(taken.get(), F_DUPFD_CLOEXEC, above) : -1);
        if (!lifted.back())
            fail(command, "a descriptor to hand over", errno);
    }
    return lifted;
}

void arrange_descriptors(posix_spawn_file_actions_t *actions, const std::vector<Fd> &lifted)
{
    posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    const Fd &output = lifted[0];
    const Fd &errors = lifted[1];
    if (output)
        posix_spawn_file_actions_adddup2(actions, output.get(), STDOUT_FILENO);
    else
        posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(actions, errors ? errors.get() : STDOUT_FILENO, STDERR_FILENO);
    int target = first_inherited;
    for (auto source = lifted.begin() + 2; source != lifted.end(); ++source)
        posix_spawn_file_actions_adddup2(actions, source->get(), target++);
    posix_spawn_file_actions_addclosefrom_np(actions, target);
}

pid_t start(const Command &command, const TakeFd &take)
{
    const auto lifted = lift(command, first_inherited + static_cast<int>(command.inherit.size()), take);
    Actions actions;
    arrange_descriptors(actions.get(), lifted);
    posix_spawn_file_actions_addchdir_np(actions.get(), command.directory.c_str());
    Attributes attributes;
    const auto argv = pointers(command.argv);
    const auto environment = pointers(command.environment);
    pid_t pid = -1;
    const int error =
        ::posix_spawn(&pid, argv.front(), actions.get(), attributes.get(), argv.data(), environment.data());
    if (error != 0)
        fail(command, "running it failed", error);
    return pid;
}

} // namespace

Child spawn(const Command &command)
{
    if (command.argv.empty() || command.argv.front().empty() || command.argv.front().front() != '/')
        fail(command, "a program is named by its absolute path", EINVAL);
    Child child;
    std::exception_ptr problem;
    make_child([&](const TakeFd &take) {
        try {
            child.pid = start(command, take);
        } catch (...) {
            problem = std::current_exception();
        }
    });
    if (problem)
        std::rethrow_exception(problem);
    child.pidfd = Fd(open_pidfd(child.pid));
    if (!child.pidfd)
        fail(command, "it ended at once, and something else in this process took its end", errno);
    return child;
}

void reap(const Fd &pidfd) noexcept
{
    siginfo_t info;
    while (::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG) < 0 &&
           errno == EINTR) {
    }
}

bool wait_for_end(const Fd &pidfd, int timeout_ms) noexcept
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd waiting{pidfd.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<long long>(left, 0)));
        if (ready > 0)
            return true;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

bool send_signal(const Fd &pidfd, int signal) noexcept
{
    return signal_pidfd(pidfd.get(), signal) == 0;
}

} // namespace modvirt::process
