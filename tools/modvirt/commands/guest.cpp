// SPDX-License-Identifier: LGPL-2.1-or-later
// domhostname, domtime, guestinfo, guest-agent-timeout: what a guest tells of itself through its agent.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/typed_parameter.hpp"

#include <chrono>
#include <fmt/chrono.h>

namespace modvirt::cli {

namespace {

struct NamedFlag {
    std::string_view name;
    unsigned flag;
};

constexpr NamedFlag hostname_sources[] = {
    {"lease", VIR_DOMAIN_GET_HOSTNAME_LEASE},
    {"agent", VIR_DOMAIN_GET_HOSTNAME_AGENT},
};

unsigned hostname_source(const Arguments &arguments)
{
    const auto name = arguments.text("source");
    if (!name)
        return 0;
    for (const NamedFlag &source : hostname_sources)
        if (source.name == *name)
            return source.flag;
    fail("Unknown data source '{}'", *name);
}

void run_domhostname(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const LibraryText name(virDomainGetHostname(domain.get(), hostname_source(arguments)));
    if (!name)
        fail("failed to get hostname");
    if (wants_json(session, arguments))
        return print_json(session, {{"hostname", json_text(name.get())}});
    session.out.print("{}\n", name.get());
}

std::vector<std::string> complete_source(Session &, const Arguments &)
{
    return {"agent", "lease"};
}

void set_time(const Arguments &arguments, virDomainPtr domain, std::optional<long long> seconds)
{
    unsigned nanoseconds = 0;
    if (arguments.has("now")) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(now);
        seconds = whole.count();
        nanoseconds = static_cast<unsigned>(std::chrono::nanoseconds(now - whole).count());
    }
    const unsigned flags = arguments.has("sync") ? VIR_DOMAIN_TIME_SYNC : 0;
    if (virDomainSetTime(domain, seconds.value_or(0), nanoseconds, flags) < 0)
        fail();
}

void print_time(Session &session, const Arguments &arguments, virDomainPtr domain)
{
    long long seconds = 0;
    unsigned nanoseconds = 0;
    if (virDomainGetTime(domain, &seconds, &nanoseconds, 0) < 0)
        fail();
    if (wants_json(session, arguments))
        return print_json(session, {{"seconds", seconds}, {"nanoseconds", nanoseconds}});
    if (arguments.has("pretty"))
        return session.out.print("Time: {:%Y-%m-%d %H:%M:%S}",
                                 fmt::gmtime(static_cast<std::time_t>(seconds)));
    session.out.print("Time: {}", seconds);
}

void run_domtime(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("time", "now");
    arguments.refuse_both("time", "sync");
    arguments.refuse_both("now", "sync");
    const Domain domain = find_domain(session, arguments);
    const auto seconds = arguments.long_integer("time");
    if (seconds || arguments.has("now") || arguments.has("sync"))
        set_time(arguments, domain.get(), seconds);
    else
        print_time(session, arguments, domain.get());
}

constexpr NamedFlag guest_information[] = {
    {"user", VIR_DOMAIN_GUEST_INFO_USERS},
    {"os", VIR_DOMAIN_GUEST_INFO_OS},
    {"timezone", VIR_DOMAIN_GUEST_INFO_TIMEZONE},
    {"hostname", VIR_DOMAIN_GUEST_INFO_HOSTNAME},
    {"filesystem", VIR_DOMAIN_GUEST_INFO_FILESYSTEM},
    {"disk", VIR_DOMAIN_GUEST_INFO_DISKS},
    {"interface", VIR_DOMAIN_GUEST_INFO_INTERFACES},
};

void run_guestinfo(Session &session, const Arguments &arguments)
{
    unsigned types = 0;
    for (const NamedFlag &kind : guest_information)
        if (arguments.has(kind.name))
            types |= kind.flag;
    const Domain domain = find_domain(session, arguments);
    ParameterList parameters;
    if (virDomainGetGuestInfo(domain.get(), types, parameters.array(), parameters.count(), 0) < 0)
        fail();
    if (wants_json(session, arguments))
        return print_json(session, json_of(parameters.values()));
    for (const virTypedParameter &parameter : parameters.values())
        session.out.print("{:<20}: {}\n", parameter.field, parameter_text(parameter));
}

void run_guest_agent_timeout(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const int timeout_s = arguments.integer("timeout").value_or(VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK);
    if (virDomainAgentSetResponseTimeout(domain.get(), timeout_s, 0) < 0)
        fail();
}

constexpr Option domhostname_options[] = {
    domain_option(complete_active_domain),
    text("source", "address source: 'lease' or 'agent'", complete_source),
};
constexpr Option domtime_options[] = {
    domain_option(complete_active_domain),
    flag("now", "set to the time of the host running modvirt"),
    flag("pretty", "print domain's time in human readable form"),
    flag("sync", "instead of setting given time, synchronize from domain's RTC"),
    number("time", "time to set"),
};
constexpr Option guestinfo_options[] = {
    domain_option(complete_active_domain),
    flag("user", "report active users"),
    flag("os", "report operating system information"),
    flag("timezone", "report timezone information"),
    flag("hostname", "report hostname"),
    flag("filesystem", "report filesystem information"),
    flag("disk", "report disk information"),
    flag("interface", "report interface information"),
};
constexpr Option guest_agent_timeout_options[] = {
    domain_option(complete_active_domain),
    number("timeout", "timeout seconds.", NamedOnly),
};

} // namespace

constexpr Command domhostname_command{.name = "domhostname",
                                      .summary = "print the domain's hostname",
                                      .description = {},
                                      .options = domhostname_options,
                                      .run = run_domhostname,
                                      .traits = Json};
constexpr Command domtime_command{.name = "domtime",
                                  .summary = "domain time",
                                  .description = "Gets or sets the domain's system time",
                                  .options = domtime_options,
                                  .run = run_domtime,
                                  .traits = Json};
constexpr Command guestinfo_command{
    .name = "guestinfo",
    .summary = "query information about the guest (via agent)",
    .description = "Use the guest agent to query various information from guest's point of view",
    .options = guestinfo_options,
    .run = run_guestinfo,
    .traits = Json};
constexpr Command guest_agent_timeout_command{
    .name = "guest-agent-timeout",
    .summary = "Set the guest agent timeout",
    .description = "Set the number of seconds to wait for a response from the guest agent.",
    .options = guest_agent_timeout_options,
    .run = run_guest_agent_timeout};

} // namespace modvirt::cli
