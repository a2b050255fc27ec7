// SPDX-License-Identifier: MIT
#include "root.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <modvirt/error.hpp>
#include <modvirt/query.hpp>

namespace modvirt::store {

namespace {

[[noreturn]] void fail(const std::string &action)
{
    throw Error(ErrorCode::SystemError, "cannot " + action + ": " + std::strerror(errno));
}

std::string holder_of(int lock)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(lock, text.data(), text.size() - 1, 0);
    const long pid = size > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
    return pid > 0 ? "process " + std::to_string(pid) : "another process";
}

process::Fd take_lock(const std::string &root, const std::string &file)
{
    const std::string path = root + "/" + file;
    process::Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock)
        fail("open '" + path + "'");
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            fail("lock '" + path + "'");
        throw Error(ErrorCode::OperationFailed,
                    "the root '" + root + "' is in use by " + holder_of(lock.get()) +
                        ": one process at a time can open it, so close it there first, or name another root");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) {
        // The number only serves the message above; a full disk must not keep anybody from opening the root.
    }
    return lock;
}

} // namespace

void make_directory(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        fail("create directory '" + path + "'");
}

std::string canonical_root(std::string_view path)
{
    std::string wanted(path);
    for (std::size_t end = wanted.find('/', 1);; end = wanted.find('/', end + 1)) {
        make_directory(wanted.substr(0, end));
        if (end == std::string::npos)
            break;
    }
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(wanted.c_str(), nullptr), &std::free);
    if (!real)
        fail("use the root '" + wanted + "'");
    struct stat status {};
    if (::stat(real.get(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        fail("use the root '" + wanted + "'");
    }
    return real.get();
}

std::string root_of_query(std::string_view query)
{
    std::optional<std::string> root;
    for (const QueryParameter &parameter : query_parameters(query)) {
        if (parameter.name != "root")
            throw Error(
                ErrorCode::InvalidArg,
                "unknown URI parameter '" + parameter.name + "': qemu:///embed takes root=DIRECTORY");
        if (root)
            throw Error(ErrorCode::InvalidArg, "the URI parameter 'root' is given twice");
        root = parameter.value;
    }
    if (!root || root->empty())
        throw Error(ErrorCode::InvalidArg,
                    "Missing URI parameter 'root': write qemu:///embed?root=/absolute/directory",
                    ErrorDomain::Uri);
    if (root->front() != '/')
        throw Error(ErrorCode::ConfigUnsupported, "root path must be absolute, not '" + *root + "'");
    if (root->find('\0') != std::string::npos)
        throw Error(ErrorCode::InvalidArg, "the URI parameter 'root' holds a zero byte");
    return *root;
}

std::string query_of_root(std::string_view root)
{
    static constexpr std::string_view safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string query = "root=";
    for (const char letter : root) {
        const auto byte = static_cast<unsigned char>(letter);
        if (safe.find(letter) != std::string_view::npos)
            query += letter;
        else
            ((query += '%') += digits[byte >> 4]) += digits[byte & 15];
    }
    return query;
}

RootLock::RootLock(const std::string &root, const std::string &file) : m_lock(take_lock(root, file)) {}

} // namespace modvirt::store
