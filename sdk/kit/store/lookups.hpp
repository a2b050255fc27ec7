// SPDX-License-Identifier: MIT
// A hypervisor driver whose domains are in a store: finding them, and the yes-or-no questions about them. All else is for
// the class that is derived from this. Any number of calls may run at once.
#pragma once

#include <modvirt/plugin.hpp>

#include "kit/store/store.hpp"

namespace modvirt::store {

class Lookups : public Hypervisor {
public:
    FoundDomain domain_lookup_by_id(int32_t id) override;
    FoundDomain domain_lookup_by_uuid(const Uuid &uuid) override;
    FoundDomain domain_lookup_by_name(std::string_view name) override;
    bool domain_is_active(const DomainRef &domain) override;
    bool domain_is_persistent(const DomainRef &domain) override;
    bool domain_is_updated(const DomainRef &domain) override;

protected:
    // The store is the caller's, and outlives this.
    explicit Lookups(Store &store) : m_store(store) {}

    [[nodiscard]] Store &store() const noexcept { return m_store; }

private:
    Store &m_store;
};

} // namespace modvirt::store
