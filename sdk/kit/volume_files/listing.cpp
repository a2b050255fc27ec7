// SPDX-License-Identifier: MIT
#include "kit/volume_files/listing.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/image/text.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/name.hpp"

namespace modvirt::volume_files {

namespace {

// Whether a change between `when` and `now` could have been missed, because it would leave the same time
// behind. File systems that know whole seconds only are taken by their word.
bool is_recent(const timespec &when, const timespec &now)
{
    const int64_t age_ns = (now.tv_sec - when.tv_sec) * int64_t{1'000'000'000} + (now.tv_nsec - when.tv_nsec);
    return age_ns < (when.tv_nsec == 0 ? int64_t{2'100'000'000} : int64_t{100'000'000});
}

bool is_same(const timespec &one, const timespec &other)
{
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

// FAT does not note when its topmost directory was changed.
bool notes_changes(int directory)
{
    struct statfs status {};
    return ::fstatfs(directory, &status) == 0 && status.f_type != MSDOS_SUPER_MAGIC && status.f_type != EXFAT_SUPER_MAGIC;
}

constexpr std::size_t portion = 64;
constexpr std::size_t worth_a_thread = 256; // files to look at
const std::size_t most_helpers = std::min(4u, std::max(1u, std::thread::hardware_concurrency())) - 1;

// Threads that do the same work, until the end of this. The application's signals are not theirs to handle.
class Helpers {
public:
    template <class Work>
    Helpers(std::size_t count, const Work &work)
    {
        if (count == 0)
            return;
        sigset_t all;
        sigset_t before;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            while (m_threads.size() < count)
                m_threads.emplace_back(work);
        } catch (const std::exception &) {
            // Fewer will do.
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

private:
    std::vector<std::jthread> m_threads;
};

// A name that is not to be shown as it is.
std::string spelled(std::string_view name)
{
    std::string text;
    for (const char byte : name)
        text += byte >= 0x20 && byte < 0x7f && byte != '\\' ? std::string(1, byte)
                                                           : fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    return text;
}

// Sorted.
struct Names {
    std::vector<std::string> volumes;
    std::vector<std::string> left_out; // those that cannot stand in XML
};

Names names_in(const Folder &folder)
{
    process::Fd copy(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(copy ? ::fdopendir(copy.get()) : nullptr,
                                                         &::closedir);
    if (!directory)
        throw failure("cannot read directory '" + folder.path() + "'");
    static_cast<void>(copy.release());
    Names names;
    errno = 0;
    while (const dirent *const entry = ::readdir(directory.get()))
        if (is_volume_name(entry->d_name))
            names.volumes.emplace_back(entry->d_name);
        else if (!image::is_text(entry->d_name))
            names.left_out.emplace_back(entry->d_name);
    if (errno != 0)
        throw failure("cannot read directory '" + folder.path() + "'");
    std::ranges::sort(names.volumes);
    std::ranges::sort(names.left_out);
    return names;
}

} // namespace

// Whether this process may read a file, asking the system only where the state of the file does not say it.
class Readability {
public:
    explicit Readability(const Folder &folder) : m_user(::geteuid()), m_is_local(is_local(folder.get())) {}

    // Otherwise with errno.
    [[nodiscard]] bool can_read(const Folder &folder, const char *name, const struct stat &status) const
    {
        // On a server other users, and root, may be somebody else.
        if (m_is_local && (m_user == 0 || (m_user == status.st_uid && (status.st_mode & S_IRUSR) != 0)))
            return true;
        return ::faccessat(folder.get(), name, R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) == 0;
    }

private:
    uid_t m_user;
    bool m_is_local;
};

Listing::Stamp Listing::Stamp::of(const struct stat &status)
{
    return {status.st_dev, status.st_ino, status.st_mtim, status.st_ctim};
}

bool Listing::Stamp::operator==(const Stamp &other) const
{
    return device == other.device && inode == other.inode && is_same(modified, other.modified) &&
           is_same(changed, other.changed);
}

// Keeps what is known of the names that are still there.
void Listing::read_names(const Folder &folder, const Rules &rules)
{
    auto [names, left_out] = names_in(folder);
    std::vector<Known> now;
    now.reserve(names.size());
    auto before = m_known.begin();
    for (std::string &name : names) {
        while (before != m_known.end() && before->volume.name < name)
            ++before;
        if (before != m_known.end() && before->volume.name == name) {
            now.push_back(std::move(*before++));
            continue;
        }
        FoundVolume &volume = now.emplace_back().volume;
        volume.path = folder.path_of(name);
        volume.key = volume.path;
        volume.name = std::move(name);
    }
    m_known = std::move(now);
    for (const std::string &name : left_out)
        if (!std::ranges::binary_search(m_left_out, name))
            tell(rules, fmt::format("'{}' is left out: its name has control characters, or is no UTF-8: rename it",
                                    folder.path_of(spelled(name))));
    m_left_out = std::move(left_out);
}

void Listing::leave_out(Known &known, const Rules &rules, const std::string &why)
{
    // Nobody tells when the reason is gone.
    known.is_watched = known.is_volume = false;
    if (!std::exchange(known.has_warned, true))
        tell(rules, why);
}

void Listing::look_into(const Folder &folder, const Rules &rules, Known &known)
{
    const auto entry = folder.find(known.volume.name);
    if (!entry && errno != ENOENT)
        return leave_out(known, rules,
                         errno == EXDEV ? "the link '" + known.volume.path + "' is left out: it leads out of the pool"
                                        : unreadable(known.volume.path));
    const bool had_warned = std::exchange(known.has_warned, false);
    const auto warn = [&](const std::string &why) {
        known.has_warned = true;
        if (!had_warned)
            tell(rules, why);
    };
    auto volume = entry ? inspect_entry(folder, known.volume.name, *entry, {rules.capacity_is_allocated, warn})
                        : std::nullopt;
    known.is_volume = volume.has_value();
    known.is_watched &= known.is_volume;
    if (volume)
        known.volume = std::move(*volume);
}

void Listing::refresh(const Folder &folder, const Rules &rules, const Readability &readability, Known &known)
{
    struct stat status {};
    const char *const name = known.volume.name.c_str();
    if (::fstatat(folder.get(), name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        known.is_volume = known.is_watched = known.has_warned = false;
        return;
    }
    // A link is not what it leads to, and what is done to a file through a name elsewhere is not told here.
    known.is_watched = S_ISREG(status.st_mode) && status.st_nlink == 1;
    if (!S_ISREG(status.st_mode) || rules.capacity_is_allocated)
        return look_into(folder, rules, known);
    if (!readability.can_read(folder, name, status))
        return leave_out(known, rules, unreadable(known.volume.path));
    take_state(status, known.volume);
    known.is_volume = true;
    known.has_warned = false;
}

// Nearly all of the time is spent in the system, which serves several threads at once.
void Listing::refresh_all(const Folder &folder, const Rules &rules, const std::vector<Known *> &due)
{
    if (due.empty())
        return;
    std::mutex mutex; // guards `failed`, and lets one warning be told at a time
    std::exception_ptr failed;
    std::atomic<std::size_t> next{0};
    const Readability readability(folder);
    const Rules in_turn{rules.capacity_is_allocated, [&](const std::string &message) {
                            const std::lock_guard lock(mutex);
                            tell(rules, message);
                        }};
    const auto work = [&]() noexcept {
        try {
            for (std::size_t at = 0; (at = next.fetch_add(portion)) < due.size();)
                for (const std::size_t end = std::min(at + portion, due.size()); at < end; ++at)
                    refresh(folder, in_turn, readability, *due[at]);
        } catch (...) {
            const std::lock_guard lock(mutex);
            failed = std::current_exception();
        }
    };
    {
        const Helpers helpers(std::min(due.size() / worth_a_thread, most_helpers), work);
        work();
    }
    if (failed)
        std::rethrow_exception(failed);
}

// The watch begins before anything is looked at, so that no change falls between.
bool Listing::read_news(const Folder &folder, const struct stat &directory, News &news)
{
    if (m_watch) {
        news = m_watch->take();
        if (m_watch->is_of(directory) && !news.has_ended)
            return news.all;
        if (m_watch->move_to(folder))
            return true;
    }
    m_watch = Watch::begin(folder);
    return true;
}

std::vector<Listing::Known *> Listing::due(bool looks_at_all, const News &news)
{
    std::vector<Known *> due;
    for (Known &known : m_known)
        if (looks_at_all || !known.is_watched || (!news.files.empty() && news.files.contains(known.volume.name)))
            due.push_back(&known);
    return due;
}

void Listing::list(const Folder &folder, const Rules &rules,
                   const std::function<void(const FoundVolume &)> &put)
{
    struct stat status {};
    timespec now{};
    News news;
    if (::fstat(folder.get(), &status) != 0)
        throw failure("cannot look at directory '" + folder.path() + "'");
    ::clock_gettime(CLOCK_REALTIME, &now);
    const bool looks_at_all = read_news(folder, status, news);
    // News are told once: when this fails half-way, the next time looks at all.
    std::unique_ptr<Watch> watch = std::exchange(m_watch, nullptr);
    const Stamp stamp = Stamp::of(status);
    // What a failure leaves unread is read again.
    const bool must_read = looks_at_all ? !m_is_settled || !(m_directory == stamp) : news.names || !m_is_read;
    if (must_read) {
        m_is_settled = m_is_read = false;
        read_names(folder, rules);
        m_directory = stamp;
        m_is_settled = !is_recent(status.st_mtim, now) && notes_changes(folder.get());
        m_is_read = true;
    }
    refresh_all(folder, rules, due(looks_at_all, news));
    for (const Known &known : m_known)
        if (known.is_volume)
            put(known.volume);
    m_watch = std::move(watch);
}

} // namespace modvirt::volume_files
