// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of many domains at once. No slot tells any, so the call ends after the checks of its arguments.
#include "local_call.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_ListGetStats{"virDomainListGetStats", Access::Read, VIR_FROM_DOMAIN, 0};

// An array of domains of one connection that ends with a null pointer.
struct Domains : arg::Plain {
    explicit Domains(virDomainPtr *domains) : m_domains(domains) {}
    bool check_value(Entry &entry) noexcept
    {
        if (*m_domains == nullptr) {
            entry.raise(VIR_ERR_INVALID_ARG, std::string("doms array in ") + entry.info().symbol +
                                                 " must contain at least one domain");
            return false;
        }
        for (virDomainPtr *next = m_domains; *next != nullptr; ++next) {
            if (!entry.check(*next))
                return false;
            if ((*next)->connection == entry.connection())
                continue;
            entry.raise(VIR_ERR_INVALID_ARG, "domains in 'doms' array must belong to a single connection");
            return false;
        }
        return true;
    }

private:
    virDomainPtr *m_domains;
};

} // namespace

extern "C" {

int virDomainListGetStats(virDomainPtr *doms, unsigned int, virDomainStatsRecordPtr **retStats, unsigned int)
{
    const auto refuse = [](Entry &entry) {
        entry.refuse_unsupported();
        return -1;
    };
    return local_call(info_ListGetStats, -1, refuse, Required(doms, "doms"), Required(retStats, "retStats"),
                      Domains(doms));
}

} // extern "C"

} // namespace modvirt
