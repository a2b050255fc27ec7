// SPDX-License-Identifier: LGPL-2.1-or-later
// setmem, setmaxmem, setvcpus, vcpucount: how much memory and how many CPUs a domain has.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

constexpr unsigned long long kibibyte = 1024;

unsigned long size_kib(const Arguments &arguments)
{
    const unsigned long long bytes =
        arguments.bytes("size", kibibyte, std::numeric_limits<unsigned long long>::max()).value();
    // A part of a kibibyte still needs a whole one.
    return bytes / kibibyte + (bytes % kibibyte != 0 ? 1 : 0);
}

void run_setmem(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_LIVE);
    const Domain domain = find_domain(session, arguments);
    if (virDomainSetMemoryFlags(domain.get(), size_kib(arguments), flags) < 0)
        fail();
}

void run_setmaxmem(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    if (virDomainSetMemoryFlags(domain.get(), size_kib(arguments), flags | VIR_DOMAIN_MEM_MAXIMUM) < 0)
        fail("Unable to change MaxMemorySize");
}

void run_setvcpus(Session &session, const Arguments &arguments)
{
    const std::optional<unsigned> affect = arguments.affect_flags();
    arguments.refuse_both("guest", "config");
    arguments.need_with("config", "maximum");
    unsigned flags = affect.value_or(VIR_DOMAIN_AFFECT_CURRENT);
    if (arguments.has("guest"))
        flags |= VIR_DOMAIN_VCPU_GUEST;
    if (arguments.has("maximum"))
        flags |= VIR_DOMAIN_VCPU_MAXIMUM;
    if (arguments.has("hotpluggable"))
        flags |= VIR_DOMAIN_VCPU_HOTPLUGGABLE;
    const Domain domain = find_domain(session, arguments);
    const unsigned count = arguments.unsigned_integer("count").value();
    if (count == 0)
        fail("Can't set 0 processors for a VM");
    const int result = affect || flags ? virDomainSetVcpusFlags(domain.get(), count, flags)
                                       : virDomainSetVcpus(domain.get(), count);
    if (result < 0)
        fail();
}

struct Count {
    std::string_view which; // "maximum" or "current"
    std::string_view where; // "config" or "live"
    unsigned flags;
};

constexpr Count counts[] = {
    {"maximum", "config", VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_CONFIG},
    {"maximum", "live", VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_LIVE},
    {"current", "config", VIR_DOMAIN_VCPU_CONFIG},
    {"current", "live", VIR_DOMAIN_VCPU_LIVE},
};

// All counts that make sense: an inactive domain has no live ones, a transient one no configured ones.
void print_all_counts(Session &session, const Arguments &arguments, const Domain &domain)
{
    const bool persistent = virDomainIsPersistent(domain.get()) == 1;
    const bool active = virDomainIsActive(domain.get()) == 1;
    JsonValue object = JsonValue::object();
    for (const Count &count : counts) {
        if (count.where == "config" ? !persistent : !active)
            continue;
        const int number = virDomainGetVcpusFlags(domain.get(), count.flags);
        if (number < 0) {
            forget_library_error();
            continue;
        }
        if (wants_json(session, arguments))
            object[std::string(count.which)][std::string(count.where)] = number;
        else
            session.out.print("{:<12} {:<12} {:3}\n", count.which, count.where, number);
    }
    if (wants_json(session, arguments))
        print_json(session, object);
}

[[noreturn]] void fail_to_count(unsigned flags)
{
    if (flags & VIR_DOMAIN_VCPU_GUEST)
        fail("Failed to retrieve vCPU count from the guest");
    fail();
}

void run_vcpucount(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("live", "config");
    arguments.refuse_both("active", "maximum");
    arguments.refuse_both("guest", "config");
    unsigned flags = 0;
    if (arguments.has("live"))
        flags |= VIR_DOMAIN_AFFECT_LIVE;
    if (arguments.has("config"))
        flags |= VIR_DOMAIN_AFFECT_CONFIG;
    if (arguments.has("maximum"))
        flags |= VIR_DOMAIN_VCPU_MAXIMUM;
    if (arguments.has("guest"))
        flags |= VIR_DOMAIN_VCPU_GUEST;
    const Domain domain = find_domain(session, arguments);
    if (!flags && !arguments.has("active") && !arguments.has("current"))
        return print_all_counts(session, arguments, domain);
    const int number = virDomainGetVcpusFlags(domain.get(), flags);
    if (number < 0)
        fail_to_count(flags);
    if (wants_json(session, arguments))
        print_json(session, {{"vcpus", number}});
    else
        session.out.print("{}\n", number);
}

constexpr Option setmem_options[] = {
    domain_option(complete_active_domain),
    alias("kilobytes", "size"),
    number("size", "new memory size, as scaled integer (default KiB)", Required),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option setmaxmem_options[] = {
    domain_option(complete_domain),
    alias("kilobytes", "size"),
    number("size", "new maximum memory size, as scaled integer (default KiB)", Required),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option setvcpus_options[] = {
    domain_option(complete_domain),
    number("count", "number of virtual CPUs", Required),
    flag("maximum", "set maximum limit on next boot"),
    config_option(),
    live_option(),
    current_option(),
    flag("guest", "modify cpu state in the guest"),
    flag("hotpluggable", "make added vcpus hot(un)pluggable"),
};
constexpr Option vcpucount_options[] = {
    domain_option(complete_domain),
    flag("maximum", "get maximum count of vcpus"),
    flag("active", "get number of currently active vcpus"),
    live_option("get value from running domain"),
    config_option("get value to be used on next boot"),
    current_option("get value according to current domain state"),
    flag("guest", "retrieve vcpu count from the guest instead of the hypervisor"),
};

} // namespace

constexpr Command setmem_command{.name = "setmem",
                                 .summary = "change memory allocation",
                                 .description = "Change the current memory allocation in the guest domain.",
                                 .options = setmem_options,
                                 .run = run_setmem};
constexpr Command setmaxmem_command{.name = "setmaxmem",
                                    .summary = "change maximum memory limit",
                                    .description =
                                        "Change the maximum memory allocation limit in the guest domain.",
                                    .options = setmaxmem_options,
                                    .run = run_setmaxmem};
constexpr Command setvcpus_command{.name = "setvcpus",
                                   .summary = "change number of virtual CPUs",
                                   .description = "Change the number of virtual CPUs in the guest domain.",
                                   .options = setvcpus_options,
                                   .run = run_setvcpus};
constexpr Command vcpucount_command{.name = "vcpucount",
                                    .summary = "domain vcpu counts",
                                    .description = "Returns the number of virtual CPUs used by the domain.",
                                    .options = vcpucount_options,
                                    .run = run_vcpucount,
                                    .traits = Json};

} // namespace modvirt::cli
