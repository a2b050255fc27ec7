// SPDX-License-Identifier: LGPL-2.1-or-later
// What a migration of a domain may take: time, bandwidth and memory.
#include "driver.hpp"

#include <bit>

#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t post_copy = 1; // virDomainMigrateMaxSpeedFlags
constexpr uint64_t page_size = 4096;
constexpr uint64_t mib = uint64_t{1} << 20;

MigrationSettings settings_of(const store::Domain &domain)
{
    const Guest *guest = domain.peek<Guest>();
    return guest ? guest->jobs.migration : MigrationSettings{};
}

MigrationSettings active_settings(store::Store &store, const DomainRef &ref)
{
    const auto read = store.read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    return settings_of(domain);
}

} // namespace

uint64_t Driver::domain_migrate_get_max_downtime(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMigrateGetMaxDowntime");
    return active_settings(store(), ref).downtime_ms;
}

// All that follow may be called while the domain is sent away, so they take no job beside that one.
void Driver::domain_migrate_set_max_downtime(const DomainRef &ref, uint64_t downtime, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMigrateSetMaxDowntime");
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "migrate-setmaxdowntime");
    const auto write = store().write();
    check_active(job.domain());
    Machine::guest(job.domain()).jobs.migration.downtime_ms = downtime;
}

uint64_t Driver::domain_migrate_get_max_speed(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, post_copy, "testDomainMigrateGetMaxSpeed");
    if (flags & post_copy)
        return active_settings(store(), ref).post_copy_speed_mib;
    const auto read = store().read();
    return settings_of(read.get(ref.uuid, ref.name)).speed_mib;
}

void Driver::domain_migrate_set_max_speed(const DomainRef &ref, uint64_t bandwidth, uint32_t flags)
{
    refuse_unknown_flags(flags, post_copy, "testDomainMigrateSetMaxSpeed");
    if (bandwidth > MigrationSettings::most_speed_mib)
        throw Error(ErrorCode::Overflow,
                    "bandwidth must be less than " + std::to_string(MigrationSettings::most_speed_mib + 1));
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "migrate-setspeed");
    std::optional<Instant> due;
    {
        const auto write = store().write();
        if (flags & post_copy)
            check_active(job.domain());
        GuestJobs &jobs = Machine::guest(job.domain()).jobs;
        ((flags & post_copy) != 0 ? jobs.migration.post_copy_speed_mib : jobs.migration.speed_mib) =
            bandwidth;
        if (jobs.transfer && (flags & post_copy) == 0) {
            jobs.transfer->memory.set_limit(bandwidth * mib, m_machine->clock().now());
            due = jobs.transfer->memory.due();
        }
    }
    if (due)
        m_machine->clock().wake_at(*due);
}

uint64_t Driver::domain_migrate_get_compression_cache(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMigrateGetCompressionCache");
    return active_settings(store(), ref).cache_bytes;
}

void Driver::domain_migrate_set_compression_cache(const DomainRef &ref, uint64_t size, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMigrateSetCompressionCache");
    if (size < page_size)
        throw Error(ErrorCode::InvalidArg, "a cache of " + std::to_string(size) +
                                               " bytes holds no page: at least " + std::to_string(page_size) +
                                               " are needed");
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "migrate-compcache");
    const auto write = store().write();
    check_active(job.domain());
    // Caches have sizes that are powers of two.
    Machine::guest(job.domain()).jobs.migration.cache_bytes = std::bit_floor(size);
}

// What is still here is fetched by the guest over there, whose host goes on at once.
void Driver::domain_migrate_start_post_copy(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMigrateStartPostCopy");
    const store::Job job = store().begin(ref.uuid, ref.name, store::JobKind::Query, "migrate-postcopy");
    const auto write = store().write();
    check_active(job.domain());
    const auto &transfer = Machine::guest(job.domain()).jobs.transfer;
    if (!transfer)
        throw Error(ErrorCode::OperationInvalid,
                    "post-copy can only be started while outgoing migration is in progress");
    if (!transfer->may_post_copy)
        throw Error(ErrorCode::OperationInvalid,
                    "switching to post-copy requires migration to be started with VIR_MIGRATE_POSTCOPY flag");
    transfer->end(Transfer::End::PostCopy);
}

} // namespace modvirt::test
