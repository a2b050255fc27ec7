// SPDX-License-Identifier: LGPL-2.1-or-later
// dumpxml, edit: a domain's description as XML.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/library_error.hpp"
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

// Someone else may have changed the domain while the editor was open: storing would undo that.
void refuse_when_changed(const Domain &domain, unsigned flags, const std::string &before)
{
    const LibraryText now(virDomainGetXMLDesc(domain.get(), flags));
    if (!now)
        fail();
    if (before != now.get())
        fail("ERROR: the XML configuration was changed by another user");
}

void run_edit(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    constexpr unsigned flags = VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE;
    const LibraryText xml(virDomainGetXMLDesc(domain.get(), flags));
    if (!xml)
        fail();
    const std::string before = xml.get();
    const auto store = [&](const std::string &text, Validation validation) {
        refuse_when_changed(domain, flags, before);
        const unsigned define_flags = validation == Validation::Full ? VIR_DOMAIN_DEFINE_VALIDATE : 0;
        virConnectPtr connection = session.connection();
        Domain stored(virDomainDefineXMLFlags(connection, text.c_str(), define_flags));
        // A driver without schemas cannot validate, and says so before it looks at the text.
        const int code = last_library_code();
        if (!stored && (code == VIR_ERR_NO_SUPPORT || code == VIR_ERR_ARGUMENT_UNSUPPORTED)) {
            forget_library_error();
            stored.reset(virDomainDefineXML(connection, text.c_str()));
        }
        if (!stored)
            fail();
    };
    const Validation validation = arguments.has("skip-validate") ? Validation::Off : Validation::Full;
    const EditResult result = edit_until_stored(session, before, validation, store);
    session.out.remark("Domain '{}' XML configuration {}.\n", domain_name(domain),
                       result == EditResult::Stored ? "edited" : "not changed");
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
