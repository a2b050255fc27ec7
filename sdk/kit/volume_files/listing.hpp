// SPDX-License-Identifier: MIT
// What is known of the volumes of a directory, and how little is looked at to know it again: names are read
// when the directory has changed, and the state of a file is asked for when it may have. No file is opened for
// that: what is in one is read when somebody asks about that volume, which has to look at it again anyhow.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "kit/volume_files/inspection.hpp"
#include "kit/volume_files/watch.hpp"

namespace modvirt::volume_files {

class Readability;

class Listing {
public:
    // Not thread-safe. The volumes are in the order of their names, and as take_state() tells them unless they
    // are no plain files, or the pool calls all of their capacity allocated.
    void list(const Folder &folder, const Rules &rules, const std::function<void(const FoundVolume &)> &put);

private:
    // A directory, and what state it is in.
    struct Stamp {
        dev_t device = 0;
        ino_t inode = 0;
        timespec modified{};
        timespec changed{};

        static Stamp of(const struct stat &status);
        bool operator==(const Stamp &other) const;
    };
    struct Known {
        FoundVolume volume;       // its name, whether or not it is one
        bool is_volume = false;   // it is
        bool is_watched = false;  // a change would be told: it is a file, and has no second name
        bool has_warned = false;  // what is wrong with it is told once
    };

    void read_names(const Folder &folder, const Rules &rules);
    // Whether anything may have changed but what the news say.
    bool read_news(const Folder &folder, const struct stat &directory, News &news);
    static void leave_out(Known &known, const Rules &rules, const std::string &why);
    static void look_into(const Folder &folder, const Rules &rules, Known &known);
    static void refresh(const Folder &folder, const Rules &rules, const Readability &readability, Known &known);
    // The same for many, in several threads.
    static void refresh_all(const Folder &folder, const Rules &rules, const std::vector<Known *> &due);
    [[nodiscard]] std::vector<Known *> due(bool looks_at_all, const News &news);

    std::vector<Known> m_known; // by name
    std::vector<std::string> m_left_out; // names that are no volume's, and were told
    Stamp m_directory;
    bool m_is_settled = false; // it had not changed for a while when its names were read
    bool m_is_read = false;    // they were
    std::unique_ptr<Watch> m_watch;
};

} // namespace modvirt::volume_files
