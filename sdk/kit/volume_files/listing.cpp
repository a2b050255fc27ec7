// SPDX-License-Identifier: MIT
#include "kit/volume_files/listing.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/image/file.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/name.hpp"

namespace modvirt::volume_files {

namespace {

constexpr uint64_t block = 512; // bytes; what stat() counts in

// A file of that size without any block is one hole, and a hole is no image's header. Smaller ones may be
// kept in the inode itself.
constexpr off_t largest_inline = 65536;

bool is_one_hole(const struct stat &status)
{
    return status.st_blocks == 0 && status.st_size > largest_inline;
}

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

void tell(const Rules &rules, const std::string &message)
{
    if (rules.warn)
        rules.warn(message);
}

void take_header(FoundVolume &volume, const image::Header &header)
{
    volume.capacity = header.capacity;
    // A guest sees the payload, and has the key.
    volume.format = header.format == image::Format::Luks ? "raw" : std::string(image::name_of(header.format));
    if (header.format == image::Format::Ploop)
        volume.type = static_cast<uint32_t>(Type::Ploop);
}

bool inspect_file(const Folder &folder, const std::string &name, const Entry &entry, const Rules &rules,
                  FoundVolume &volume)
{
    volume.type = static_cast<uint32_t>(S_ISBLK(entry.status.st_mode) ? Type::Block : Type::File);
    volume.format = "raw";
    volume.capacity = static_cast<uint64_t>(entry.status.st_size);
    volume.allocation = static_cast<uint64_t>(entry.status.st_blocks) * block;
    if (S_ISREG(entry.status.st_mode) && (entry.status.st_size == 0 || is_one_hole(entry.status)))
        return true;
    std::optional<image::OpenImage> opened;
    if (!entry.is_open && !(opened = image::open_image(entry.fd.get(), entry.status))) {
        tell(rules,
             failure("the volume '" + folder.path_of(name) + "' is left out: it cannot be opened").message());
        return false;
    }
    const image::Header header = opened ? image::read_file(opened->fd.get(), opened->size)
                                        : image::read_file(entry.fd.get(), volume.capacity);
    take_header(volume, header);
    if (opened && S_ISBLK(entry.status.st_mode))
        volume.allocation = opened->size;
    if (!header.problem.empty())
        tell(rules, fmt::format("the volume '{}' is damaged: {}", folder.path_of(name), header.problem));
    return true;
}

// For a listing, which wants as few calls as can be. What need not be opened is not, and what was a file a
// moment ago is opened at once. Nothing with errno when that is refused.
std::optional<Entry> entry_of(const Folder &folder, const std::string &name, const struct stat &status)
{
    if (!S_ISREG(status.st_mode))
        return folder.find(name);
    Entry entry{process::Fd(), status, false};
    if (status.st_size == 0 || is_one_hole(status))
        return entry;
    entry.fd = process::Fd(
        ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!entry.fd || ::fstat(entry.fd.get(), &entry.status) != 0)
        return std::nullopt;
    entry.is_open = S_ISREG(entry.status.st_mode);
    errno = ENOENT; // for what has taken its place
    return entry.is_open ? std::optional(std::move(entry)) : std::nullopt;
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

// One of Virtuozzo's: a directory with the image and a description of it.
bool is_ploop(const Entry &entry)
{
    struct stat status {};
    return ::fstatat(entry.fd.get(), "DiskDescriptor.xml", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) &&
           ::fstatat(entry.fd.get(), "root.hds", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

void inspect_directory(const Entry &entry, FoundVolume &volume)
{
    volume.type = static_cast<uint32_t>(Type::Dir);
    volume.format = "dir";
    volume.capacity = 0;
    volume.allocation = 0;
    if (!is_ploop(entry))
        return;
    volume.type = static_cast<uint32_t>(Type::Ploop);
    volume.format = "ploop";
    const auto image = image::open_image(entry.fd.get(), "root.hds");
    if (!image)
        return;
    volume.capacity = image::read_file(image->fd.get(), image->size).capacity;
    volume.allocation = static_cast<uint64_t>(image->status.st_blocks) * block;
}

} // namespace

std::optional<FoundVolume> inspect_entry(const Folder &folder, const std::string &name, const Entry &entry,
                                         const Rules &rules)
{
    FoundVolume volume;
    if (S_ISDIR(entry.status.st_mode))
        inspect_directory(entry, volume);
    else if (!S_ISREG(entry.status.st_mode) && !S_ISBLK(entry.status.st_mode))
        return std::nullopt;
    else if (!inspect_file(folder, name, entry, rules, volume))
        return std::nullopt;
    if (rules.capacity_is_allocated)
        volume.allocation = volume.capacity;
    volume.name = name;
    volume.path = folder.path_of(name);
    volume.key = volume.path;
    return volume;
}

Listing::Stamp Listing::Stamp::of(const struct stat &status)
{
    return {status.st_dev, status.st_ino, status.st_size, status.st_blocks, status.st_mtim, status.st_ctim};
}

bool Listing::Stamp::operator==(const Stamp &other) const
{
    return device == other.device && inode == other.inode && size == other.size && blocks == other.blocks &&
           is_same(modified, other.modified) && is_same(changed, other.changed);
}

// Keeps what is known of the names that are still there.
void Listing::read_names(const Folder &folder)
{
    process::Fd copy(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(copy ? ::fdopendir(copy.get()) : nullptr,
                                                         &::closedir);
    if (!directory)
        throw failure("cannot read directory '" + folder.path() + "'");
    static_cast<void>(copy.release());
    std::unordered_map<std::string, Known> before;
    for (Known &known : m_known)
        before.emplace(known.name, std::move(known));
    m_known.clear();
    errno = 0;
    while (const dirent *const entry = ::readdir(directory.get())) {
        if (!is_volume_name(entry->d_name))
            continue;
        const auto old = before.find(entry->d_name);
        if (old != before.end())
            m_known.push_back(std::move(old->second));
        else
            m_known.emplace_back().name = entry->d_name;
    }
    if (errno != 0)
        throw failure("cannot read directory '" + folder.path() + "'");
    std::ranges::sort(m_known, {}, &Known::name);
}

void Listing::refresh(const Folder &folder, const Rules &rules, Known &known, const timespec &now)
{
    struct stat status {};
    if (::fstatat(folder.get(), known.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        known.is_volume = known.is_settled = known.is_watched = false;
        return;
    }
    // A link is not what it leads to, and what is done to a file through a name elsewhere is not told here.
    known.is_watched = S_ISREG(status.st_mode) && status.st_nlink == 1;
    const Stamp stamp = Stamp::of(status);
    if (known.is_settled && known.stamp == stamp)
        return;
    known.stamp = stamp;
    known.is_settled = !S_ISLNK(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISBLK(status.st_mode) &&
                       (is_one_hole(status) || !is_recent(status.st_ctim, now));
    known.is_volume = false;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode) &&
        !S_ISBLK(status.st_mode))
        return;
    auto entry = entry_of(folder, known.name, status);
    if (!entry) {
        // Nobody tells when the reason is gone.
        known.is_watched = false;
        if (errno == EXDEV) {
            // Told once.
            known.is_settled = !is_recent(status.st_ctim, now);
            tell(rules, fmt::format("the link '{}' is left out: it leads out of the pool",
                                    folder.path_of(known.name)));
        } else if (errno != ENOENT) {
            tell(rules,
                 failure("the volume '" + folder.path_of(known.name) + "' is left out: it cannot be opened")
                     .message());
        }
        return;
    }
    if (auto volume = inspect_entry(folder, known.name, *entry, rules)) {
        known.volume = std::move(*volume);
        known.is_volume = true;
    }
    known.is_watched &= known.is_volume;
}

// Nearly all of the time is spent in the system, which serves several threads at once.
void Listing::refresh_all(const Folder &folder, const Rules &rules, const std::vector<Known *> &due,
                          const timespec &now)
{
    std::mutex mutex; // guards `failed`, and lets one warning be told at a time
    std::exception_ptr failed;
    std::atomic<std::size_t> next{0};
    const Rules in_turn{rules.capacity_is_allocated, [&](const std::string &message) {
                            const std::lock_guard lock(mutex);
                            tell(rules, message);
                        }};
    const auto work = [&]() noexcept {
        try {
            for (std::size_t at = 0; (at = next.fetch_add(portion)) < due.size();)
                for (const std::size_t end = std::min(at + portion, due.size()); at < end; ++at)
                    refresh(folder, in_turn, *due[at], now);
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
    if (m_watch && m_watch->is_of(directory)) {
        news = m_watch->take();
        if (!news.all)
            return false;
    }
    m_watch = Watch::begin(folder);
    return true;
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
        read_names(folder);
        m_directory = stamp;
        m_is_settled = !is_recent(status.st_mtim, now);
        m_is_read = true;
    }
    std::vector<Known *> due;
    for (Known &known : m_known)
        if (looks_at_all || !known.is_watched || (!news.files.empty() && news.files.contains(known.name)))
            due.push_back(&known);
    refresh_all(folder, rules, due, now);
    for (const Known &known : m_known)
        if (known.is_volume)
            put(known.volume);
    m_watch = std::move(watch);
}

} // namespace modvirt::volume_files
