// SPDX-License-Identifier: LGPL-2.1-or-later
#include "domain_events.hpp"

namespace modvirt {

DomainEvents::~DomainEvents() = default;

// Nobody can listen: the calls that register a callback answer that they are not supported.
void DomainEvents::queue(const modvirt_domain_event &) {}

void DomainEvents::queue_close(int32_t) {}

} // namespace modvirt
