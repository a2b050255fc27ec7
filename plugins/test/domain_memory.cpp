// SPDX-License-Identifier: LGPL-2.1-or-later
// How much memory a domain may have, and has.
#include "driver.hpp"

#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t memory_maximum = 4; // virDomainMemoryModFlags

} // namespace

uint64_t Driver::domain_get_max_memory(const DomainRef &ref)
{
    const auto read = store().read();
    return Machine::figures(read.get(ref.uuid, ref.name).current_config().get()).memory_kib;
}

void Driver::domain_set_memory_flags(const DomainRef &ref, uint64_t memory_kib, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::live | affect::config | memory_maximum, "testDomainSetMemoryFlags");
    if (memory_kib == 0)
        throw Error(ErrorCode::InvalidArg, "a domain cannot do with 0 KiB of memory", ErrorDomain::Domain);
    m_machine->complete();
    const store::Job job = begin(ref, "set-memory");
    domain::ConfigPtr config;
    Scope scope = Scope::Config;
    {
        const auto read = store().read();
        scope = one_scope(job.domain(), flags);
        config = config_in(job.domain(), scope);
    }
    if (flags & memory_maximum) {
        if (scope == Scope::Live)
            throw Error(ErrorCode::OperationInvalid, "cannot resize the maximum memory on an active domain");
        config = domain::with_memory(*config, memory_kib);
    } else {
        if (memory_kib > config->memory_kib)
            throw Error(ErrorCode::InvalidArg, "cannot set memory higher than max memory");
        config = domain::with_current_memory(*config, memory_kib);
    }
    set_config(store(), job.domain(), scope, std::move(config));
}

} // namespace modvirt::test
