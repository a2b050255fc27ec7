// SPDX-License-Identifier: LGPL-2.1-or-later
// The numbers of the public API that the driver's files share, and what several calls refuse in the same
// words.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "guest_jobs.hpp"
#include "kit/domain/config.hpp"
#include "kit/store/store.hpp"
#include "modvirt/parameters.hpp"

namespace modvirt::test {

class Machine;

// virDomainModificationImpact
namespace affect {
inline constexpr uint32_t live = 1;
inline constexpr uint32_t config = 2;
inline constexpr uint32_t any = live | config;
} // namespace affect

inline constexpr uint32_t string_okay = 4; // virTypedParameterFlags

// virDomainEventID, and virDomainEventType with its details
namespace event {
inline constexpr int32_t tray_change = 10;
inline constexpr int32_t pm_wakeup = 11;
inline constexpr int32_t pm_suspend = 12;
inline constexpr int32_t pm_suspend_disk = 14;
inline constexpr int32_t device_removed = 15;
inline constexpr int32_t device_added = 19;
inline constexpr int32_t block_job = 8;
inline constexpr int32_t block_job_2 = 16;
inline constexpr int32_t job_completed = 21;
inline constexpr int32_t metadata_change = 23;
inline constexpr int32_t block_threshold = 24;
inline constexpr int32_t undefined = 1;
inline constexpr int32_t undefined_removed = 0;
inline constexpr int32_t started = 2;
inline constexpr int32_t started_booted = 0;
inline constexpr int32_t started_migrated = 1;
inline constexpr int32_t started_restored = 2;
inline constexpr int32_t started_from_snapshot = 3;
inline constexpr int32_t started_wakeup = 4;
inline constexpr int32_t suspended = 3;
inline constexpr int32_t suspended_paused = 0;
inline constexpr int32_t suspended_migrated = 1;
inline constexpr int32_t suspended_from_snapshot = 5;
inline constexpr int32_t suspended_post_copy = 7;
inline constexpr int32_t resumed = 4;
inline constexpr int32_t resumed_unpaused = 0;
inline constexpr int32_t resumed_migrated = 1;
inline constexpr int32_t resumed_post_copy = 3;
inline constexpr int32_t stopped = 5;
inline constexpr int32_t stopped_shutdown = 0;
inline constexpr int32_t stopped_destroyed = 1;
inline constexpr int32_t stopped_crashed = 2;
inline constexpr int32_t stopped_migrated = 3;
inline constexpr int32_t stopped_saved = 4;
inline constexpr int32_t stopped_failed = 5;
inline constexpr int32_t stopped_from_snapshot = 6;
inline constexpr int32_t pm_suspended = 7;
inline constexpr int32_t pm_suspended_memory = 0;
inline constexpr int32_t pm_suspended_disk = 1;
// virDomainEventTrayChangeReason
inline constexpr int32_t tray_open = 0;
inline constexpr int32_t tray_closed = 1;
} // namespace event

// virDomainRunningReason, virDomainPausedReason, virDomainShutoffReason
namespace reason {
inline constexpr int32_t running_booted = 1;
inline constexpr int32_t running_migrated = 2;
inline constexpr int32_t running_restored = 3;
inline constexpr int32_t running_from_snapshot = 4;
inline constexpr int32_t running_unpaused = 5;
inline constexpr int32_t running_wakeup = 8;
inline constexpr int32_t running_migration_canceled = 6;
inline constexpr int32_t running_post_copy = 10;
inline constexpr int32_t paused_user = 1;
inline constexpr int32_t paused_migration = 2;
inline constexpr int32_t paused_io_error = 5;
inline constexpr int32_t paused_from_snapshot = 7;
inline constexpr int32_t paused_post_copy = 12;
inline constexpr int32_t shutoff_shutdown = 1;
inline constexpr int32_t shutoff_destroyed = 2;
inline constexpr int32_t shutoff_crashed = 3;
inline constexpr int32_t shutoff_migrated = 4;
inline constexpr int32_t shutoff_saved = 5;
inline constexpr int32_t shutoff_failed = 6;
inline constexpr int32_t shutoff_from_snapshot = 7;
} // namespace reason

// Throws OperationInvalid for a domain that is not active.
void check_active(const store::Domain &domain);

// Ends what goes on in a guest that ends itself.
void end_activities(store::Write &write, store::Domain &domain);

// Ends what runs, for a reason of virDomainShutoffReason and a detail of the stopped event, which tells a
// domain that stays as it is afterwards, and one that goes as it was.
void stop(store::Write &write, store::Domain &domain, int32_t why, int32_t detail);

// Tells the figures of a job that ended just now.
void tell_job_ended(store::Write &write, const store::Domain &domain, Parameters figures);

// Notes a job that was done within a call and moved the guest's memory. Under the store's lock.
void note_done_job(Machine &machine, store::Domain &domain, Operation operation, Instant begun);

// The one configuration that `flags` mean, of affect::live and affect::config: by default that of the domain
// as it is. Throws InvalidArg for both, and OperationInvalid for one that the domain does not have.
enum class Scope : uint8_t { Live, Config };
Scope one_scope(const store::Domain &domain, uint32_t flags);

// Which configurations `flags` mean, for the calls that can change both at once.
struct Scopes {
    bool live = false;
    bool config = false;
};
Scopes all_scopes(const store::Domain &domain, uint32_t flags);

// That configuration of the domain. A transient domain has its live one only.
const store::ConfigPtr &config_in(const store::Domain &domain, Scope scope) noexcept;

// Changes a configuration of a domain whose job the caller holds.
void set_config(store::Store &store, store::Domain &domain, Scope scope, store::ConfigPtr config);

// Changes the document of each configuration that `flags` mean, both or none: what `edit` throws leaves them
// alone. The caller holds the domain's job.
using Edit = std::function<void(xml::Node root, const domain::Config &config)>;
void edit_configs(store::Store &store, store::Domain &domain, uint32_t flags, const Edit &edit);

// As above, of the one configuration that `flags` mean.
void edit_config(store::Store &store, store::Domain &domain, uint32_t flags, const Edit &edit);

// The child of that name with its attribute of that value; nothing when there is none.
std::optional<xml::Node> find_child(xml::Node parent, std::string_view child, std::string_view attribute,
                                    std::string_view value);

} // namespace modvirt::test
