// SPDX-License-Identifier: LGPL-2.1-or-later
#include "stop.hpp"

#include <csignal>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/process/spawn.hpp"

namespace modvirt::qemu::guest {

namespace {

// QEMU writes out what it keeps of image formats and is gone in 10 ms; one that hangs is not waited for.
constexpr int grace_ms = 60;
constexpr int graceful_wait_ms = 15'000;
constexpr std::chrono::milliseconds end_wait{30'000};

void ask_to_end(const Guest &guest)
{
    const auto monitor = guest.find_monitor();
    if (monitor && monitor->is_open())
        monitor->send({"quit"});
    else
        process::send_signal(guest.pidfd(), SIGTERM);
}

void wait_for_end(const Guest &guest)
{
    if (!guest.wait_until_ended(end_wait))
        throw Error(
            ErrorCode::OperationFailed,
            fmt::format(
                "process {} of domain '{}' does not end although it was killed: it waits for the host, "
                "perhaps for a disk",
                guest.process().pid, guest.name()));
}

} // namespace

void destroy(const std::shared_ptr<Guest> &guest, Force force)
{
    guest->expect(Ending::Destroyed);
    if (force == Force::Kill) {
        end(guest);
        return;
    }
    ask_to_end(*guest);
    if (!process::wait_for_end(guest->pidfd(), graceful_wait_ms))
        throw Error(
            ErrorCode::OperationFailed,
            fmt::format("domain '{}' does not end by itself; destroy it without --graceful to kill it",
                        guest->name()));
    wait_for_end(*guest);
}

void end(const std::shared_ptr<Guest> &guest)
{
    ask_to_end(*guest);
    if (!process::wait_for_end(guest->pidfd(), grace_ms))
        process::send_signal(guest->pidfd(), SIGKILL);
    wait_for_end(*guest);
}

} // namespace modvirt::qemu::guest
