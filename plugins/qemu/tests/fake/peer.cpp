// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fake/peer.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/uio.h>

namespace modvirt::qemu::fake {

Peer::Peer()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error("no socket pair");
    m_end = process::Fd(ends[0]);
    m_client_end = process::Fd(ends[1]);
}

void Peer::say(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t size = ::send(m_end.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

void Peer::greet()
{
    say(R"({"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}})"
        "\r\n");
}

void Peer::reply(uint64_t id, const nlohmann::json &value)
{
    say(nlohmann::json{{"return", value}, {"id", id}}.dump() + "\r\n");
}

void Peer::refuse(uint64_t id, const std::string &description)
{
    const nlohmann::json error = {{"class", "GenericError"}, {"desc", description}};
    say(nlohmann::json{{"error", error}, {"id", id}}.dump() + "\r\n");
}

void Peer::emit(const std::string &event, const nlohmann::json &data)
{
    const nlohmann::json stamp = {{"seconds", 1}, {"microseconds", 2}};
    say(nlohmann::json{{"event", event}, {"data", data}, {"timestamp", stamp}}.dump() + "\r\n");
}

nlohmann::json Peer::hear()
{
    for (;;) {
        if (const auto end = m_heard.find('\n'); end != std::string::npos) {
            const auto command = nlohmann::json::parse(m_heard.substr(0, end));
            m_heard.erase(0, end + 1);
            return command;
        }
        std::array<char, 4096> buffer;
        iovec data{buffer.data(), buffer.size()};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t size = ::recvmsg(m_end.get(), &message, MSG_CMSG_CLOEXEC);
        if (size <= 0)
            return {};
        if (const cmsghdr *header = CMSG_FIRSTHDR(&message);
            header != nullptr && header->cmsg_type == SCM_RIGHTS) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
            m_received = process::Fd(fd);
        }
        m_heard.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

} // namespace modvirt::qemu::fake
