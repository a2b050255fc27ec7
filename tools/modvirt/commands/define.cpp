// SPDX-License-Identifier: LGPL-2.1-or-later
// define, autostart: what the host knows of a domain. Forgetting one belongs in undefine.cpp.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"

namespace modvirt::cli {

namespace {

void run_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    virConnectPtr connection = session.connection();
    const Domain domain(arguments.has("validate")
                            ? virDomainDefineXMLFlags(connection, xml.c_str(), VIR_DOMAIN_DEFINE_VALIDATE)
                            : virDomainDefineXML(connection, xml.c_str()));
    if (!domain)
        fail("Failed to define domain from {}", path);
    session.out.remark("Domain '{}' defined from {}\n", domain_name(domain), path);
}

void run_autostart(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("domain");
    const bool enable = !arguments.has("disable");
    if (virDomainSetAutostart(domain.get(), enable ? 1 : 0) < 0)
        fail(fmt::runtime(enable ? sentence("Failed to mark domain '{}' as autostarted")
                                 : sentence("Failed to unmark domain '{}' as autostarted")),
             name);
    session.out.remark(fmt::runtime(enable ? sentence("Domain '{}' marked as autostarted\n")
                                           : sentence("Domain '{}' unmarked as autostarted\n")),
                       name);
}

constexpr Option define_options[] = {
    argument("file", "file containing an XML domain description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option autostart_options[] = {
    domain_option(complete_domain),
    flag("disable", "disable autostarting"),
};

} // namespace

constexpr Command define_command{.name = "define",
                                 .summary = "define (but don't start) a domain from an XML file",
                                 .description = "Define a domain.",
                                 .options = define_options,
                                 .run = run_define};
constexpr Command autostart_command{.name = "autostart",
                                    .summary = "autostart a domain",
                                    .description = "Configure a domain to be automatically started at boot.",
                                    .options = autostart_options,
                                    .run = run_autostart};

} // namespace modvirt::cli
