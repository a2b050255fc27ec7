// SPDX-License-Identifier: MIT
#include "kit/volume_files/folder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <mutex>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kit/contents/opening.hpp"
#include "kit/process/spawner.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/name.hpp"

namespace modvirt::volume_files {

namespace {

// The volumes that this process is making, by the paths that they will have.
struct Makings {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<Unfinished::Making>> by_path;
};

Makings &makings()
{
    static Makings &all = *new Makings; // what is given up may come to its end while the process does
    return all;
}

} // namespace

bool is_kind_of_volume(mode_t mode)
{
    return S_ISREG(mode) || S_ISBLK(mode) || S_ISDIR(mode);
}

bool is_local(int directory)
{
    constexpr uint32_t xfs = 0x58465342;
    constexpr uint32_t kinds[] = {EXT4_SUPER_MAGIC, xfs, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, TMPFS_MAGIC};
    struct statfs status {};
    return ::fstatfs(directory, &status) == 0 &&
           std::ranges::find(kinds, static_cast<uint32_t>(status.f_type)) != std::end(kinds);
}

Folder::Folder(std::string path)
    : m_path(std::move(path)), m_fd(::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    if (!m_fd)
        throw failure("cannot open directory '" + m_path + "'");
}

std::optional<Entry> Folder::find(std::string_view name) const
{
    if (!is_volume_name(name)) {
        errno = ENOENT;
        return std::nullopt;
    }
    Entry entry;
    entry.fd = contents::find_below(m_fd.get(), std::string(name).c_str());
    if (!entry.fd || ::fstat(entry.fd.get(), &entry.status) != 0)
        return std::nullopt;
    return entry;
}

Entry Folder::need(std::string_view name) const
{
    auto entry = find(name);
    const auto refuse = [&](std::string_view what) {
        throw refusal(ErrorCode::NoStorageVol, "'" + path_of(name) + "' is " + std::string(what) + ": it is no volume");
    };
    if (entry && !is_kind_of_volume(entry->status.st_mode))
        refuse(contents::kind_of(entry->status.st_mode));
    if (entry)
        return std::move(*entry);
    if (errno == EXDEV)
        refuse("a link that leads out of the pool");
    if (errno == ELOOP)
        refuse("a link that leads to itself");
    if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
        throw failure("cannot look at '" + path_of(name) + "'");
    if (is_volume_name(name) && has(name))
        refuse("a link to what is not there");
    throw no_volume(name);
}

process::Fd Folder::open(const Entry &entry, std::string_view name, int how) const
{
    std::array<char, 32> path;
    std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", entry.fd.get());
    process::Fd fd(::open(path.data(), how | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!fd)
        throw failure("cannot open volume '" + path_of(name) + "'");
    return process::out_of_the_way(std::move(fd));
}

std::optional<FoundVolume> Folder::find_unfinished(std::string_view name) const
{
    std::shared_ptr<Unfinished::Making> making;
    {
        const std::lock_guard lock(makings().mutex);
        const auto place = makings().by_path.find(path_of(name));
        if (place == makings().by_path.end())
            return std::nullopt;
        making = place->second;
    }
    struct stat status {};
    if (::lstat(making->path.c_str(), &status) != 0)
        return std::nullopt;
    constexpr uint64_t block = 512; // what stat() counts in
    const uint64_t filled = making->filled;
    FoundVolume volume;
    volume.type = S_ISDIR(status.st_mode) ? 2 : 0; // of virStorageVolType
    volume.name = name;
    volume.path = volume.key = path_of(name);
    volume.capacity = static_cast<uint64_t>(status.st_size);
    volume.allocation = filled != 0 ? filled : static_cast<uint64_t>(status.st_blocks) * block;
    return volume;
}

bool Folder::has(std::string_view name) const
{
    struct stat status {};
    return ::fstatat(m_fd.get(), std::string(name).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

void Folder::sync() const
{
    if (::fsync(m_fd.get()) != 0 && errno != EINVAL && errno != EROFS)
        throw failure("cannot sync directory '" + m_path + "'");
}

Unfinished::Unfinished(const Folder &folder, Kind kind, std::string_view volume)
    : m_folder(folder), m_volume(folder.path_of(volume)), m_making(std::make_shared<Making>()), m_kind(kind),
      m_name(unfinished_name())
{
    m_making->path = path();
    if (kind == Kind::File)
        m_fd = process::Fd(
            ::openat(folder.get(), m_name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    else if (::mkdirat(folder.get(), m_name.c_str(), 0700) == 0)
        m_fd = process::Fd(
            ::openat(folder.get(), m_name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!m_fd)
        throw failure("cannot create a file in '" + folder.path() + "'");
    m_fd = process::out_of_the_way(std::move(m_fd));
    const std::lock_guard lock(makings().mutex);
    makings().by_path.insert_or_assign(m_volume, m_making);
}

Unfinished::~Unfinished()
{
    {
        const std::lock_guard lock(makings().mutex);
        const auto place = makings().by_path.find(m_volume);
        if (place != makings().by_path.end() && place->second == m_making)
            makings().by_path.erase(place);
    }
    if (!m_is_finished)
        ::unlinkat(m_folder.get(), m_name.c_str(), m_kind == Kind::Directory ? AT_REMOVEDIR : 0);
}

void Unfinished::rename(std::string_view name)
{
    const std::string own(name);
    int result = ::renameat2(m_folder.get(), m_name.c_str(), m_folder.get(), own.c_str(), RENAME_NOREPLACE);
    // NFS cannot do that. A second name replaces nothing either, and what it needs not is the first one.
    if (result != 0 && (errno == EINVAL || errno == ENOSYS) && m_kind == Kind::File) {
        result = ::linkat(m_folder.get(), m_name.c_str(), m_folder.get(), own.c_str(), 0);
        if (result == 0)
            ::unlinkat(m_folder.get(), m_name.c_str(), 0);
    }
    if (result == 0)
        return;
    if (errno == EEXIST)
        throw refusal(ErrorCode::StorageVolExist, "'" + own + "'");
    throw failure("cannot create volume '" + m_folder.path_of(name) + "'");
}

void Unfinished::finish(std::string_view name, Lasting lasting)
{
    stop_if_cancelled(m_volume);
    rename(name);
    m_is_finished = true;
    if (lasting == Lasting::Synced)
        m_folder.sync();
}

} // namespace modvirt::volume_files
