// SPDX-License-Identifier: LGPL-2.1-or-later
// Finding domains, and the yes-or-no questions about them.
#include "driver.hpp"

#include "kit/store/list_filter.hpp"

namespace modvirt::test {

namespace {

template <class Describe>
FoundDomain found(const store::Domain *domain, Describe &&what)
{
    if (!domain)
        throw Error(ErrorCode::NoDomain, "no domain with matching " + what());
    return {domain->id(), domain->uuid(), domain->name()};
}

} // namespace

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

FoundDomain Driver::domain_lookup_by_id(int32_t id)
{
    return found(store().read().find_id(id), [&] { return "id " + std::to_string(id); });
}

FoundDomain Driver::domain_lookup_by_uuid(const Uuid &uuid)
{
    const auto read = store().read();
    return found(read.find(uuid), [&] { return "uuid '" + store::to_text(uuid) + "'"; });
}

FoundDomain Driver::domain_lookup_by_name(std::string_view name)
{
    const auto read = store().read();
    return found(read.find_name(name), [&] { return "name '" + std::string(name) + "'"; });
}

bool Driver::domain_is_active(const DomainRef &domain)
{
    return store().read().get(domain.uuid, domain.name).is_active();
}

bool Driver::domain_is_persistent(const DomainRef &domain)
{
    return store().read().get(domain.uuid, domain.name).is_persistent();
}

bool Driver::domain_is_updated(const DomainRef &domain)
{
    return store().read().get(domain.uuid, domain.name).is_updated();
}

} // namespace modvirt::test
