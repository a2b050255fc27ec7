// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of domains that the caller chooses; the slot is that of virConnectGetAllDomainStats.
#include "local_call.hpp"
#include "parameters.hpp"
#include "results.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_ListGetStats{"virDomainListGetStats", Access::Read, VIR_FROM_DOMAIN, 0};

// An array of domains of one connection that ends with a null pointer.
class Domains : public arg::Plain {
public:
    explicit Domains(virDomainPtr *domains) : m_domains(domains) {}

    bool check_object(Entry &entry) noexcept
    {
        if (*m_domains == nullptr) {
            entry.raise(VIR_ERR_INVALID_ARG, std::string("doms array in ") + entry.info().symbol +
                                                 " must contain at least one domain");
            return false;
        }
        try {
            for (virDomainPtr *next = m_domains; *next != nullptr; ++next) {
                if (!add(entry, *next))
                    return false;
            }
            for (const modvirt_domain_ref &ref : m_refs)
                m_pointers.push_back(&ref);
            return true;
        } catch (const std::bad_alloc &) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
            return false;
        }
    }
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const modvirt_domain_ref *const *>(m_pointers.data()),
                          static_cast<uint64_t>(m_pointers.size()));
    }

private:
    bool add(Entry &entry, virDomainPtr domain)
    {
        if (!entry.check(domain))
            return false;
        if (domain->connection != entry.connection()) {
            entry.raise(VIR_ERR_INVALID_ARG, "domains in 'doms' array must belong to a single connection");
            return false;
        }
        modvirt_domain_ref &ref = m_refs.emplace_back();
        ref = {sizeof ref, domain->id.load(std::memory_order_relaxed), {}, domain->name};
        std::memcpy(ref.uuid, domain->uuid, sizeof ref.uuid);
        return true;
    }

    virDomainPtr *m_domains;
    std::vector<modvirt_domain_ref> m_refs;
    std::vector<const modvirt_domain_ref *> m_pointers;
};

} // namespace

extern "C" {

int virDomainListGetStats(virDomainPtr *doms, unsigned int stats, virDomainStatsRecordPtr **retStats,
                          unsigned int flags)
{
    if (doms == nullptr || retStats == nullptr)
        return local_call(
            info_ListGetStats, -1, [](Entry &) { return -1; }, Required(doms, "doms"),
            Required(retStats, "retStats"));
    return serve<result::Count>(info_ListGetStats, &modvirt_hypervisor_v1::connect_get_all_domain_stats,
                                Domains(doms), arg::U32(stats), arg::ListStatsRecord(retStats, "retStats"),
                                arg::Flags(flags));
}

} // extern "C"

} // namespace modvirt
