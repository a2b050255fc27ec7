// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/domain_list.hpp"

#include "base/failure.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

namespace {

// Ids and names are asked for once per domain, not once per comparison.
struct Entry {
    unsigned id;
    std::string name;
    Domain domain;
};

bool comes_before(const Entry &one, const Entry &other)
{
    constexpr auto inactive = static_cast<unsigned>(-1);
    if (one.id == inactive && other.id == inactive)
        return strcasecmp(one.name.c_str(), other.name.c_str()) < 0;
    return one.id < other.id;
}

} // namespace

std::vector<Domain> list_domains(Session &session, unsigned flags)
{
    virDomainPtr *raw = nullptr;
    const int count = virConnectListAllDomains(session.connection(), &raw, flags);
    const std::unique_ptr<virDomainPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list domains");
    std::vector<Entry> entries;
    for (int i = 0; i < count; ++i) {
        Domain domain(raw[i]);
        const char *name = virDomainGetName(raw[i]);
        const unsigned id = virDomainGetID(raw[i]);
        entries.push_back({id, name ? name : "", std::move(domain)});
    }
    std::stable_sort(entries.begin(), entries.end(), comes_before);
    std::vector<Domain> domains;
    for (Entry &entry : entries)
        domains.push_back(std::move(entry.domain));
    return domains;
}

} // namespace modvirt::cli
