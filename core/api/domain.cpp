// SPDX-License-Identifier: LGPL-2.1-or-later
// The domain call that a handle answers in its own way.
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_GetID{"virDomainGetID", Access::Read, VIR_FROM_DOMAIN, 0};

} // namespace

extern "C" {

// -1 is the id of a domain that is not running and no failure, so a failed check is told apart by hand.
unsigned int virDomainGetID(virDomainPtr domain)
{
    Entry entry(info_GetID);
    if (entry.check(domain))
        return static_cast<unsigned int>(domain->id.load(std::memory_order_relaxed));
    entry.fail();
    return static_cast<unsigned int>(-1);
}

} // extern "C"

} // namespace modvirt
