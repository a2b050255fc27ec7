// SPDX-License-Identifier: LGPL-2.1-or-later
// domlaunchsecinfo, domsetlaunchsecstate: how the memory of a guest is kept from its host.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/tuning.hpp"

#include <cerrno>

namespace modvirt::cli {

namespace {

void run_domlaunchsecinfo(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    ParameterList values;
    if (virDomainGetLaunchSecurityInfo(domain.get(), values.array(), values.count(), 0) < 0)
        fail("Unable to get launch security parameters");
    show_parameters(session, arguments, values.values());
}

std::string secret_file(const std::string &path)
{
    constexpr size_t limit = 64UL * 1024;
    return read_file(path, limit, EOVERFLOW);
}

void run_domsetlaunchsecstate(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto header = arguments.text("secrethdr");
    const auto secret = arguments.text("secret");
    if (!header || !secret)
        fail("Both secret and the secret header are required");
    ParameterChanges changes;
    changes.add(VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER, secret_file(*header));
    changes.add(VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET, secret_file(*secret));
    changes.add(VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS, arguments.large_integer("set-address"));
    if (virDomainSetLaunchSecurityState(domain.get(), changes.data(), changes.count(), 0) < 0)
        fail("Unable to set launch security state");
}

constexpr Option domlaunchsecinfo_options[] = {
    domain_option(complete_active_domain),
};
constexpr Option domsetlaunchsecstate_options[] = {
    domain_option(complete_active_domain),
    text("secrethdr", "path to file containing the secret header", complete_path, NamedOnly),
    text("secret", "path to file containing the secret", complete_path, NamedOnly),
    number("set-address", "physical address within the guest domain's memory to set the secret"),
};

} // namespace

constexpr Command domlaunchsecinfo_command{.name = "domlaunchsecinfo",
                                           .summary = "Get domain launch security info",
                                           .description =
                                               "Get the launch security parameters for a guest domain",
                                           .options = domlaunchsecinfo_options,
                                           .run = run_domlaunchsecinfo,
                                           .traits = Json};
constexpr Command domsetlaunchsecstate_command{.name = "domsetlaunchsecstate",
                                               .summary = "Set domain launch security state",
                                               .description = "Set a secret in the guest domain's memory",
                                               .options = domsetlaunchsecstate_options,
                                               .run = run_domsetlaunchsecstate};

} // namespace modvirt::cli
