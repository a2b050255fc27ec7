// SPDX-License-Identifier: MIT
#include "spawner.hpp"

#include <climits>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pidfd.hpp"

namespace modvirt::process {

namespace {

// The kernel copies as many descriptors at once, and then closes those that are not wanted.
constexpr int copied_at_once = 64;

Fd copy_here(int fd)
{
    return Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

// Lives as long as the process; a process that was forked from it has none, and makes its own.
class Spawner {
public:
    Spawner() : m_process(::getpid())
    {
        sigset_t all;
        sigset_t before;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            std::thread([this] { serve(); }).detach();
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_is_begun; });
        } catch (const std::system_error &) { // there is no thread to have
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    [[nodiscard]] pid_t process() const { return m_process; }

    // One after the other.
    void do_once(const std::function<void(const TakeFd &)> &make)
    {
        const std::lock_guard turn(m_turn);
        std::unique_lock lock(m_mutex);
        if (!m_can_take) {
            lock.unlock();
            return make(&copy_here);
        }
        m_wanted = &make;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_wanted == nullptr; });
    }

private:
    void serve()
    {
        const bool is_apart = ::syscall(SYS_close_range, STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_UNSHARE) == 0;
        const Fd self(is_apart ? open_pidfd(m_process) : -1);
        const auto take = [&](int fd) { return Fd(static_cast<int>(::syscall(SYS_pidfd_getfd, self.get(), fd, 0))); };
        std::unique_lock lock(m_mutex);
        m_can_take = self && take(m_probe.get());
        m_is_begun = true;
        m_changed.notify_all();
        while (m_can_take) {
            m_changed.wait(lock, [this] { return m_wanted != nullptr; });
            const auto *const make = m_wanted;
            lock.unlock();
            (*make)(take);
            lock.lock();
            m_wanted = nullptr;
            m_changed.notify_all();
        }
    }

    const pid_t m_process;
    const Fd m_probe{::open("/dev/null", O_RDONLY | O_CLOEXEC)}; // whether descriptors can be taken: containers may forbid it
    std::mutex m_turn;
    std::mutex m_mutex; // guards the next
    std::condition_variable m_changed;
    bool m_is_begun = false;
    bool m_can_take = false;
    const std::function<void(const TakeFd &)> *m_wanted = nullptr;
};

Spawner &spawner()
{
    static std::mutex mutex;
    static Spawner *present = nullptr;
    const std::lock_guard lock(mutex);
    if (present == nullptr || present->process() != ::getpid())
        present = new Spawner; // whose thread never ends
    return *present;
}

} // namespace

void make_child(const std::function<void(const TakeFd &take)> &make)
{
    spawner().do_once(make);
}

Fd out_of_the_way(Fd fd)
{
    Fd moved(fd ? ::fcntl(fd.get(), F_DUPFD_CLOEXEC, copied_at_once) : -1);
    return moved ? std::move(moved) : std::move(fd);
}

} // namespace modvirt::process
