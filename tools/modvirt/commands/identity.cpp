// SPDX-License-Identifier: LGPL-2.1-or-later
// domid, domname, domuuid, domrename: what a domain is called.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"

namespace modvirt::cli {

namespace {

void run_domid(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments, ByName | ByUuid);
    const unsigned id = virDomainGetID(domain.get());
    const bool is_active = id != static_cast<unsigned>(-1);
    if (wants_json(session, arguments))
        print_json(session, {{"id", is_active ? JsonValue(id) : JsonValue(nullptr)}});
    else if (!is_active)
        session.out.print("-\n");
    else
        session.out.print("{}\n", id);
}

void run_domname(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments, ById | ByUuid);
    print_member(session, arguments, "name", domain_name(domain));
}

void run_domuuid(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments, ById | ByName);
    const std::string uuid = domain_uuid(domain.get());
    if (uuid.empty())
        fail("failed to get domain UUID");
    print_member(session, arguments, "uuid", uuid);
}

void run_domrename(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("new-name");
    if (virDomainRename(domain.get(), name.c_str(), 0) < 0)
        fail();
    session.out.remark("Domain successfully renamed\n");
}

constexpr Option domid_options[] = {domain_option(complete_domain, "domain name or uuid")};
constexpr Option domname_options[] = {domain_option(complete_domain, "domain id or uuid")};
constexpr Option domuuid_options[] = {domain_option(complete_domain, "domain id or name")};
constexpr Option domrename_options[] = {
    domain_option(complete_inactive_domain, "domain name or uuid"),
    argument("new-name", "new domain name"),
};

} // namespace

constexpr Command domid_command{.name = "domid",
                                .summary = "convert a domain name or UUID to domain id",
                                .description = {},
                                .options = domid_options,
                                .run = run_domid,
                                .traits = Json};
constexpr Command domname_command{.name = "domname",
                                  .summary = "convert a domain id or UUID to domain name",
                                  .description = {},
                                  .options = domname_options,
                                  .run = run_domname,
                                  .traits = Json};
constexpr Command domuuid_command{.name = "domuuid",
                                  .summary = "convert a domain name or id to domain UUID",
                                  .description = {},
                                  .options = domuuid_options,
                                  .run = run_domuuid,
                                  .traits = Json};
constexpr Command domrename_command{.name = "domrename",
                                    .summary = "rename a domain",
                                    .description = "Rename an inactive domain.",
                                    .options = domrename_options,
                                    .run = run_domrename};

} // namespace modvirt::cli
