// SPDX-License-Identifier: LGPL-2.1-or-later
#include "passwords.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/iscsi/password.hpp"
#include "kit/secret_client/secret_values.hpp"

namespace modvirt::qemu::guest {

namespace {

// A password is far smaller than what a pipe takes without a reader.
process::Fd pipe_with(const std::string &password)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw Error(ErrorCode::SystemError, fmt::format("cannot make a pipe for a password: {}", std::strerror(errno)));
    process::Fd reader(ends[0]);
    const process::Fd writer(ends[1]);
    if (::write(writer.get(), password.data(), password.size()) != static_cast<ssize_t>(password.size()))
        throw Error(ErrorCode::SystemError, fmt::format("cannot write a password to a pipe: {}", std::strerror(errno)));
    return reader;
}

} // namespace

std::vector<process::Fd> password_pipes(const config::DiskSources &sources, const std::string &root)
{
    std::vector<process::Fd> pipes;
    for (const auto &[target, source] : sources) {
        if (!source.login)
            continue;
        try {
            std::string password = iscsi::password_in(secret_client::value_below(root, source.login->secret));
            pipes.push_back(pipe_with(password));
            ::explicit_bzero(password.data(), password.size());
        } catch (const Error &error) {
            throw error.while_doing(fmt::format("log in at target '{}' for disk '{}'", source.target, target));
        }
    }
    return pipes;
}

} // namespace modvirt::qemu::guest
