// SPDX-License-Identifier: MIT
// The directory itself: how its entries are reached without leaving it, and how new ones come into it whole.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include <modvirt/values.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::volume_files {

// What a name stands for: a descriptor, which can only be asked, and what stat() says.
struct Entry {
    process::Fd fd;
    struct stat status {};
};

// Files, block devices and directories are volumes; what else there is, such as a FIFO, is not.
bool is_kind_of_volume(mode_t mode);

// Whether only this kernel writes to what that directory is on, and knows who may do what there.
bool is_local(int directory);

class Folder {
public:
    // Throws SystemError when there is no such directory.
    explicit Folder(std::string path);

    [[nodiscard]] int get() const { return m_fd.get(); }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::string path_of(std::string_view name) const
    {
        return m_path + "/" + std::string(name);
    }

    // Nothing when there is none, or the name is no volume's, or it is a link that leads out of the
    // directory; then errno is EXDEV.
    [[nodiscard]] std::optional<Entry> find(std::string_view name) const;
    // Throws NoStorageVol instead, which says what is there when that is no volume.
    [[nodiscard]] Entry need(std::string_view name) const;
    // Opens the file of an entry; throws SystemError, which names it.
    [[nodiscard]] process::Fd open(const Entry &entry, std::string_view name, int how) const;
    // What there is by now of a volume that this process is making, and how many bytes are in it. Nothing when it makes
    // none of that name.
    [[nodiscard]] std::optional<FoundVolume> find_unfinished(std::string_view name) const;
    // Whether the name is taken, by whatever it is.
    [[nodiscard]] bool has(std::string_view name) const;

    // What was made, renamed or removed in it stays so.
    void sync() const;

private:
    std::string m_path;
    process::Fd m_fd;
};

// A new file or directory under a name that is not listed. Gone again with this, unless it was given its own
// name.
class Unfinished {
public:
    enum class Kind : uint8_t { File, Directory };

    // For that volume. `folder` outlives this. Throws SystemError.
    Unfinished(const Folder &folder, Kind kind, std::string_view volume);
    Unfinished(const Unfinished &) = delete;
    Unfinished &operator=(const Unfinished &) = delete;
    ~Unfinished();

    [[nodiscard]] int get() const { return m_fd.get(); }
    [[nodiscard]] std::string path() const { return m_folder.path_of(m_name); }
    // So many bytes more are in it. Where nobody says so, it is what it takes of the disk.
    void advance(uint64_t bytes) { m_making->filled += bytes; }

    // Its own name, from now on and, unless that is not worth waiting for, after a loss of power. Throws
    // StorageVolExist when the name is taken.
    enum class Lasting : uint8_t { Synced, Soon };
    void finish(std::string_view name, Lasting lasting = Lasting::Synced);

    // What others can see of it.
    struct Making {
        std::string path;
        std::atomic<uint64_t> filled = 0;
    };

private:
    void rename(std::string_view name);

    const Folder &m_folder;
    std::string m_volume; // its path, once it is finished
    std::shared_ptr<Making> m_making;
    Kind m_kind;
    std::string m_name;
    process::Fd m_fd;
    bool m_is_finished = false;
};

} // namespace modvirt::volume_files
