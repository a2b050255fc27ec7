// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/module_file.hpp"

#include "plugin/elf_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <modvirt/plugin.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace modvirt::plugin {
namespace {

namespace fs = std::filesystem;

class OpenFile {
public:
    // O_NONBLOCK: a FIFO of that name must not make us wait for a writer.
    explicit OpenFile(const fs::path &path)
        : m_fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
    {
    }
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;
    ~OpenFile()
    {
        if (m_fd >= 0) {
            close(m_fd);
        }
    }
    [[nodiscard]] int fd() const { return m_fd; }

private:
    int m_fd;
};

// A file's pages. Read only up to the size that fstat told; a file cut while it is mapped still raises
// SIGBUS, which only somebody who may write the plugin can cause.
class Mapping {
public:
    Mapping(int fd, std::size_t size) : m_size(size)
    {
        if (size != 0) {
            m_address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
        }
    }
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;
    ~Mapping()
    {
        if (is_valid()) {
            munmap(m_address, m_size);
        }
    }
    [[nodiscard]] bool is_valid() const { return m_address != MAP_FAILED && m_address != nullptr; }
    [[nodiscard]] std::span<const std::byte> bytes() const
    {
        return {static_cast<const std::byte *>(m_address), is_valid() ? m_size : 0};
    }

private:
    void *m_address = nullptr;
    std::size_t m_size;
};

[[noreturn]] void reject_unreadable(int failure)
{
    throw Rejection(fmt::format("the file cannot be read: {}", std::generic_category().message(failure)),
                    "Make the file readable for this user, or install the plugin again.");
}

// An absolute path without symbolic links. Of the many files of a directory only the first one pays for that.
fs::path resolve(const fs::path &file, FileCheck &check)
{
    struct stat own {};
    if (file.is_absolute() && lstat(file.c_str(), &own) == 0 && S_ISREG(own.st_mode)) {
        if (const std::string directory = check.real_directory(file.parent_path()); !directory.empty()) {
            return fs::path(directory) / file.filename();
        }
    }
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(file.c_str(), nullptr), &std::free);
    if (real) {
        return real.get();
    }
    const int failure = errno;
    std::error_code ignored;
    if (failure == ENOENT && fs::is_symlink(file, ignored)) {
        throw Rejection(
            fmt::format("it is a dangling symbolic link to '{}'", fs::read_symlink(file, ignored).native()),
            "Install the file that it points to, or remove the link.");
    }
    if (failure == ENOENT) {
        throw Rejection("there is no such file", "Check the name, or install the plugin.");
    }
    if (failure == ELOOP) {
        throw Rejection("it is a symbolic link that leads in a circle", "Remove the link.");
    }
    reject_unreadable(failure);
}

// A link is only as good as the directory it stands in: who can change that chooses the file.
void check_link(const fs::path &file, const fs::path &real, const struct stat &status, FileCheck &check)
{
    if (file.native() == real.native()) {
        return;
    }
    struct stat own {};
    if (lstat(file.c_str(), &own) != 0 || !S_ISLNK(own.st_mode)) {
        return; // it lies where `real` says
    }
    const fs::path place = resolve(fs::absolute(file).parent_path(), check) / file.filename();
    if (place != real) {
        check.check(place, status);
    }
}

// A file that others may write is copied first: one that is cut while it is mapped raises SIGBUS.
std::optional<Manifest> read_untrusted_manifest(int fd, const struct stat &status)
{
    constexpr off_t largest_bytes = 64 * 1024 * 1024;
    if (!S_ISREG(status.st_mode) || status.st_size > largest_bytes) {
        return std::nullopt;
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    const ssize_t size = pread(fd, bytes.data(), bytes.size(), 0);
    bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    try {
        return read_manifest(bytes);
    } catch (const Rejection &) {
        return std::nullopt;
    }
}

} // namespace

Rejection missing_manifest()
{
    return Rejection("the file is a shared library without a modvirt manifest note, so it is no plugin",
                     "Build the plugin with modvirt_add_plugin of the modvirt SDK, which adds the note.");
}

std::optional<Manifest> read_manifest(std::span<const std::byte> bytes)
{
    const ElfFile elf(bytes);
    if (const auto text = elf.find_note(MODVIRT_NOTE_OWNER, MODVIRT_NOTE_TYPE)) {
        return Manifest::parse(*text);
    }
    if (elf.mentions(MODVIRT_NEGOTIATE_SYMBOL)) {
        throw missing_manifest();
    }
    return std::nullopt;
}

ModuleFile read_module_file(const fs::path &file, FileCheck &check)
{
    ModuleFile module;
    module.path = file;
    try {
        module.path = resolve(file, check);
        const OpenFile opened(module.path);
        struct stat status {};
        if (opened.fd() < 0 || fstat(opened.fd(), &status) != 0) {
            reject_unreadable(errno);
        }
        module.identity = FileIdentity::of(status);
        try {
            check.check(module.path, status);
            check_link(file, module.path, status, check);
        } catch (const Rejection &) {
            module.manifest = read_untrusted_manifest(opened.fd(), status);
            throw;
        }
        const Mapping mapping(opened.fd(), static_cast<std::size_t>(status.st_size));
        if (status.st_size != 0 && !mapping.is_valid()) {
            reject_unreadable(ENOMEM);
        }
        module.manifest = read_manifest(mapping.bytes());
    } catch (const Rejection &rejection) {
        module.fault = rejection;
    }
    return module;
}

} // namespace modvirt::plugin
