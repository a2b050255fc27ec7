// SPDX-License-Identifier: LGPL-2.1-or-later
#include "vnc_port.hpp"

#include <cstring>
#include <memory>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest {

namespace {

constexpr int first_port = 5900;
constexpr int last_port = 65535;

// Whether a server could listen there now.
bool is_free(const std::string &address, int port)
{
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return true; // a host name: QEMU finds out
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
    for (const addrinfo *one = found; one != nullptr; one = one->ai_next) {
        const process::Fd probe(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int on = 1;
        ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (::bind(probe.get(), one->ai_addr, one->ai_addrlen) != 0 || ::listen(probe.get(), 1) != 0)
            return false;
    }
    return true;
}

} // namespace

int VncPorts::reserve(const std::string &address)
{
    const std::lock_guard lock(m_mutex);
    for (int port = first_port; port <= last_port; ++port) {
        if (!m_given.contains(port) && is_free(address, port)) {
            m_given.insert(port);
            return port;
        }
    }
    throw Error(ErrorCode::InternalError,
                fmt::format("Unable to find an unused port in range 'vnc' ({}-{})", first_port, last_port));
}

void VncPorts::note(int port)
{
    const std::lock_guard lock(m_mutex);
    m_given.insert(port);
}

void VncPorts::release(int port) noexcept
{
    const std::lock_guard lock(m_mutex);
    m_given.erase(port);
}

} // namespace modvirt::qemu::guest
