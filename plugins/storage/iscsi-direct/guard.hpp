// SPDX-License-Identifier: LGPL-2.1-or-later
// Stands between libiscsi and the server, and lets through what answers a request. libiscsi believes what it is sent: data that
// nobody has asked for ends the process. See RFC 7143, 11, for what is looked at.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <poll.h>

#include "kit/process/fd.hpp"

namespace modvirt::storage_iscsi_direct {

// Of one thread at a time, as its session.
class Guard {
public:
    // Takes the connection over that `socket` is, and becomes what is at its other end. Throws SystemError.
    explicit Guard(int socket);
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

    // What to wait for: on the side of libiscsi, and on that of the server.
    [[nodiscard]] std::array<pollfd, 2> waited() const;
    // Moves what there is without waiting. Answers what is wrong with what the server has sent; after that nothing moves any more.
    [[nodiscard]] std::optional<std::string> pass_on();

private:
    // What the initiator has asked for and not been answered yet.
    struct Request {
        uint8_t opcode = 0;
        bool reads = false;
        bool writes = false;
        uint32_t bytes = 0; // that it expects, or has
    };
    // One direction.
    struct Flow {
        std::string taken;     // not looked at yet
        std::string let_by;    // to be sent on
        bool has_ended = false; // there is no more to come
    };

    static void receive(int socket, Flow &flow);
    static void send(int socket, Flow &flow);
    // The first unit of what was taken; nothing when it is not there as a whole.
    [[nodiscard]] std::optional<std::string> take_unit(Flow &flow) const;
    void note(std::string_view unit);
    [[nodiscard]] const char *fault_of(std::string_view unit);
    [[nodiscard]] const char *fault_of_answer(std::string_view unit, const Request &request);

    process::Fd m_server;
    process::Fd m_initiator;
    Flow m_asked;
    Flow m_answered;
    std::map<uint32_t, Request> m_requests; // by their tags
    bool m_may_digest = false;              // the server wants headers to have a checksum
    bool m_is_logged_in = false;            // from then on they have it
};

} // namespace modvirt::storage_iscsi_direct
