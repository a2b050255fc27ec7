// SPDX-License-Identifier: MIT
// A directory whose files are replaced whole or not at all: written under a temporary name, synced, renamed,
// and the directory synced. Whoever is killed meanwhile leaves the old file or the new one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace modvirt::store {

// The system calls that change files, in the form of the C library. A seam: tests let them fail.
class FileCalls {
public:
    virtual ~FileCalls() = default;
    virtual int open(int directory, const char *name, int flags, mode_t mode);
    virtual ssize_t write(int file, const void *bytes, std::size_t size);
    virtual int sync(int file);
    virtual int rename(int directory, const char *from, const char *to);
    virtual int remove(int directory, const char *name);
    virtual int link(const char *target, int directory, const char *name);

    static FileCalls &system() noexcept;
    // For what is worth nothing any more once the host has lost its power: nothing waits for a disk. A file may be
    // empty then.
    static FileCalls &without_sync() noexcept;
};

// Commands throw modvirt::Error that names the file; file names are single components.
class Directory {
public:
    // Creates the directory and what is missing above it, for the user alone.
    explicit Directory(std::string path, FileCalls &calls = FileCalls::system());
    Directory(const Directory &) = delete;
    Directory &operator=(const Directory &) = delete;
    ~Directory();

    [[nodiscard]] const std::string &path() const noexcept { return m_path; }

    // The names of its files and links, sorted. What a killed writer left behind is not among them.
    [[nodiscard]] std::vector<std::string> list() const;
    [[nodiscard]] bool has(std::string_view name) const;
    // Throws when there is no such file, or it is larger than `limit` bytes or not a regular one.
    [[nodiscard]] std::string read(std::string_view name, std::size_t limit) const;

    void write(std::string_view name, std::string_view text, mode_t mode = 0600);
    // Makes or replaces a symbolic link.
    void link(std::string_view name, std::string_view target);
    void rename(std::string_view from, std::string_view to);
    // Nothing happens when there is no such file.
    void remove(std::string_view name);
    // Removes what killed writers left behind. Only for who is alone with the directory.
    void sweep();

private:
    [[nodiscard]] std::string temporary_name() const;
    void fill(int file, std::string_view text, const std::string &name);
    void move_into_place(const std::string &from, std::string_view to);
    void sync();

    std::string m_path;
    FileCalls &m_calls;
    int m_directory = -1;
};

} // namespace modvirt::store
