// SPDX-License-Identifier: LGPL-2.1-or-later
// The domains that are on their way from a machine, or to it. From the first step of a migration to its last
// they belong to it: nobody else may change them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "guest_jobs.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

// A domain that leaves.
struct Departure {
    store::Job job;
    bool was_paused_here = false;    // it ran until it was sent
    std::optional<EndedJob> sending; // what came of that
};

class Migrations {
public:
    // What tells this machine from all others that a cookie may be of.
    [[nodiscard]] std::string host() const;

    void leave(store::Job job);
    // Null for a domain that is not leaving.
    [[nodiscard]] std::shared_ptr<Departure> find(const store::Uuid &uuid) const;
    std::shared_ptr<Departure> take(const store::Uuid &uuid);

    void come(store::Job job);
    // Empty for a domain that nobody has announced.
    store::Job take_comer(const store::Uuid &uuid);

private:
    mutable std::mutex m_mutex;
    std::map<store::Uuid, std::shared_ptr<Departure>> m_leaving;
    std::map<store::Uuid, store::Job> m_coming;
};

} // namespace modvirt::test
