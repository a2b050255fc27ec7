// SPDX-License-Identifier: LGPL-2.1-or-later
// suspend, resume, shutdown, reboot, reset, destroy: changing what a running domain does. Starting one
// belongs in start.cpp.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

// Says what was done to the domain, by the name that was used, or what could not be done.
void finish(Session &session, const Arguments &arguments, int result, const char *done, const char *failed)
{
    const std::string name = arguments.required_text("domain");
    if (result < 0)
        fail(fmt::runtime(failed), name);
    session.out.remark(fmt::runtime(done), name);
}

void run_suspend(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    finish(session, arguments, virDomainSuspend(domain.get()),
           sentence("Domain '{}' suspended\n"), sentence("Failed to suspend domain '{}'"));
}

void run_resume(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    finish(session, arguments, virDomainResume(domain.get()),
           sentence("Domain '{}' resumed\n"), sentence("Failed to resume domain '{}'"));
}

void run_reset(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    finish(session, arguments, virDomainReset(domain.get(), 0),
           sentence("Domain '{}' was reset\n"), sentence("Failed to reset domain '{}'"));
}

struct Mode {
    std::string_view name;
    unsigned shutdown_flag;
    unsigned reboot_flag;
};

constexpr Mode modes[] = {
    {"acpi", VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN, VIR_DOMAIN_REBOOT_ACPI_POWER_BTN},
    {"agent", VIR_DOMAIN_SHUTDOWN_GUEST_AGENT, VIR_DOMAIN_REBOOT_GUEST_AGENT},
    {"initctl", VIR_DOMAIN_SHUTDOWN_INITCTL, VIR_DOMAIN_REBOOT_INITCTL},
    {"signal", VIR_DOMAIN_SHUTDOWN_SIGNAL, VIR_DOMAIN_REBOOT_SIGNAL},
    {"paravirt", VIR_DOMAIN_SHUTDOWN_PARAVIRT, VIR_DOMAIN_REBOOT_PARAVIRT},
};

unsigned mode_flag(std::string_view name, unsigned Mode::*flag, std::string_view comma)
{
    for (const Mode &mode : modes)
        if (mode.name == name)
            return mode.*flag;
    fail("Unknown mode {} value, expecting 'acpi', 'agent', 'initctl', 'signal'{} or 'paravirt'", name,
         comma);
}

// --mode acpi,agent: all of them are tried, in the hypervisor's order.
unsigned mode_flags(const Arguments &arguments, unsigned Mode::*flag, std::string_view comma)
{
    const auto list = arguments.text("mode");
    if (!list)
        return 0;
    unsigned flags = 0;
    std::string_view rest = *list;
    for (;;) {
        const size_t end = rest.find(',');
        flags |= mode_flag(rest.substr(0, end), flag, comma);
        if (end == std::string_view::npos)
            return flags;
        rest.remove_prefix(end + 1);
    }
}

void run_shutdown(Session &session, const Arguments &arguments)
{
    const unsigned flags = mode_flags(arguments, &Mode::shutdown_flag, ",");
    const Domain domain = find_domain(session, arguments);
    const int result = flags ? virDomainShutdownFlags(domain.get(), flags) : virDomainShutdown(domain.get());
    finish(session, arguments, result,
           sentence("Domain '{}' is being shutdown\n"), sentence("Failed to shutdown domain '{}'"));
}

void run_reboot(Session &session, const Arguments &arguments)
{
    const unsigned flags = mode_flags(arguments, &Mode::reboot_flag, "");
    const Domain domain = find_domain(session, arguments);
    finish(session, arguments, virDomainReboot(domain.get(), flags),
           sentence("Domain '{}' is being rebooted\n"), sentence("Failed to reboot domain '{}'"));
}

void run_destroy(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    unsigned flags = 0;
    if (arguments.has("graceful"))
        flags |= VIR_DOMAIN_DESTROY_GRACEFUL;
    if (arguments.has("remove-logs"))
        flags |= VIR_DOMAIN_DESTROY_REMOVE_LOGS;
    const int result = flags ? virDomainDestroyFlags(domain.get(), flags) : virDomainDestroy(domain.get());
    finish(session, arguments, result,
           sentence("Domain '{}' destroyed\n"), sentence("Failed to destroy domain '{}'"));
}

std::vector<std::string> complete_shutdown_mode(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Mode &mode : modes)
        names.emplace_back(mode.name);
    return names;
}

constexpr Option domain_only[] = {domain_option(complete_active_domain)};
constexpr Option mode_options[] = {
    domain_option(complete_active_domain),
    text("mode", "shutdown mode: acpi|agent|initctl|signal|paravirt", complete_shutdown_mode),
};
constexpr Option destroy_options[] = {
    domain_option(complete_active_domain),
    flag("graceful", "terminate gracefully"),
    flag("remove-logs", "remove domain logs"),
};

} // namespace

constexpr Command suspend_command{.name = "suspend",
                                  .summary = "suspend a domain",
                                  .description = "Suspend a running domain.",
                                  .options = domain_only,
                                  .run = run_suspend};
constexpr Command resume_command{.name = "resume",
                                 .summary = "resume a domain",
                                 .description = "Resume a previously suspended domain.",
                                 .options = domain_only,
                                 .run = run_resume};
constexpr Command reset_command{.name = "reset",
                                .summary = "reset a domain",
                                .description = "Reset the target domain as if by power button",
                                .options = domain_only,
                                .run = run_reset};
constexpr Command shutdown_command{.name = "shutdown",
                                   .summary = "gracefully shutdown a domain",
                                   .description = "Run shutdown in the target domain.",
                                   .options = mode_options,
                                   .run = run_shutdown};
constexpr Command reboot_command{.name = "reboot",
                                 .summary = "reboot a domain",
                                 .description = "Run a reboot command in the target domain.",
                                 .options = mode_options,
                                 .run = run_reboot};
constexpr Command destroy_command{.name = "destroy",
                                  .summary = "destroy (stop) a domain",
                                  .description =
                                      "Forcefully stop a given domain, but leave its resources intact.",
                                  .options = destroy_options,
                                  .run = run_destroy,
                                  .traits = Plain,
                                  .alias = "poweroff"};

} // namespace modvirt::cli
