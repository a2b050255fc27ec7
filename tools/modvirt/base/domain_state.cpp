// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/domain_state.hpp"

#include <libvirt/libvirt.h>
#include <span>

namespace modvirt::cli {

namespace {

using Texts = std::span<const char *const>;

constexpr const char *states[] = {"no state",    "running",  "idle",    "paused",
                                  "in shutdown", "shut off", "crashed", "pmsuspended"};

constexpr const char *no_reasons[] = {"unknown"};
constexpr const char *running_reasons[] = {
    "unknown",       "booted",   "migrated",           "restored",
    "from snapshot", "unpaused", "migration canceled", "save canceled",
    "event wakeup",  "crashed",  "post-copy",          "post-copy failed"};
constexpr const char *paused_reasons[] = {
    "unknown",   "user",        "migrating",     "saving",          "dumping",
    "I/O error", "watchdog",    "from snapshot", "shutting down",   "creating snapshot",
    "crashed",   "starting up", "post-copy",     "post-copy failed"};
constexpr const char *shutdown_reasons[] = {"unknown", "user"};
constexpr const char *shutoff_reasons[] = {"unknown", "shutdown", "destroyed",     "crashed", "migrated",
                                           "saved",   "failed",   "from snapshot", "daemon"};
constexpr const char *crashed_reasons[] = {"unknown", "panicked"};

constexpr Texts reasons[] = {no_reasons,       running_reasons, no_reasons,      paused_reasons,
                             shutdown_reasons, shutoff_reasons, crashed_reasons, no_reasons};

template <typename List>
bool is_in(int index, const List &list)
{
    return index >= 0 && static_cast<size_t>(index) < std::size(list);
}

} // namespace

const char *state_text(int state)
{
    return is_in(state, states) ? states[state] : states[VIR_DOMAIN_NOSTATE];
}

const char *state_reason_text(int state, int reason)
{
    if (!is_in(state, reasons))
        return "unknown";
    const Texts texts = reasons[state];
    return is_in(reason, texts) ? texts[static_cast<size_t>(reason)] : "unknown";
}

} // namespace modvirt::cli
