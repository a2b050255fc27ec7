// SPDX-License-Identifier: LGPL-2.1-or-later
// Servers on 127.0.0.1 for the tests: Debian's target emulator tgtd, in user space and with a control socket of its own, and one
// that never says a word.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/types.h>

namespace modvirt::storage_iscsi_direct {

inline const std::string target_name = "iqn.2024-01.lab:disks";
inline const std::string initiator_name = "iqn.2024-01.lab:me";

// A port that nobody listens to.
uint16_t free_port();

class TargetServer {
public:
    // What a test that needs it lacks on this host; empty: nothing.
    static std::string missing();

    // One target without units, for all initiators. Throws std::runtime_error when the server does not start.
    explicit TargetServer(const std::string &address = "127.0.0.1");
    ~TargetServer();
    TargetServer(const TargetServer &) = delete;
    TargetServer &operator=(const TargetServer &) = delete;

    [[nodiscard]] uint16_t port() const { return m_port; }
    // The words that follow "tgtadm --lld iscsi".
    void administer(const std::string &words) const;
    // The file of its contents.
    std::filesystem::path add_unit(int number, uint64_t bytes) const;
    void kill();
    // It accepts who connects, and answers nothing, until it is woken.
    void fall_silent() const;
    void wake() const;

private:
    [[nodiscard]] bool answers() const;

    std::filesystem::path m_directory;
    std::string m_socket;
    uint16_t m_port;
    pid_t m_process = -1;
};

// Takes connections, and answers nothing.
class SilentServer {
public:
    SilentServer();
    ~SilentServer();
    SilentServer(const SilentServer &) = delete;
    SilentServer &operator=(const SilentServer &) = delete;

    [[nodiscard]] uint16_t port() const { return m_port; }

private:
    int m_socket;
    uint16_t m_port;
};

} // namespace modvirt::storage_iscsi_direct
