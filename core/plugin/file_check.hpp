// SPDX-License-Identifier: LGPL-2.1-or-later
// Who could have put a file where it is. Whoever can write a plugin, or a directory on the way to it, can run
// code with our rights.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unordered_map>

namespace modvirt::plugin {

// A thread-safe judge of files; directories are looked at once.
class FileCheck {
public:
    // Users other than root and ourselves are not trusted.
    explicit FileCheck(uid_t own_uid);

    // Throws Rejection when others can change the file behind `file`, an absolute path without symbolic
    // links, whose status is given, or one of the directories above it. The hint is the command that mends
    // it.
    void check(const std::filesystem::path &file, const struct stat &status);

    // The absolute name of a directory without symbolic links; empty when it has none.
    std::string real_directory(const std::string &directory);

    // Forgets what is known about directories.
    void clear();

private:
    struct Fault {
        std::string reason;
        std::string hint;
    };
    std::optional<Fault> find_fault(const std::filesystem::path &path, const struct stat &status) const;
    std::optional<Fault> directory_fault(const std::string &directory);

    uid_t m_own_uid;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::optional<Fault>> m_directories;
    std::unordered_map<std::string, std::string> m_real_directories;
};

} // namespace modvirt::plugin
