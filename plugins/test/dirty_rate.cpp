// SPDX-License-Identifier: LGPL-2.1-or-later
#include "dirty_rate.hpp"

#include "driver.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr int32_t longest_seconds = 60;

// virDomainDirtyRateCalcFlags; without one, pages are looked at by chance
constexpr uint32_t by_bitmap = 1;
constexpr uint32_t by_ring = 2;

// virDomainDirtyRateStatus
constexpr int32_t measuring = 1;
constexpr int32_t measured = 2;

// What every processor of a guest that runs writes.
constexpr int64_t mib_per_vcpu = 1;

bool is_over(const DirtyRate &rate, Instant now)
{
    return now >= rate.begun + std::chrono::seconds(rate.seconds);
}

const char *mode_name(uint32_t mode)
{
    return mode == by_ring ? "dirty-ring" : mode == by_bitmap ? "dirty-bitmap" : "page-sampling";
}

void add_result(Parameters &figures, const store::Domain &domain, const DirtyRate &rate)
{
    const uint32_t vcpus = Machine::figures(domain.live_config().get()).vcpus;
    const int64_t each = domain.state() == store::State::Running ? mib_per_vcpu : 0;
    figures.push_back({"dirtyrate.megabytes_per_second", each * vcpus});
    for (uint32_t vcpu = 0; rate.mode == by_ring && vcpu < vcpus; ++vcpu)
        figures.push_back({"dirtyrate.vcpu." + std::to_string(vcpu) + ".megabytes_per_second", each});
}

} // namespace

void add_dirty_rate(Parameters &figures, const store::Domain &domain, Instant now)
{
    const Guest *guest = domain.peek<Guest>();
    if (!domain.is_active() || !guest || !guest->jobs.dirty_rate)
        return;
    const DirtyRate &rate = *guest->jobs.dirty_rate;
    const auto begun = std::chrono::duration_cast<std::chrono::seconds>(rate.begun.time_since_epoch());
    figures.push_back({"dirtyrate.calc_status", is_over(rate, now) ? measured : measuring});
    figures.push_back({"dirtyrate.calc_start_time", static_cast<int64_t>(begun.count())});
    figures.push_back({"dirtyrate.calc_period", rate.seconds});
    figures.push_back({"dirtyrate.calc_mode", std::string(mode_name(rate.mode))});
    if (is_over(rate, now))
        add_result(figures, domain, rate);
}

void Driver::domain_start_dirty_rate_calc(const DomainRef &ref, int32_t seconds, uint32_t flags)
{
    refuse_unknown_flags(flags, by_bitmap | by_ring, "testDomainStartDirtyRateCalc");
    if (seconds < 1 || seconds > longest_seconds)
        throw Error(ErrorCode::InvalidArg, "seconds=" + std::to_string(seconds) +
                                               " is invalid, please choose value within [1, " +
                                               std::to_string(longest_seconds) + "]");
    const store::Job job = begin(ref, "dirty-rate");
    const Instant now = m_machine->clock().now();
    const auto write = store().write();
    check_active(job.domain());
    auto &rate = Machine::guest(job.domain()).jobs.dirty_rate;
    if (rate && !is_over(*rate, now))
        throw Error(ErrorCode::OperationFailed, "the guest is being measured already: wait until it is over");
    rate = {now, seconds, flags};
}

} // namespace modvirt::test
