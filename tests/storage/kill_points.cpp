// SPDX-License-Identifier: LGPL-2.1-or-later
// The functions of the C library below are found here before they are found there, by this program and by what it loads.
#include "kill_points.hpp"

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>

#include <dlfcn.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace modvirt::kill_points {

namespace {

// Nothing is counted at 0.
std::atomic<unsigned> calls_left{0};
const Moment *chosen = nullptr;
int report_file = -1;

void report(const char *what)
{
    ::syscall(SYS_write, report_file, what, std::strlen(what));
}

void count_down(const char *name)
{
    unsigned left = calls_left.load();
    while (left != 0 && !calls_left.compare_exchange_weak(left, left - 1)) {
    }
    if (left != 1)
        return;
    report(name);
    ::kill(::getpid(), SIGKILL);
    for (;;) // the signal is on its way
        ::pause();
}

void count(const char *name)
{
    if (calls_left != 0 && !chosen->tool && (chosen->call.empty() || chosen->call == name))
        count_down(name);
}

void count_tool(char *const argv[])
{
    if (calls_left == 0 || !chosen->tool)
        return;
    std::vector<std::string> arguments;
    for (; *argv != nullptr; ++argv)
        arguments.emplace_back(*argv);
    if (chosen->tool(arguments))
        count_down(arguments.front().c_str());
}

template <class Result, class... Arguments>
Result pass_on(const char *name, Arguments... arguments)
{
    count(name);
    return reinterpret_cast<Result (*)(Arguments...)>(::dlsym(RTLD_NEXT, name))(arguments...);
}

std::string read_all(int file)
{
    std::string text;
    char piece[512];
    for (ssize_t got = 0; (got = ::read(file, piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(got));
    return text;
}

[[noreturn]] void run_child(const Moment &moment, const std::function<void()> &prepare, const std::function<void()> &work)
{
    try {
        prepare();
        chosen = &moment;
        calls_left = moment.count;
        work();
        calls_left = 0;
    } catch (const std::exception &error) {
        calls_left = 0;
        report(error.what());
        ::_exit(1);
    }
    ::_exit(0); // nothing is put in order: this, too, is a process that ends
}

} // namespace

End kill_at(const Moment &moment, const std::function<void()> &prepare, const std::function<void()> &work)
{
    int ends[2];
    if (::pipe2(ends, 02000000 /* O_CLOEXEC */) != 0)
        return {false, "there is no pipe"};
    report_file = ends[1];
    const pid_t child = ::fork();
    if (child == 0)
        run_child(moment, prepare, work);
    ::close(ends[1]);
    End end;
    end.what = read_all(ends[0]);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    end.was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!end.was_killed && status != 0 && end.what.empty())
        end.what = "it ended with status " + std::to_string(status);
    return end;
}

} // namespace modvirt::kill_points

extern "C" {

using modvirt::kill_points::pass_on;

ssize_t write(int file, const void *bytes, size_t size)
{
    return pass_on<ssize_t>("write", file, bytes, size);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    return pass_on<ssize_t>("pwrite", file, bytes, size, at);
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *target, size_t size, unsigned flags)
{
    return pass_on<ssize_t>("copy_file_range", from, at, to, target, size, flags);
}
int fsync(int file)
{
    return pass_on<int>("fsync", file);
}
int fdatasync(int file)
{
    return pass_on<int>("fdatasync", file);
}
int ftruncate(int file, off_t size) noexcept
{
    return pass_on<int>("ftruncate", file, size);
}
int fallocate(int file, int mode, off_t at, off_t size)
{
    return pass_on<int>("fallocate", file, mode, at, size);
}
int fchmod(int file, mode_t mode) noexcept
{
    return pass_on<int>("fchmod", file, mode);
}
int openat(int directory, const char *name, int flags, ...)
{
    constexpr int creates = 0100; // O_CREAT
    std::va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & creates) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((flags & creates) != 0)
        modvirt::kill_points::count("openat");
    return static_cast<int>(::syscall(SYS_openat, directory, name, flags, mode));
}
int mkdir(const char *path, mode_t mode) noexcept
{
    return pass_on<int>("mkdir", path, mode);
}
int mkdirat(int directory, const char *path, mode_t mode) noexcept
{
    return pass_on<int>("mkdirat", directory, path, mode);
}
int rmdir(const char *path) noexcept
{
    return pass_on<int>("rmdir", path);
}
int unlinkat(int directory, const char *path, int flags) noexcept
{
    return pass_on<int>("unlinkat", directory, path, flags);
}
int linkat(int directory, const char *path, int other, const char *name, int flags) noexcept
{
    return pass_on<int>("linkat", directory, path, other, name, flags);
}
int symlinkat(const char *target, int directory, const char *name) noexcept
{
    return pass_on<int>("symlinkat", target, directory, name);
}
int renameat(int from, const char *name, int to, const char *other) noexcept
{
    return pass_on<int>("renameat", from, name, to, other);
}
int renameat2(int from, const char *name, int to, const char *other, unsigned flags) noexcept
{
    return pass_on<int>("renameat2", from, name, to, other, flags);
}
int posix_spawn(pid_t *process, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    const int result = pass_on<int>("posix_spawn", process, path, actions, attributes, argv, environment);
    modvirt::kill_points::count_tool(argv);
    return result;
}

} // extern "C"
