// SPDX-License-Identifier: LGPL-2.1-or-later
// Which domains there are.
#include "driver.hpp"

#include "kit/store/list_filter.hpp"

namespace modvirt::test {

void Driver::connect_list_all_domains(DomainSink &domains, uint32_t flags)
{
    refuse_unknown_flags(flags, store::ListFilter::known_flags, "testConnectListAllDomains");
    const store::ListFilter filter(flags);
    const auto read = store().read();
    for (const auto &domain : read.all()) {
        if (!filter.accepts(*domain, Machine::traits(*domain)))
            continue;
        if (!domains.put(domain->id(), domain->uuid(), domain->name().c_str()))
            return;
    }
}

} // namespace modvirt::test
