// SPDX-License-Identifier: LGPL-2.1-or-later
// checkpoint-create, checkpoint-delete and so on, and the backups that checkpoints are for: backup-begin,
// backup-dumpxml.
#include "commands/commands.hpp"

#include "base/editor.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/moment_document.hpp"
#include "base/moments.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

Checkpoint create(const Domain &domain, const std::string &xml, unsigned flags)
{
    Checkpoint checkpoint(virDomainCheckpointCreateXML(domain.get(), xml.c_str(), flags));
    if (!checkpoint)
        fail();
    return checkpoint;
}

void run_checkpoint_create(Session &session, const Arguments &arguments)
{
    arguments.need_with("redefine", "redefine-validate");
    unsigned flags = 0;
    if (arguments.has("redefine"))
        flags |= VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE;
    if (arguments.has("redefine-validate"))
        flags |= VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE;
    if (arguments.has("quiesce"))
        flags |= VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE;
    const Domain domain = find_domain(session, arguments);
    const auto path = arguments.text("xmlfile");
    const std::string xml = path ? read_description(*path) : "<domaincheckpoint/>";
    const Checkpoint checkpoint = create(domain, xml, flags);
    session.out.remark("Domain checkpoint {} created", name_of<CheckpointCalls>(checkpoint));
    if (path)
        session.out.remark(" from '{}'", *path);
}

void run_checkpoint_create_as(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string xml = checkpoint_document(arguments);
    if (arguments.has("print-xml"))
        return session.out.print("{}\n", xml);
    const unsigned flags = arguments.has("quiesce") ? VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE : 0;
    const Checkpoint checkpoint = create(domain, xml, flags);
    session.out.remark("Domain checkpoint {} created", name_of<CheckpointCalls>(checkpoint));
}

void run_checkpoint_delete(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Checkpoint checkpoint = find_checkpoint(domain, arguments);
    const std::string name = name_of<CheckpointCalls>(checkpoint);
    unsigned flags = 0;
    if (arguments.has("children"))
        flags |= VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN;
    if (arguments.has("children-only"))
        flags |= VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY;
    if (arguments.has("metadata"))
        flags |= VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY;
    if (virDomainCheckpointDelete(checkpoint.get(), flags) < 0)
        fail("Failed to delete checkpoint {}", name);
    session.out.remark(fmt::runtime(arguments.has("children-only") ? sentence("Domain checkpoint {} children deleted\n")
                                                                   : sentence("Domain checkpoint {} deleted\n")),
                       name);
}

void run_checkpoint_dumpxml(Session &session, const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("security-info"))
        flags |= VIR_DOMAIN_CHECKPOINT_XML_SECURE;
    if (arguments.has("no-domain"))
        flags |= VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN;
    if (arguments.has("size"))
        flags |= VIR_DOMAIN_CHECKPOINT_XML_SIZE;
    const Domain domain = find_domain(session, arguments);
    const Checkpoint checkpoint = find_checkpoint(domain, arguments);
    print_xml(session, arguments, description_of<CheckpointCalls>(checkpoint, flags));
}

void run_checkpoint_edit(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Checkpoint before = find_checkpoint(domain, arguments);
    const std::string name = name_of<CheckpointCalls>(before);
    const std::string text = description_of<CheckpointCalls>(before, CheckpointCalls::secure);
    // A checkpoint keeps its name: what tracks changes goes by it.
    const auto store = [&](const std::string &edited, Validation) {
        const std::string new_name = moment_name(edited);
        if (!new_name.empty() && new_name != name)
            fail("Cannot rename checkpoint {} to {}", name, new_name);
        create(domain, edited, VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE);
    };
    const EditResult result = edit_until_stored(session, text, Validation::Off, store);
    if (result == EditResult::Unchanged)
        return session.out.remark("Checkpoint {} XML configuration not changed.\n", name);
    session.out.remark("Checkpoint {} edited.\n", name);
}

void run_checkpoint_parent(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Checkpoint checkpoint = find_checkpoint(domain, arguments);
    const auto parent = parent_name<CheckpointCalls>(checkpoint);
    if (wants_json(session, arguments))
        return print_json(session, {{"parent", parent ? json_text(*parent) : JsonValue(nullptr)}});
    if (!parent)
        fail("checkpoint '{}' has no parent", name_of<CheckpointCalls>(checkpoint));
    session.out.write(*parent);
}

void run_backup_begin(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto path = arguments.text("backupxml");
    const std::string backup = path ? read_description(*path) : "<domainbackup/>";
    const auto checkpoint_path = arguments.text("checkpointxml");
    const std::string checkpoint = checkpoint_path ? read_description(*checkpoint_path) : "";
    const unsigned flags = arguments.has("reuse-external") ? VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL : 0;
    if (virDomainBackupBegin(domain.get(), backup.c_str(), checkpoint_path ? checkpoint.c_str() : nullptr,
                             flags) < 0)
        fail();
    session.out.print("Backup started\n");
}

void run_backup_dumpxml(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const LibraryText xml(virDomainBackupGetXMLDesc(domain.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

constexpr Option create_options[] = {
    domain_option(complete_domain),
    text("xmlfile", "domain checkpoint XML", complete_path),
    flag("redefine", "redefine metadata for existing checkpoint"),
    flag("redefine-validate", "validate the redefined checkpoint"),
    flag("quiesce", "quiesce guest's file systems"),
};
constexpr Option create_as_options[] = {
    domain_option(complete_domain),
    text("name", "name of checkpoint"),
    text("description", "description of checkpoint"),
    flag("print-xml", "print XML document rather than create"),
    flag("quiesce", "quiesce guest's file systems"),
    words("diskspec", "disk attributes: disk[,checkpoint=type][,bitmap=name]"),
};
constexpr Option delete_options[] = {
    domain_option(complete_domain),
    text("checkpointname", "checkpoint name", complete_checkpoint),
    flag("children", "delete checkpoint and all children"),
    flag("children-only", "delete children but not checkpoint"),
    flag("metadata", "delete only libvirt metadata, leaving checkpoint contents behind"),
};
constexpr Option dumpxml_options[] = {
    domain_option(complete_domain),
    text("checkpointname", "checkpoint name", complete_checkpoint),
    flag("security-info", "include security sensitive information in XML dump"),
    flag("no-domain", "exclude <domain> from XML"),
    flag("size", "include backup size estimate in XML dump"),
    xpath_option,
    wrap_option,
};
constexpr Option edit_options[] = {
    domain_option(complete_domain),
    text("checkpointname", "checkpoint name", complete_checkpoint),
};
constexpr Option parent_options[] = {
    domain_option(complete_domain),
    text("checkpointname", "find parent of checkpoint name", complete_checkpoint),
};
constexpr Option backup_begin_options[] = {
    domain_option(complete_active_domain),
    text("backupxml", "domain backup XML", complete_path),
    text("checkpointxml", "domain checkpoint XML", complete_path),
    flag("reuse-external", "reuse files provided by caller"),
};
constexpr Option backup_dumpxml_options[] = {domain_option(complete_active_domain), xpath_option,
                                             wrap_option};

} // namespace

constexpr Command checkpoint_create_command{
    .name = "checkpoint-create",
    .summary = "Create a checkpoint from XML",
    .description = "Create a checkpoint from XML for use in future incremental backups",
    .options = create_options,
    .run = run_checkpoint_create};
constexpr Command checkpoint_create_as_command{
    .name = "checkpoint-create-as",
    .summary = "Create a checkpoint from a set of args",
    .description = "Create a checkpoint from arguments for use in future incremental backups",
    .options = create_as_options,
    .run = run_checkpoint_create_as};
constexpr Command checkpoint_delete_command{.name = "checkpoint-delete",
                                            .summary = "Delete a domain checkpoint",
                                            .description = "Checkpoint Delete",
                                            .options = delete_options,
                                            .run = run_checkpoint_delete};
constexpr Command checkpoint_dumpxml_command{.name = "checkpoint-dumpxml",
                                             .summary = "Dump XML for a domain checkpoint",
                                             .description = "Checkpoint Dump XML",
                                             .options = dumpxml_options,
                                             .run = run_checkpoint_dumpxml,
                                             .traits = Json};
constexpr Command checkpoint_edit_command{.name = "checkpoint-edit",
                                          .summary = "edit XML for a checkpoint",
                                          .description =
                                              "Edit the domain checkpoint XML for a named checkpoint",
                                          .options = edit_options,
                                          .run = run_checkpoint_edit};
constexpr Command checkpoint_parent_command{.name = "checkpoint-parent",
                                            .summary = "Get the name of the parent of a checkpoint",
                                            .description = "Extract the checkpoint's parent, if any",
                                            .options = parent_options,
                                            .run = run_checkpoint_parent,
                                            .traits = Json};
constexpr Command backup_begin_command{.name = "backup-begin",
                                       .summary = "Start a disk backup of a live domain",
                                       .description = "Use XML to start a full or incremental disk backup of "
                                                      "a live domain, optionally creating a checkpoint",
                                       .options = backup_begin_options,
                                       .run = run_backup_begin};
constexpr Command backup_dumpxml_command{.name = "backup-dumpxml",
                                         .summary = "Dump XML for an ongoing domain block backup job",
                                         .description = "Backup Dump XML",
                                         .options = backup_dumpxml_options,
                                         .run = run_backup_dumpxml,
                                         .traits = Json};

} // namespace modvirt::cli
