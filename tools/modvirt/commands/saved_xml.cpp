// SPDX-License-Identifier: LGPL-2.1-or-later
// save-image-* and managedsave-*: the description of the domain inside a saved state, in a file that somebody
// chose or in the one that the hypervisor keeps. Saving itself belongs in save.cpp.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

// The two places of a saved state, and what is said of each.
struct SavedState {
    std::function<char *(unsigned)> get;
    std::function<int(const std::string &, unsigned)> define;
    std::string unchanged;
    std::string edited;
};

SavedState image(Session &session, const std::string &file)
{
    virConnectPtr connection = session.connection();
    return {[=](unsigned flags) { return virDomainSaveImageGetXMLDesc(connection, file.c_str(), flags); },
            [=](const std::string &xml, unsigned flags) {
                return virDomainSaveImageDefineXML(connection, file.c_str(), xml.c_str(), flags);
            },
            fmt::format("Saved image {} XML configuration not changed.\n", file),
            fmt::format("State file {} edited.\n", file)};
}

SavedState managed(const Domain &owner)
{
    virDomainPtr domain = owner.get();
    const std::string name = domain_name(owner);
    return {[=](unsigned flags) { return virDomainManagedSaveGetXMLDesc(domain, flags); },
            [=](const std::string &xml, unsigned flags) {
                return virDomainManagedSaveDefineXML(domain, xml.c_str(), flags);
            },
            fmt::format("Managed save image of domain '{}' XML configuration not changed.\n", name),
            fmt::format("Managed save image of Domain '{}' XML configuration edited.\n", name)};
}

unsigned state_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("running"))
        flags |= VIR_DOMAIN_SAVE_RUNNING;
    if (arguments.has("paused"))
        flags |= VIR_DOMAIN_SAVE_PAUSED;
    return flags;
}

std::string xml_of(const SavedState &state, unsigned flags)
{
    const LibraryText xml(state.get(flags));
    if (!xml)
        fail();
    return xml.get();
}

void dump(Session &session, const Arguments &arguments, const SavedState &state)
{
    const unsigned flags = arguments.has("security-info") ? VIR_DOMAIN_SAVE_IMAGE_XML_SECURE : 0;
    print_xml(session, arguments, xml_of(state, flags));
}

void edit(Session &session, const Arguments &arguments, const SavedState &state)
{
    constexpr unsigned flags = VIR_DOMAIN_SAVE_IMAGE_XML_SECURE;
    const auto store = [&](const std::string &text, Validation) {
        if (state.define(text, state_flags(arguments)) < 0)
            fail();
    };
    const EditResult result =
        edit_description(session, [&] { return xml_of(state, flags); }, Validation::Off, store);
    session.out.remark("{}", result == EditResult::Stored ? state.edited : state.unchanged);
}

void run_save_image_dumpxml(Session &session, const Arguments &arguments)
{
    dump(session, arguments, image(session, arguments.required_text("file")));
}

void run_save_image_define(Session &session, const Arguments &arguments)
{
    const std::string file = arguments.required_text("file");
    const std::string xml = read_description(arguments.required_text("xml"));
    if (image(session, file).define(xml, state_flags(arguments)) < 0)
        fail("Failed to update {}", file);
    session.out.remark("State file {} updated.\n", file);
}

void run_save_image_edit(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("running", "paused");
    edit(session, arguments, image(session, arguments.required_text("file")));
}

void run_managedsave_dumpxml(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    dump(session, arguments, managed(domain));
}

void run_managedsave_define(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("running", "paused");
    const Domain domain = find_domain(session, arguments);
    const std::string xml = read_description(arguments.required_text("xml"));
    if (managed(domain).define(xml, state_flags(arguments)) < 0)
        fail("Failed to update {} XML configuration", domain_name(domain));
    session.out.remark("Managed save state file of domain '{}' updated.\n", domain_name(domain));
}

void run_managedsave_edit(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("running", "paused");
    const Domain domain = find_domain(session, arguments);
    edit(session, arguments, managed(domain));
}

constexpr Option security_option =
    flag("security-info", "include security sensitive information in XML dump");
constexpr Option new_xml_option =
    argument("xml", "filename containing updated XML for the target", complete_path);
constexpr Option running_on_restore = flag("running", "set domain to be running on restore");
constexpr Option paused_on_restore = flag("paused", "set domain to be paused on restore");
constexpr Option running_on_start = flag("running", "set domain to be running on start");
constexpr Option paused_on_start = flag("paused", "set domain to be paused on start");

constexpr Option save_image_dumpxml_options[] = {
    argument("file", "saved state file to read", complete_path),
    security_option,
    xpath_option,
    wrap_option,
};
constexpr Option save_image_define_options[] = {
    argument("file", "saved state file to modify", complete_path),
    new_xml_option,
    running_on_restore,
    paused_on_restore,
};
constexpr Option save_image_edit_options[] = {
    argument("file", "saved state file to edit", complete_path),
    running_on_restore,
    paused_on_restore,
};
constexpr Option managedsave_dumpxml_options[] = {
    domain_option(complete_inactive_domain),
    security_option,
    xpath_option,
    wrap_option,
};
constexpr Option managedsave_define_options[] = {
    domain_option(complete_inactive_domain),
    new_xml_option,
    running_on_start,
    paused_on_start,
};
constexpr Option managedsave_edit_options[] = {
    domain_option(complete_inactive_domain),
    running_on_start,
    paused_on_start,
};

} // namespace

constexpr Command save_image_dumpxml_command{
    .name = "save-image-dumpxml",
    .summary = "saved state domain information in XML",
    .description = "Dump XML of domain information for a saved state file to stdout.",
    .options = save_image_dumpxml_options,
    .run = run_save_image_dumpxml,
    .traits = Json};
constexpr Command save_image_define_command{.name = "save-image-define",
                                            .summary = "redefine the XML for a domain's saved state file",
                                            .description =
                                                "Replace the domain XML associated with a saved state file",
                                            .options = save_image_define_options,
                                            .run = run_save_image_define};
constexpr Command save_image_edit_command{.name = "save-image-edit",
                                          .summary = "edit XML for a domain's saved state file",
                                          .description =
                                              "Edit the domain XML associated with a saved state file",
                                          .options = save_image_edit_options,
                                          .run = run_save_image_edit};
constexpr Command managedsave_dumpxml_command{
    .name = "managedsave-dumpxml",
    .summary = "Domain information of managed save state file in XML",
    .description = "Dump XML of domain information for a managed save state file to stdout.",
    .options = managedsave_dumpxml_options,
    .run = run_managedsave_dumpxml,
    .traits = Json};
constexpr Command managedsave_define_command{
    .name = "managedsave-define",
    .summary = "redefine the XML for a domain's managed save state file",
    .description = "Replace the domain XML associated with a managed save state file",
    .options = managedsave_define_options,
    .run = run_managedsave_define};
constexpr Command managedsave_edit_command{
    .name = "managedsave-edit",
    .summary = "edit XML for a domain's managed save state file",
    .description = "Edit the domain XML associated with the managed save state file",
    .options = managedsave_edit_options,
    .run = run_managedsave_edit};

} // namespace modvirt::cli
