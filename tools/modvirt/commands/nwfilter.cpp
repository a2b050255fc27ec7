// SPDX-License-Identifier: LGPL-2.1-or-later
// nwfilter-define, nwfilter-list and so on, and nwfilter-binding-create and its like.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/filter_lookup.hpp"
#include "base/json.hpp"
#include "base/text_table.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

std::string uuid_of(const NetworkFilter &filter)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";
    return virNWFilterGetUUIDString(filter.get(), text) < 0 ? "" : text;
}

void run_nwfilter_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    virConnectPtr connection = session.connection();
    const NetworkFilter filter(arguments.has("validate")
                                   ? virNWFilterDefineXMLFlags(connection, xml.c_str(), VIR_NWFILTER_DEFINE_VALIDATE)
                                   : virNWFilterDefineXML(connection, xml.c_str()));
    if (!filter)
        fail("Failed to define network filter from {}", path);
    session.out.remark("Network filter {} defined from {}\n", virNWFilterGetName(filter.get()), path);
}

void run_nwfilter_undefine(Session &session, const Arguments &arguments)
{
    const NetworkFilter filter = find_filter(session, arguments);
    if (virNWFilterUndefine(filter.get()) < 0)
        fail("Failed to undefine network filter {}", arguments.required_text("nwfilter"));
    session.out.remark("Network filter {} undefined\n", arguments.required_text("nwfilter"));
}

void run_nwfilter_dumpxml(Session &session, const Arguments &arguments)
{
    const NetworkFilter filter = find_filter(session, arguments);
    const LibraryText xml(virNWFilterGetXMLDesc(filter.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_nwfilter_list(Session &session, const Arguments &arguments)
{
    TextTable table({"UUID", "Name"});
    JsonValue list = JsonValue::array();
    for (const NetworkFilter &filter : list_filters(session)) {
        table.add({uuid_of(filter), virNWFilterGetName(filter.get())});
        list.push_back({{"uuid", uuid_of(filter)}, {"name", json_text(virNWFilterGetName(filter.get()))}});
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_nwfilter_edit(Session &session, const Arguments &arguments)
{
    const NetworkFilter filter = find_filter(session, arguments);
    const auto describe = [&] {
        const LibraryText xml(virNWFilterGetXMLDesc(filter.get(), 0));
        if (!xml)
            fail();
        return std::string(xml.get());
    };
    const auto store = [&](const std::string &text, Validation validation) {
        const auto define = [&](unsigned flags) {
            return NetworkFilter(flags ? virNWFilterDefineXMLFlags(session.connection(), text.c_str(), flags)
                                       : virNWFilterDefineXML(session.connection(), text.c_str()));
        };
        if (!define_validated(validation, VIR_NWFILTER_DEFINE_VALIDATE, define))
            fail();
    };
    const EditResult result = edit_description(session, describe, Validation::Full, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored
                                        ? sentence("Network filter {} XML configuration edited.\n")
                                        : sentence("Network filter {} XML configuration not changed.\n")),
                       virNWFilterGetName(filter.get()));
}

void run_binding_create(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_NWFILTER_BINDING_CREATE_VALIDATE : 0;
    const FilterBinding binding(virNWFilterBindingCreateXML(session.connection(), xml.c_str(), flags));
    if (!binding)
        fail("Failed to create network filter from {}", path);
    session.out.remark("Network filter binding on {} created from {}\n",
                       virNWFilterBindingGetPortDev(binding.get()), path);
}

void run_binding_delete(Session &session, const Arguments &arguments)
{
    const FilterBinding binding = find_binding(session, arguments);
    const std::string port = virNWFilterBindingGetPortDev(binding.get());
    if (virNWFilterBindingDelete(binding.get()) < 0)
        fail("Failed to delete network filter binding on {}", port);
    session.out.remark("Network filter binding on {} deleted\n", port);
}

void run_binding_dumpxml(Session &session, const Arguments &arguments)
{
    const FilterBinding binding = find_binding(session, arguments);
    const LibraryText xml(virNWFilterBindingGetXMLDesc(binding.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_binding_list(Session &session, const Arguments &arguments)
{
    TextTable table({"Port Dev", "Filter"});
    JsonValue list = JsonValue::array();
    for (const FilterBinding &binding : list_bindings(session)) {
        const char *port = virNWFilterBindingGetPortDev(binding.get());
        const char *filter = virNWFilterBindingGetFilterName(binding.get());
        table.add({port, filter});
        list.push_back({{"port", json_text(port)}, {"filter", json_text(filter)}});
    }
    if (wants_json(session, arguments))
        return print_json(session, list);
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

constexpr Option filter_option = argument("nwfilter", "network filter name or uuid", complete_filter);
constexpr Option define_options[] = {
    argument("file", "file containing an XML network filter description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option dumpxml_options[] = {filter_option, xpath_option, wrap_option};
constexpr Option filter_options[] = {filter_option};
constexpr Option binding_create_options[] = {
    argument("file", "file containing an XML network filter binding description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option binding_delete_options[] = {
    argument("binding", "network filter binding port dev", complete_binding)};
constexpr Option binding_dumpxml_options[] = {
    argument("binding", "network filter binding portdev", complete_binding), xpath_option, wrap_option};

} // namespace

constexpr Command nwfilter_define_command{.name = "nwfilter-define",
                                          .summary =
                                              "define or update a network filter from an XML file",
                                          .description = "Define a new network filter or update an existing one.",
                                          .options = define_options,
                                          .run = run_nwfilter_define};
constexpr Command nwfilter_dumpxml_command{
    .name = "nwfilter-dumpxml",
    .summary = "network filter information in XML",
    .description = "Output the network filter information as an XML dump to stdout.",
    .options = dumpxml_options,
    .run = run_nwfilter_dumpxml,
    .traits = Json};
constexpr Command nwfilter_edit_command{.name = "nwfilter-edit",
                                        .summary = "edit XML configuration for a network filter",
                                        .description = "Edit the XML configuration for a network filter.",
                                        .options = filter_options,
                                        .run = run_nwfilter_edit};
constexpr Command nwfilter_list_command{.name = "nwfilter-list",
                                        .summary = "list network filters",
                                        .description = "Returns list of network filters.",
                                        .options = {},
                                        .run = run_nwfilter_list,
                                        .traits = Json};
constexpr Command nwfilter_undefine_command{.name = "nwfilter-undefine",
                                            .summary = "undefine a network filter",
                                            .description = "Undefine a given network filter.",
                                            .options = filter_options,
                                            .run = run_nwfilter_undefine};
constexpr Command nwfilter_binding_create_command{
    .name = "nwfilter-binding-create",
    .summary = "create a network filter binding from an XML file",
    .description = "Create a new network filter binding.",
    .options = binding_create_options,
    .run = run_binding_create};
constexpr Command nwfilter_binding_delete_command{.name = "nwfilter-binding-delete",
                                                  .summary = "delete a network filter binding",
                                                  .description = "Delete a given network filter binding.",
                                                  .options = binding_delete_options,
                                                  .run = run_binding_delete};
constexpr Command nwfilter_binding_dumpxml_command{
    .name = "nwfilter-binding-dumpxml",
    .summary = "network filter information in XML",
    .description = "Output the network filter information as an XML dump to stdout.",
    .options = binding_dumpxml_options,
    .run = run_binding_dumpxml,
    .traits = Json};
constexpr Command nwfilter_binding_list_command{.name = "nwfilter-binding-list",
                                                .summary = "list network filter bindings",
                                                .description = "Returns list of network filter bindings.",
                                                .options = {},
                                                .run = run_binding_list,
                                                .traits = Json};

} // namespace modvirt::cli
