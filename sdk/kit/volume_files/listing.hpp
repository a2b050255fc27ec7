// SPDX-License-Identifier: MIT
// What is known of the volumes of a directory, and how little is looked at to know it again: names are read
// when the directory has changed, and a file is opened when it has.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <sys/stat.h>

#include <modvirt/values.hpp>

#include "kit/volume_files/folder.hpp"
#include "kit/volume_files/watch.hpp"

namespace modvirt::volume_files {

// virStorageVolType
enum class Type : uint32_t { File = 0, Block = 1, Dir = 2, Ploop = 5 };

// What a pool says of the volumes in it.
struct Rules {
    bool capacity_is_allocated = false; // instead of what the file takes up
    std::function<void(const std::string &)> warn = {};
};

// What an entry is; nothing (with `warn` told why, unless it is no volume at all) when it is left out.
std::optional<FoundVolume> inspect_entry(const Folder &folder, const std::string &name, const Entry &entry,
                                         const Rules &rules);

class Listing {
public:
    // Not thread-safe.
    void list(const Folder &folder, const Rules &rules, const std::function<void(const FoundVolume &)> &put);

private:
    // A file, and what state it is in.
    struct Stamp {
        dev_t device = 0;
        ino_t inode = 0;
        off_t size = 0;
        blkcnt_t blocks = 0;
        timespec modified{};
        timespec changed{};

        static Stamp of(const struct stat &status);
        bool operator==(const Stamp &other) const;
    };
    struct Known {
        std::string name;
        Stamp stamp;
        bool is_settled = false; // it had not changed for a while when it was looked at
        bool is_watched = false; // a change would be told: it is a file, and has no second name
        bool is_volume = false;
        FoundVolume volume;
    };

    void read_names(const Folder &folder);
    // Whether anything may have changed but what the news say.
    bool read_news(const Folder &folder, const struct stat &directory, News &news);
    static void refresh(const Folder &folder, const Rules &rules, Known &known, const timespec &now);
    // The same for many, in several threads.
    static void refresh_all(const Folder &folder, const Rules &rules, const std::vector<Known *> &due,
                            const timespec &now);

    std::vector<Known> m_known; // by name
    Stamp m_directory;
    bool m_is_settled = false; // it had not changed for a while when its names were read
    bool m_is_read = false;    // they were
    std::unique_ptr<Watch> m_watch;
};

} // namespace modvirt::volume_files
