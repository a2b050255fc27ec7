// SPDX-License-Identifier: MIT
#include "lookups.hpp"

namespace modvirt::store {

namespace {

template <class Describe>
FoundDomain found(const Domain *domain, Describe &&what)
{
    if (domain == nullptr)
        throw Error(ErrorCode::NoDomain, "no domain with matching " + what());
    return {domain->id(), domain->uuid(), domain->name()};
}

} // namespace

FoundDomain Lookups::domain_lookup_by_id(int32_t id)
{
    const auto read = m_store.read();
    return found(read.find_id(id), [&] { return "id " + std::to_string(id); });
}

FoundDomain Lookups::domain_lookup_by_uuid(const Uuid &uuid)
{
    const auto read = m_store.read();
    return found(read.find(uuid), [&] { return "uuid '" + to_text(uuid) + "'"; });
}

FoundDomain Lookups::domain_lookup_by_name(std::string_view name)
{
    const auto read = m_store.read();
    return found(read.find_name(name), [&] { return "name '" + std::string(name) + "'"; });
}

bool Lookups::domain_is_active(const DomainRef &domain)
{
    return m_store.read().get(domain.uuid, domain.name).is_active();
}

bool Lookups::domain_is_persistent(const DomainRef &domain)
{
    return m_store.read().get(domain.uuid, domain.name).is_persistent();
}

bool Lookups::domain_is_updated(const DomainRef &domain)
{
    return m_store.read().get(domain.uuid, domain.name).is_updated();
}

} // namespace modvirt::store
