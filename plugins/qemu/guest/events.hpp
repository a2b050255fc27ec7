// SPDX-License-Identifier: LGPL-2.1-or-later
// libvirt's numbers for what happens to a domain.
#pragma once

#include <cstdint>

namespace modvirt::qemu::guest {

// virDomainEventType
enum LifecycleType : int32_t {
    event_started = 2,
    event_suspended = 3,
    event_resumed = 4,
    event_stopped = 5,
    event_shutdown = 6,
    event_pm_suspended = 7,
    event_crashed = 8,
};

// The details of each.
inline constexpr int32_t started_booted = 0, started_restored = 2, started_wakeup = 4;
inline constexpr int32_t suspended_paused = 0, suspended_io_error = 2, suspended_watchdog = 3,
                         suspended_restored = 4;
inline constexpr int32_t resumed_unpaused = 0;
inline constexpr int32_t stopped_shutdown = 0, stopped_destroyed = 1, stopped_crashed = 2, stopped_saved = 4,
                         stopped_failed = 5;
inline constexpr int32_t shutdown_finished = 0, shutdown_guest = 1, shutdown_host = 2;
inline constexpr int32_t crashed_panicked = 0;

// virDomainEventID
inline constexpr int32_t id_reboot = 1, id_rtc_change = 2, id_disk_change = 9, id_balloon_change = 13;

// virConnectDomainEventDiskChangeReason
inline constexpr int32_t change_missing_on_start = 0, drop_missing_on_start = 1;

// virDomainRunningReason, virDomainPausedReason, virDomainShutoffReason, ...
inline constexpr int32_t running_unknown = 0, running_booted = 1, running_restored = 3, running_unpaused = 5,
                         running_wakeup = 8;
inline constexpr int32_t paused_unknown = 0, paused_user = 1, paused_save = 3, paused_dump = 4,
                         paused_io_error = 5, paused_watchdog = 6, paused_starting_up = 11;
inline constexpr int32_t shutoff_unknown = 0, shutoff_shutdown = 1, shutoff_destroyed = 2,
                         shutoff_crashed = 3, shutoff_saved = 5, shutoff_failed = 6;
inline constexpr int32_t crashed_unknown = 0, crashed_by_panic = 1;
inline constexpr int32_t no_reason = 0;

} // namespace modvirt::qemu::guest
