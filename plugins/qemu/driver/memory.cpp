// SPDX-License-Identifier: LGPL-2.1-or-later
// Memory: how much a guest may have, and has.
#include "driver.hpp"

#include "flags.hpp"

namespace modvirt::qemu {

namespace {

constexpr uint32_t maximum = 4; // virDomainMemoryModFlags

void inflate_balloon(guest::Guest &guest, uint64_t memory_kib)
{
    const auto devices = guest.config()->document.root().child("devices");
    const auto balloon = devices ? devices->child("memballoon") : std::nullopt;
    if (!balloon || balloon->attribute("model") == "none")
        throw Error(ErrorCode::OperationInvalid, "Unable to change memory of active domain without the "
                                                 "balloon device and guest OS balloon driver");
    guest.monitor()->execute("balloon", {{"value", memory_kib * 1024}});
}

} // namespace

uint64_t Driver::domain_get_max_memory(const DomainRef &ref)
{
    return store().read().get(ref.uuid, ref.name).current_config()->memory_kib;
}

void Driver::domain_set_memory_flags(const DomainRef &ref, uint64_t memory_kib, uint32_t flags)
{
    refuse_unknown_flags(flags, affect_live | affect_config | maximum, "virDomainSetMemoryFlags");
    const store::Job job = begin(ref, "set the memory of");
    Scopes scopes;
    domain::ConfigPtr kept;
    uint64_t most = 0;
    {
        const auto read = store().read();
        scopes = scopes_of(job.domain(), flags);
        kept = job.domain().persistent_config();
        most = job.domain().current_config()->memory_kib;
    }
    if ((flags & maximum) != 0) {
        if (scopes.live)
            throw Error(ErrorCode::OperationInvalid, "cannot resize the maximum memory on an active domain");
        const auto changed = domain::with_memory(*kept, memory_kib);
        store().update({changed->uuid, changed->name, changed});
        return;
    }
    if (memory_kib == 0)
        throw Error(ErrorCode::InvalidArg, "a guest needs memory: 0 KiB is not enough");
    if (scopes.live && memory_kib > most)
        throw Error(ErrorCode::InvalidArg, "cannot set memory higher than max memory");
    if (scopes.config && memory_kib > kept->memory_kib)
        throw Error(ErrorCode::InvalidArg, "cannot set memory higher than max memory");
    if (scopes.live)
        inflate_balloon(*m_instance->guest(job), memory_kib);
    if (scopes.config) {
        const auto changed = domain::with_current_memory(*kept, memory_kib);
        store().update({changed->uuid, changed->name, changed});
    }
}

} // namespace modvirt::qemu
