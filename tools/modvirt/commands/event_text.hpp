// SPDX-License-Identifier: LGPL-2.1-or-later
// How each kind of domain event reads. Waiting for events belongs in event.cpp.
#pragma once

#include "base/event_queue.hpp"

#include <libvirt/libvirt.h>
#include <span>
#include <string>
#include <string_view>

namespace modvirt::cli {

// One event, already in words.
struct EventReport {
    std::string_view event; // "lifecycle"
    std::string domain;
    std::string tail; // what follows "event 'lifecycle' for domain 'a'", the line end included
};

using Deliver = void (*)(void *opaque, const EventReport &report);

// In the order of virDomainEventID.
std::span<const std::string_view> event_names();

// The callback to register for `event`; it hands a report to `deliver` with the opaque pointer it was
// registered with. `deliver` is the same for the whole process.
virConnectDomainEventGenericCallback event_callback(int event, Deliver deliver);

std::string event_line(const EventReport &report, EventForm form);

} // namespace modvirt::cli
