// SPDX-License-Identifier: LGPL-2.1-or-later
// How fast a guest changes its memory, as virConnectGetAllDomainStats tells it.
#pragma once

#include "kit/store/domain.hpp"
#include "modvirt/parameters.hpp"
#include "progress.hpp"

namespace modvirt::test {

// The figures of the measurement that was started last; none when there was none. Under the store's lock.
void add_dirty_rate(Parameters &figures, const store::Domain &domain, Instant now);

} // namespace modvirt::test
