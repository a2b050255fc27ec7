// SPDX-License-Identifier: MIT
#include "password.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/process/fd.hpp"
#include "modvirt/error.hpp"

namespace modvirt::iscsi {

namespace {

constexpr std::size_t most_bytes = 255; // what initiators take

[[noreturn]] void fail_to_read(const std::string &path, const std::string &reason)
{
    throw Error(ErrorCode::AuthFailed,
                fmt::format("no password for the target: {}: {}; write it there, readable by its owner alone", path, reason));
}

} // namespace

std::string read_password(const std::string &directory, std::string_view name)
{
    const std::string path = fmt::format("{}/{}", directory, name);
    if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos)
        fail_to_read(path, "a secret with this name cannot have a file");
    const process::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0)
        fail_to_read(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode) || (status.st_mode & 077) != 0)
        fail_to_read(path, "it is no file that others cannot read");
    std::array<char, 512> buffer{};
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0)
        fail_to_read(path, std::strerror(errno));
    std::string password(buffer.data(), static_cast<std::size_t>(size));
    while (!password.empty() && password.back() == '\n')
        password.pop_back();
    if (password.empty())
        fail_to_read(path, "it is empty");
    if (password.size() > most_bytes)
        fail_to_read(path, fmt::format("it has more than {} bytes", most_bytes));
    return password;
}

std::string read_password_of(const xml::Element &auth, const std::string &directory)
{
    const auto secret = auth.child("secret");
    return read_password(directory, secret ? secret->attribute_or("usage", secret->attribute_or("uuid", "")) : "");
}

} // namespace modvirt::iscsi
