// SPDX-License-Identifier: LGPL-2.1-or-later
// The other end of a monitor, played by a test: it says exactly what it is told to, when it is told to.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::qemu::fake {

class Peer {
public:
    Peer();

    // The end for the client; to be taken once.
    process::Fd take_client_end() { return std::move(m_client_end); }

    void say(std::string_view bytes);
    void greet();
    void reply(uint64_t id, const nlohmann::json &value = nlohmann::json::object());
    void refuse(uint64_t id, const std::string &description);
    void emit(const std::string &event, const nlohmann::json &data = nlohmann::json::object());
    void hang_up() { m_end.reset(); }

    // The next command that the client sent; waits for it. A null value when the client has gone.
    nlohmann::json hear();
    // The descriptor that came with the last command heard.
    process::Fd take_received() { return std::move(m_received); }
    [[nodiscard]] int fd() const { return m_end.get(); }

private:
    process::Fd m_end;
    process::Fd m_client_end;
    process::Fd m_received;
    std::string m_heard;
};

} // namespace modvirt::qemu::fake
