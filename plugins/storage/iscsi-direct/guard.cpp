// SPDX-License-Identifier: LGPL-2.1-or-later
#include "guard.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_iscsi_direct {

namespace {

constexpr std::size_t header_bytes = 48;
constexpr std::size_t digest_bytes = 4;
constexpr std::size_t most_data = 262144;       // what libiscsi tells the server that it takes
constexpr std::size_t most_held = 4u << 20;      // more than any unit has; further ones are read when these have gone on
constexpr uint32_t no_tag = UINT32_MAX;

enum : uint8_t {
    of_nop = 0x00,
    of_command = 0x01,
    of_login = 0x03,
    of_text = 0x04,
    of_logout = 0x06,
    nop_in = 0x20,
    response = 0x21,
    login_response = 0x23,
    text_response = 0x24,
    data_in = 0x25,
    logout_response = 0x26,
    ready_to_transfer = 0x31,
    message = 0x32, // which no request asks for
    rejection = 0x3f,
};

uint32_t number_at(std::string_view unit, std::size_t at, std::size_t bytes)
{
    uint32_t value = 0;
    for (const char byte : unit.substr(at, bytes))
        value = value << 8 | static_cast<uint8_t>(byte);
    return value;
}

uint8_t opcode_of(std::string_view unit)
{
    return static_cast<uint8_t>(unit[0]) & 0x3f;
}
uint32_t tag_of(std::string_view unit)
{
    return number_at(unit, 16, 4);
}
std::size_t data_size(std::string_view unit)
{
    return number_at(unit, 5, 3);
}
bool has_bit(std::string_view unit, uint8_t bit)
{
    return (static_cast<uint8_t>(unit[1]) & bit) != 0;
}

// The request that an answer of that kind is to; 0xff for none.
uint8_t request_of(uint8_t opcode)
{
    switch (opcode) {
    case nop_in:
        return of_nop;
    case response:
    case data_in:
    case ready_to_transfer:
        return of_command;
    case login_response:
        return of_login;
    case text_response:
        return of_text;
    case logout_response:
        return of_logout;
    default:
        return 0xff;
    }
}

// Whether `at` and `size` are within so many bytes.
bool is_within(uint64_t at, uint64_t size, uint64_t bytes)
{
    return at + size <= bytes;
}

const char *fault_of_text(std::string_view data)
{
    return data.empty() || data.back() == '\0' ? nullptr : "a text that does not end";
}

const char *fault_of_sense(std::string_view data)
{
    if (data.empty() || (data.size() >= 2 && is_within(2, number_at(data, 0, 2), data.size())))
        return nullptr;
    return "a reason that is shorter than it says";
}

} // namespace

Guard::Guard(int socket) : m_server(::fcntl(socket, F_DUPFD_CLOEXEC, 0))
{
    int ends[2] = {-1, -1};
    if (m_server && ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0) {
        m_initiator = process::Fd(ends[0]);
        const process::Fd other(ends[1]);
        if (::dup3(other.get(), socket, O_CLOEXEC) >= 0)
            return;
    }
    throw Error(ErrorCode::SystemError, fmt::format("cannot look after a connection of iSCSI: {}", std::strerror(errno)));
}

std::array<pollfd, 2> Guard::waited() const
{
    const auto events = [](const Flow &from, const Flow &to) {
        return static_cast<short>((from.let_by.size() < most_held && !from.has_ended ? POLLIN : 0) |
                                  (to.let_by.empty() ? 0 : POLLOUT));
    };
    // poll() tells of an end whether it was asked for or not.
    const auto watched = [](const process::Fd &socket, short for_what) {
        return pollfd{for_what == 0 ? -1 : socket.get(), for_what, 0};
    };
    return {watched(m_initiator, events(m_asked, m_answered)), watched(m_server, events(m_answered, m_asked))};
}

std::optional<std::string> Guard::pass_on()
{
    receive(m_initiator.get(), m_asked);
    while (auto unit = take_unit(m_asked)) {
        note(*unit);
        m_asked.let_by += *unit;
    }
    send(m_server.get(), m_asked);
    receive(m_server.get(), m_answered);
    while (m_answered.taken.size() >= header_bytes) {
        if (data_size(m_answered.taken) > most_data)
            return fmt::format("it sent {} bytes at once, and may send {}", data_size(m_answered.taken), most_data);
        if (m_answered.taken[4] != 0)
            return "it sent headers that no answer has";
        const auto unit = take_unit(m_answered);
        if (!unit)
            break;
        if (const char *fault = fault_of(*unit))
            return fmt::format("it sent {}", fault);
        m_answered.let_by += *unit;
    }
    send(m_initiator.get(), m_answered);
    if (m_answered.has_ended && m_answered.let_by.empty())
        ::shutdown(m_initiator.get(), SHUT_WR);
    return std::nullopt;
}

void Guard::receive(int socket, Flow &flow)
{
    std::array<char, 65536> buffer;
    while (!flow.has_ended && flow.taken.size() + flow.let_by.size() < most_held) {
        const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0)
            flow.taken.append(buffer.data(), static_cast<std::size_t>(got));
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            flow.has_ended = true;
        else if (errno == EAGAIN)
            return;
    }
}

// Whom nobody listens to any more is noticed where nothing comes from there.
void Guard::send(int socket, Flow &flow)
{
    std::size_t sent = 0;
    while (sent < flow.let_by.size()) {
        const ssize_t took =
            ::send(socket, flow.let_by.data() + sent, flow.let_by.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (took > 0)
            sent += static_cast<std::size_t>(took);
        else if (errno == EPIPE || errno == ECONNRESET)
            sent = flow.let_by.size();
        else if (errno != EINTR)
            break;
    }
    flow.let_by.erase(0, sent);
}

std::optional<std::string> Guard::take_unit(Flow &flow) const
{
    if (flow.taken.size() < header_bytes)
        return std::nullopt;
    const std::size_t more_headers = std::size_t{static_cast<uint8_t>(flow.taken[4])} * 4;
    const std::size_t digest = m_may_digest && m_is_logged_in ? digest_bytes : 0;
    const std::size_t size = header_bytes + more_headers + digest + (data_size(flow.taken) + 3) / 4 * 4;
    if (flow.taken.size() < size)
        return std::nullopt;
    std::string unit = flow.taken.substr(0, size);
    flow.taken.erase(0, size);
    return unit;
}

void Guard::note(std::string_view unit)
{
    const uint8_t opcode = opcode_of(unit);
    if (opcode == of_nop || opcode == of_command || opcode == of_login || opcode == of_text || opcode == of_logout)
        m_requests[tag_of(unit)] = {opcode, has_bit(unit, 0x40), has_bit(unit, 0x20), number_at(unit, 20, 4)};
}

const char *Guard::fault_of(std::string_view unit)
{
    const uint8_t opcode = opcode_of(unit);
    if (opcode == message || (opcode == nop_in && tag_of(unit) == no_tag))
        return nullptr;
    const std::string_view data = unit.substr(unit.size() - (data_size(unit) + 3) / 4 * 4, data_size(unit));
    if (opcode == rejection)
        return data.size() >= header_bytes && m_requests.erase(tag_of(data)) != 0 ? nullptr : "a rejection of what it was not asked";
    const auto request = m_requests.find(tag_of(unit));
    if (request == m_requests.end() || request->second.opcode != request_of(opcode))
        return "an answer to what it was not asked";
    const char *fault = fault_of_answer(unit, request->second);
    // Data without a status, and leave to write, are not the last answer.
    if (opcode != ready_to_transfer && (opcode != data_in || has_bit(unit, 0x01)))
        m_requests.erase(request);
    return fault;
}

const char *Guard::fault_of_answer(std::string_view unit, const Request &request)
{
    const std::string_view data = unit.substr(unit.size() - (data_size(unit) + 3) / 4 * 4, data_size(unit));
    switch (opcode_of(unit)) {
    case data_in:
        return request.reads && is_within(number_at(unit, 40, 4), data.size(), request.bytes) ? nullptr
                                                                                            : "data that it was not asked for";
    case ready_to_transfer:
        return request.writes && is_within(number_at(unit, 40, 4), number_at(unit, 44, 4), request.bytes)
                   ? nullptr
                   : "a demand for data that there is not";
    case response:
        return fault_of_sense(data);
    case text_response:
        return fault_of_text(data);
    case login_response:
        m_may_digest = m_may_digest || data.find(std::string_view("HeaderDigest=CRC32C\0", 20)) != std::string_view::npos;
        // The last stage is that of commands, and the login has not failed.
        m_is_logged_in = has_bit(unit, 0x80) && (unit[1] & 3) == 3 && unit[36] == 0;
        return fault_of_text(data);
    default:
        return nullptr;
    }
}

} // namespace modvirt::storage_iscsi_direct
