// SPDX-License-Identifier: MIT
#include "password.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/process/fd.hpp"
#include "kit/xml/value.hpp"
#include "modvirt/error.hpp"

namespace modvirt::iscsi {

namespace {

constexpr std::size_t most_bytes = 255; // what initiators take
constexpr int32_t usage_iscsi = 3;      // VIR_SECRET_USAGE_TYPE_ISCSI

[[noreturn]] void fail_to_read(const std::string &path, const std::string &reason)
{
    throw Error(ErrorCode::AuthFailed,
                fmt::format("no password for the target: {}: {}; write it there, readable by its owner alone", path, reason));
}

bool has_file(const std::string &directory, const std::string &name)
{
    return !name.empty() && name.find('/') == std::string::npos && ::access((directory + "/" + name).c_str(), F_OK) == 0;
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

WantedSecret secret_of(const xml::Element &auth)
{
    WantedSecret wanted;
    const auto secret = auth.child("secret");
    if (!secret)
        return wanted;
    if (const auto usage = secret->attribute("usage"))
        wanted = {{}, usage_iscsi, std::string(*usage)};
    else
        wanted.uuid = xml::parse_uuid(secret->attribute_or("uuid", "")).value_or(Uuid{});
    return wanted;
}

std::string password_in(const SecretBytes &value)
{
    if (value.size() > most_bytes || std::ranges::find(value, uint8_t{0}) != value.end())
        throw Error(ErrorCode::AuthFailed,
                    fmt::format("the secret of the target is no password: it has {} bytes; set one of at most {} without a zero byte",
                                value.size(), most_bytes),
                    ErrorDomain::Storage);
    return {value.begin(), value.end()};
}

std::string password_of(const xml::Element &auth, const SecretSource &secrets, const std::string &directory)
{
    const auto secret = auth.child("secret");
    const std::string name(secret ? secret->attribute_or("usage", secret->attribute_or("uuid", "")) : "");
    try {
        return password_in(secrets.value(secret_of(auth)));
    } catch (const Error &error) {
        if (error.code() != ErrorCode::NoSecret)
            throw;
        if (!has_file(directory, name))
            throw Error(error.code(),
                        fmt::format("{}: define it and set its value, or write the password to {}/{}, readable by its owner alone",
                                    error.message(), directory, name),
                        error.domain());
    }
    return read_password(directory, name);
}

} // namespace modvirt::iscsi
