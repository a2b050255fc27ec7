// SPDX-License-Identifier: LGPL-2.1-or-later
// dumpxml, edit: a domain's description as XML.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

void run_dumpxml(Session &session, const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("inactive"))
        flags |= VIR_DOMAIN_XML_INACTIVE;
    if (arguments.has("security-info"))
        flags |= VIR_DOMAIN_XML_SECURE;
    if (arguments.has("update-cpu"))
        flags |= VIR_DOMAIN_XML_UPDATE_CPU;
    if (arguments.has("migratable"))
        flags |= VIR_DOMAIN_XML_MIGRATABLE;
    const Domain domain = find_domain(session, arguments);
    const LibraryText xml(virDomainGetXMLDesc(domain.get(), flags));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_edit(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto describe = [&] {
        const LibraryText xml(virDomainGetXMLDesc(domain.get(), VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE));
        if (!xml)
            fail();
        return std::string(xml.get());
    };
    const auto store = [&](const std::string &text, Validation validation) {
        virConnectPtr connection = session.connection();
        const auto define = [&](unsigned flags) {
            return Domain(flags ? virDomainDefineXMLFlags(connection, text.c_str(), flags)
                                : virDomainDefineXML(connection, text.c_str()));
        };
        if (!define_validated(validation, VIR_DOMAIN_DEFINE_VALIDATE, define))
            fail();
    };
    const Validation validation = arguments.has("skip-validate") ? Validation::Off : Validation::Full;
    const EditResult result = edit_description(session, describe, validation, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored
                                        ? sentence("Domain '{}' XML configuration edited.\n")
                                        : sentence("Domain '{}' XML configuration not changed.\n")),
                       domain_name(domain));
}

constexpr Option dumpxml_options[] = {
    domain_option(complete_domain),
    flag("inactive", "show inactive defined XML"),
    flag("security-info", "include security sensitive information in XML dump"),
    flag("update-cpu", "update guest CPU according to host CPU"),
    flag("migratable", "provide XML suitable for migrations"),
    xpath_option,
    wrap_option,
};
constexpr Option edit_options[] = {
    domain_option(complete_domain),
    flag("skip-validate", "skip validation of the XML against the schema"),
};

} // namespace

constexpr Command dumpxml_command{.name = "dumpxml",
                                  .summary = "domain information in XML",
                                  .description = "Output the domain information as an XML dump to stdout.",
                                  .options = dumpxml_options,
                                  .run = run_dumpxml,
                                  .traits = Json};
constexpr Command edit_command{.name = "edit",
                               .summary = "edit XML configuration for a domain",
                               .description = "Edit the XML configuration for a domain.",
                               .options = edit_options,
                               .run = run_edit};

} // namespace modvirt::cli
