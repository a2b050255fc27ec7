// SPDX-License-Identifier: LGPL-2.1-or-later
#include "hostile_server.hpp"

#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace modvirt::storage_iscsi_direct {

namespace {

constexpr uint32_t header_bytes = 48;
constexpr uint8_t final_bit = 0x80;
constexpr int pause_ms = 50; // how soon the end is noticed

std::string padded(std::string data)
{
    data.resize((data.size() + 3) / 4 * 4, '\0');
    return data;
}

std::string inquiry(const Pdu &request)
{
    const bool is_page = (static_cast<uint8_t>(request.header[33]) & 1) != 0;
    std::string data(is_page ? 64 : 36, '\0');
    data[4] = static_cast<char>(data.size() - 5);
    if (is_page) {
        data[1] = request.header[34];
        data[3] = 60;
    }
    return data;
}

std::string read_data(const Pdu &request)
{
    switch (request.command()) {
    case scsi_inquiry:
        return inquiry(request);
    case scsi_capacity10:
        return big_endian(2047, 4) + big_endian(512, 4);
    case scsi_capacity16:
        return big_endian(2047, 8) + big_endian(512, 4) + std::string(20, '\0');
    case scsi_report_luns:
        return big_endian(16, 4) + std::string(4, '\0') + big_endian(0, 8) + big_endian(uint64_t{1} << 48, 8);
    default:
        return {};
    }
}

Pdu log_in(const Pdu &request)
{
    Pdu reply = HostileServer::reply(request, op_login_response);
    reply.header[1] = request.header[1];
    reply.put(8, request.number(8));
    reply.put(12, request.number(12));
    reply.put(14, 1, 2); // the session's handle
    reply.data = request.data.find("AuthMethod=") != std::string::npos ? std::string("AuthMethod=None\0TargetPortalGroupTag=1\0", 39)
                                                                       : std::string("HeaderDigest=None\0DataDigest=None\0", 34);
    return reply;
}

} // namespace

uint32_t Pdu::number(std::size_t at, int bytes) const
{
    uint32_t value = 0;
    for (int index = 0; index < bytes; ++index)
        value = value << 8 | static_cast<uint8_t>(header[at + static_cast<std::size_t>(index)]);
    return value;
}

void Pdu::put(std::size_t at, uint32_t value, int bytes)
{
    header.replace(at, static_cast<std::size_t>(bytes), big_endian(value, bytes));
}

std::string Pdu::wire() const
{
    Pdu sized = *this;
    sized.put(5, static_cast<uint32_t>(data.size()), 3);
    return sized.header + padded(data);
}

std::string big_endian(uint64_t value, int bytes)
{
    std::string text;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        text += static_cast<char>(value >> shift & 0xff);
    return text;
}

Pdu HostileServer::reply(const Pdu &request, Opcode opcode)
{
    const bool is_immediate = (request.header[0] & 0x40) != 0; // then its number is that of the next command
    const uint32_t next = request.number(24) + (is_immediate ? 0 : 1);
    Pdu reply;
    reply.header[0] = static_cast<char>(opcode);
    reply.header[1] = static_cast<char>(final_bit);
    reply.put(16, request.number(16));
    reply.put(20, UINT32_MAX);
    reply.put(24, request.number(28)); // the status that it waits for
    reply.put(28, next);
    reply.put(32, next + 64);
    return reply;
}

Pdu HostileServer::data_in(const Pdu &request, std::string data)
{
    Pdu reply = HostileServer::reply(request, op_data_in);
    reply.header[1] = static_cast<char>(final_bit | 1); // with the status, which is good
    reply.data = std::move(data);
    return reply;
}

std::string HostileServer::honest(const Pdu &request)
{
    switch (request.opcode()) {
    case op_login:
        return log_in(request).wire();
    case op_text: {
        Pdu reply = HostileServer::reply(request, op_text_response);
        reply.data = std::string("TargetName=iqn.2024-01.lab:disks\0TargetAddress=127.0.0.1:1,1\0", 62);
        return reply.wire();
    }
    case op_command:
        if (const std::string data = read_data(request); !data.empty())
            return data_in(request, data.substr(0, request.number(20))).wire();
        return reply(request, op_response).wire();
    case op_logout:
        return reply(request, static_cast<Opcode>(0x26)).wire();
    case op_data_out:
        return reply(request, op_response).wire();
    default:
        return reply(request, op_reject).wire();
    }
}

HostileServer::HostileServer(Answer answer) : m_answer(std::move(answer))
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (m_socket < 0 || ::bind(m_socket, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(m_socket, 16) != 0 ||
        ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no port on 127.0.0.1 can be had");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

HostileServer::~HostileServer()
{
    m_is_ending = true;
    m_thread.join();
    ::close(m_socket);
}

// One connection after the other, as its client has them.
void HostileServer::serve()
{
    while (!m_is_ending) {
        pollfd waiting{m_socket, POLLIN, 0};
        if (::poll(&waiting, 1, pause_ms) <= 0)
            continue;
        const int connection = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            continue;
        const timeval patience{0, pause_ms * 1000};
        ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        serve_one(connection);
        ::close(connection);
    }
}

void HostileServer::serve_one(int connection)
{
    std::string held;
    const auto receive = [&](std::size_t wanted) {
        char buffer[65536];
        while (held.size() < wanted && !m_is_ending) {
            const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
                return false;
            held.append(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
        }
        return !m_is_ending;
    };
    const auto send = [&](const std::string &bytes) {
        for (std::size_t sent = 0; sent < bytes.size() && !m_is_ending;) {
            const ssize_t took = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (took < 0 && errno != EAGAIN && errno != EINTR)
                return false;
            sent += took > 0 ? static_cast<std::size_t>(took) : 0;
        }
        return !m_is_ending;
    };
    while (receive(header_bytes)) {
        Pdu request;
        request.header = held.substr(0, header_bytes);
        const uint32_t bytes = request.number(5, 3);
        const std::size_t all = header_bytes + (bytes + 3) / 4 * 4;
        if (!receive(all))
            return;
        request.data = held.substr(header_bytes, bytes);
        held.erase(0, all);
        const std::string answer = m_answer(request);
        if (answer.empty() || !send(answer))
            return;
    }
}

} // namespace modvirt::storage_iscsi_direct
