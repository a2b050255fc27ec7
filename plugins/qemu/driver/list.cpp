// SPDX-License-Identifier: LGPL-2.1-or-later
// Which domains there are.
#include "driver.hpp"

#include "guest/save_image.hpp"
#include "kit/store/list_filter.hpp"

namespace modvirt::qemu {

void Driver::connect_list_all_domains(DomainSink &domains, uint32_t flags)
{
    refuse_unknown_flags(flags, store::ListFilter::known_flags, "virConnectListAllDomains");
    const store::ListFilter filter(flags);
    const auto read = store().read();
    for (const auto &domain : read.all()) {
        store::ListTraits traits;
        traits.has_managed_save = guest::has_managed_save(m_instance->root(), domain->name());
        if (filter.accepts(*domain, traits) &&
            !domains.put(domain->id(), domain->uuid(), domain->name().c_str()))
            return;
    }
}

} // namespace modvirt::qemu
