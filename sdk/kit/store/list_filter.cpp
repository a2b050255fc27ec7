// SPDX-License-Identifier: MIT
#include "list_filter.hpp"

namespace modvirt::store {

namespace {

// virConnectListAllDomainsFlags.
constexpr uint32_t active = 1u << 0;
constexpr uint32_t inactive = 1u << 1;
constexpr uint32_t persistent = 1u << 2;
constexpr uint32_t transient = 1u << 3;
constexpr uint32_t running = 1u << 4;
constexpr uint32_t paused = 1u << 5;
constexpr uint32_t shutoff = 1u << 6;
constexpr uint32_t other_state = 1u << 7;
constexpr uint32_t managed_save = 1u << 8;
constexpr uint32_t no_managed_save = 1u << 9;
constexpr uint32_t autostart = 1u << 10;
constexpr uint32_t no_autostart = 1u << 11;
constexpr uint32_t snapshot = 1u << 12;
constexpr uint32_t no_snapshot = 1u << 13;
constexpr uint32_t checkpoint = 1u << 14;
constexpr uint32_t no_checkpoint = 1u << 15;

uint32_t state_flag(State state) noexcept
{
    switch (state) {
    case State::Running:
        return running;
    case State::Paused:
        return paused;
    case State::Shutoff:
        return shutoff;
    default:
        return other_state;
    }
}

} // namespace

bool ListFilter::accepts(const Domain &domain, const ListTraits &traits) const noexcept
{
    const auto fits = [this](uint32_t group, uint32_t own) {
        return (m_flags & group) == 0 || (m_flags & own) != 0;
    };
    return fits(active | inactive, domain.is_active() ? active : inactive) &&
           fits(persistent | transient, domain.is_persistent() ? persistent : transient) &&
           fits(running | paused | shutoff | other_state, state_flag(domain.state())) &&
           fits(managed_save | no_managed_save, traits.has_managed_save ? managed_save : no_managed_save) &&
           fits(autostart | no_autostart, domain.is_autostarted() ? autostart : no_autostart) &&
           fits(snapshot | no_snapshot, traits.has_snapshot ? snapshot : no_snapshot) &&
           fits(checkpoint | no_checkpoint, traits.has_checkpoint ? checkpoint : no_checkpoint);
}

} // namespace modvirt::store
