// SPDX-License-Identifier: LGPL-2.1-or-later
// Ports for VNC servers, from 5900 on.
#pragma once

#include <mutex>
#include <set>
#include <string>

namespace modvirt::qemu::guest {

class VncPorts {
public:
    // A port that nobody listens on at `address` and that no guest here was given. Throws InternalError when
    // all are taken.
    int reserve(const std::string &address);
    // One that the application chose.
    void note(int port);
    void release(int port) noexcept;

private:
    std::mutex m_mutex;
    std::set<int> m_given;
};

} // namespace modvirt::qemu::guest
