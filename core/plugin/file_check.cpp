// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/file_check.hpp"

#include "plugin/state.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <system_error>

namespace modvirt::plugin {
namespace {

// As an argument of a shell, for commands that people copy.
std::string quoted(const std::string &path)
{
    constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%,=";
    if (path.find_first_not_of(plain) == std::string::npos) {
        return path;
    }
    std::string result = "'";
    for (const char c : path) {
        result += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return result + "'";
}

} // namespace

FileCheck::FileCheck(uid_t own_uid) : m_own_uid(own_uid) {}

void FileCheck::check(const std::filesystem::path &file, const struct stat &status)
{
    if (!S_ISREG(status.st_mode)) {
        throw Rejection("it is not a regular file", "Name the plugin's .so file.");
    }
    if (const auto fault = find_fault(file, status)) {
        throw Rejection(fault->reason, fault->hint);
    }
    // Upwards, to the root directory.
    std::string directory = file.native();
    do {
        directory.erase(std::max<std::size_t>(directory.rfind('/'), 1));
        if (const auto fault = directory_fault(directory)) {
            throw Rejection(fault->reason, fault->hint);
        }
    } while (directory != "/");
}

void FileCheck::clear()
{
    const std::lock_guard lock(m_mutex);
    m_directories.clear();
    m_real_directories.clear();
}

std::string FileCheck::real_directory(const std::string &directory)
{
    const std::lock_guard lock(m_mutex);
    const auto [place, is_new] = m_real_directories.try_emplace(directory);
    if (is_new) {
        const std::unique_ptr<char, decltype(&std::free)> real(realpath(directory.c_str(), nullptr),
                                                               &std::free);
        place->second = real ? real.get() : "";
    }
    return place->second;
}

std::optional<FileCheck::Fault> FileCheck::find_fault(const std::filesystem::path &path,
                                                      const struct stat &status) const
{
    const bool is_directory = S_ISDIR(status.st_mode);
    const std::string what =
        is_directory ? fmt::format("the directory '{}' above it", path.native()) : std::string("the file");
    if (status.st_uid != 0 && status.st_uid != m_own_uid) {
        return Fault{fmt::format("{} belongs to user {}, who could change the plugin", what, status.st_uid),
                     fmt::format("Run: chown {} {}", m_own_uid, quoted(path.native()))};
    }
    // In a directory like /tmp, the sticky bit keeps others from replacing what is not theirs.
    const mode_t writable = status.st_mode & (S_IWGRP | S_IWOTH);
    if (writable == 0 || (is_directory && (status.st_mode & S_ISVTX) != 0)) {
        return std::nullopt;
    }
    const char *who = (writable & S_IWOTH) != 0 ? "everybody" : "its group";
    return Fault{fmt::format("{} is writable by {}, who could change the plugin", what, who),
                 fmt::format("Run: chmod go-w {}", quoted(path.native()))};
}

std::optional<FileCheck::Fault> FileCheck::directory_fault(const std::string &directory)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_directories.find(directory); known != m_directories.end()) {
        return known->second;
    }
    struct stat status {};
    std::optional<Fault> fault;
    if (stat(directory.c_str(), &status) != 0) {
        fault = Fault{fmt::format("the directory '{}' above it cannot be examined: {}", directory,
                                  std::generic_category().message(errno)),
                      "Give this user the right to search the directory."};
    } else {
        fault = find_fault(directory, status);
    }
    m_directories[directory] = fault;
    return fault;
}

} // namespace modvirt::plugin
