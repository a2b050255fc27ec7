// SPDX-License-Identifier: LGPL-2.1-or-later
#include "socket.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::guest {

namespace {

// An address holds 107 bytes and a root may be longer: the directory goes by its descriptor.
struct Address {
    explicit Address(const std::string &path)
    {
        const auto slash = path.rfind('/');
        directory = process::Fd(::open(path.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        const std::string text = fmt::format("/proc/self/fd/{}/{}", directory.get(), path.substr(slash + 1));
        socket.sun_family = AF_UNIX;
        is_usable = directory && text.size() < sizeof socket.sun_path;
        if (is_usable)
            std::memcpy(socket.sun_path, text.c_str(), text.size() + 1);
    }
    [[nodiscard]] const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&socket); }

    process::Fd directory;
    sockaddr_un socket{};
    bool is_usable = false;
};

} // namespace

process::Fd listen_at(const std::string &path)
{
    const Address address(path);
    process::Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::unlink(path.c_str());
    if (!listener || !address.is_usable ||
        ::bind(listener.get(), address.get(), sizeof address.socket) != 0 ||
        ::chmod(path.c_str(), 0600) != 0 || ::listen(listener.get(), 1) != 0)
        throw Error(ErrorCode::SystemError,
                    fmt::format("cannot listen at '{}': {}", path, std::strerror(errno)));
    return listener;
}

process::Fd connect_to(const std::string &path)
{
    const Address address(path);
    process::Fd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!connection || !address.is_usable ||
        ::connect(connection.get(), address.get(), sizeof address.socket) != 0)
        return {};
    return connection;
}

} // namespace modvirt::qemu::guest
