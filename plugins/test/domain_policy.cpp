// SPDX-License-Identifier: LGPL-2.1-or-later
// What becomes of a domain when its guest ends, and how often its memory is counted.
#include "driver.hpp"

#include <array>

#include "flags.hpp"

namespace modvirt::test {

namespace {

// virDomainLifecycle, and virDomainLifecycleAction with the number of those that every event can have.
constexpr std::array<std::string_view, 3> lifecycles = {"poweroff", "reboot", "crash"};
constexpr std::array<std::string_view, 6> actions = {"destroy",  "restart",          "rename-restart",
                                                     "preserve", "coredump-destroy", "coredump-restart"};
constexpr uint32_t crash = 2;
constexpr uint32_t first_for_crash_only = 4;

} // namespace

void Driver::domain_set_lifecycle_action(const DomainRef &ref, uint32_t type, uint32_t action, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetLifecycleAction");
    if (type != crash && action >= first_for_crash_only)
        throw Error(ErrorCode::ConfigUnsupported,
                    "Lifecycle event '" + std::string(lifecycles[type]) + "' doesn't support '" +
                        std::string(actions[action]) + "' action",
                    ErrorDomain::Domain);
    m_machine->complete();
    const store::Job job = begin(ref, "set-lifecycle-action");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        root.child_or_new("on_" + std::string(lifecycles[type])).set_text(actions[action]);
    });
}

void Driver::domain_set_memory_stats_period(const DomainRef &ref, int32_t period, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetMemoryStatsPeriod");
    m_machine->complete();
    const store::Job job = begin(ref, "set-memory-stats-period");
    edit_config(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        const auto devices = root.child("devices");
        auto balloon = devices ? devices->child("memballoon") : std::nullopt;
        if (!balloon || balloon->attribute("model") != "virtio")
            throw Error(ErrorCode::InternalError,
                        "No memory balloon device configured, can not set the collection period");
        if (period > 0)
            balloon->child_or_new("stats").set_attribute("period", std::to_string(period));
        else if (auto stats = balloon->child("stats"))
            stats->remove();
    });
}

} // namespace modvirt::test
