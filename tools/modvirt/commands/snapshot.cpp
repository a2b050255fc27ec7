// SPDX-License-Identifier: LGPL-2.1-or-later
// snapshot-create, snapshot-revert and so on: taking a snapshot, going back to it, and what becomes of it.
#include "commands/commands.hpp"

#include "base/editor.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/moment_document.hpp"
#include "base/moments.hpp"
#include "base/xml_output.hpp"

namespace modvirt::cli {

namespace {

struct FlagOption {
    std::string_view option;
    unsigned flag;
};

constexpr FlagOption create_flags[] = {
    {"redefine", VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE},
    {"current", VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT},
    {"no-metadata", VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA},
    {"halt", VIR_DOMAIN_SNAPSHOT_CREATE_HALT},
    {"disk-only", VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY},
    {"reuse-external", VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT},
    {"quiesce", VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE},
    {"atomic", VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC},
    {"live", VIR_DOMAIN_SNAPSHOT_CREATE_LIVE},
    {"validate", VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE},
};
constexpr FlagOption revert_flags[] = {
    {"running", VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING},
    {"paused", VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED},
    {"force", VIR_DOMAIN_SNAPSHOT_REVERT_FORCE},
    {"reset-nvram", VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM},
};
constexpr FlagOption delete_flags[] = {
    {"children", VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN},
    {"children-only", VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY},
    {"metadata", VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY},
};

unsigned flags_of(const Arguments &arguments, std::span<const FlagOption> options)
{
    unsigned flags = 0;
    for (const FlagOption &each : options)
        if (arguments.has(each.option))
            flags |= each.flag;
    return flags;
}

Snapshot create(const Domain &domain, const std::string &xml, unsigned flags)
{
    Snapshot snapshot(virDomainSnapshotCreateXML(domain.get(), xml.c_str(), flags));
    if (!snapshot)
        fail();
    return snapshot;
}

void run_snapshot_create(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto path = arguments.text("xmlfile");
    const std::string xml = path ? read_description(*path) : "<domainsnapshot/>";
    const Snapshot snapshot = create(domain, xml, flags_of(arguments, create_flags));
    session.out.remark("Domain snapshot {} created", name_of<SnapshotCalls>(snapshot));
    if (path)
        session.out.remark(" from '{}'", *path);
}

void run_snapshot_create_as(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string xml = snapshot_document(arguments);
    if (arguments.has("print-xml"))
        return session.out.print("{}\n", xml);
    const Snapshot snapshot = create(domain, xml, flags_of(arguments, create_flags));
    session.out.remark("Domain snapshot {} created", name_of<SnapshotCalls>(snapshot));
}

void make_current(Session &session, const Domain &domain, const std::string &name)
{
    const auto snapshot = find_moment<SnapshotCalls>(domain, name);
    create(domain, description_of<SnapshotCalls>(snapshot, SnapshotCalls::secure),
           VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE | VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT);
    session.out.remark("Snapshot {} set as current", name);
}

void run_snapshot_current(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    if (const auto name = arguments.text("snapshotname"))
        return make_current(session, domain, *name);
    const int has_current = virDomainHasCurrentSnapshot(domain.get(), 0);
    if (has_current < 0)
        fail();
    if (has_current == 0)
        fail("domain '{}' has no current snapshot", domain_name(domain));
    const Snapshot snapshot = current_snapshot(domain);
    const std::string name = name_of<SnapshotCalls>(snapshot);
    if (wants_json(session, arguments))
        return print_json(session, {{"name", json_text(name)}});
    if (arguments.has("name"))
        return session.out.write(name);
    const unsigned flags = arguments.has("security-info") ? SnapshotCalls::secure : 0;
    session.out.write(description_of<SnapshotCalls>(snapshot, flags));
}

void run_snapshot_delete(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Snapshot snapshot = find_snapshot(domain, arguments);
    const std::string name = name_of<SnapshotCalls>(snapshot);
    if (virDomainSnapshotDelete(snapshot.get(), flags_of(arguments, delete_flags)) < 0)
        fail("Failed to delete snapshot {}", name);
    session.out.remark(fmt::runtime(arguments.has("children-only") ? sentence("Domain snapshot {} children deleted\n")
                                                                   : sentence("Domain snapshot {} deleted\n")),
                       name);
}

void run_snapshot_dumpxml(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto snapshot = find_moment<SnapshotCalls>(domain, arguments.required_text("snapshotname"));
    const unsigned flags = arguments.has("security-info") ? SnapshotCalls::secure : 0;
    print_xml(session, arguments, description_of<SnapshotCalls>(snapshot, flags));
}

void run_snapshot_parent(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Snapshot snapshot = find_snapshot(domain, arguments);
    const auto parent = parent_name<SnapshotCalls>(snapshot);
    if (wants_json(session, arguments))
        return print_json(session, {{"parent", parent ? json_text(*parent) : JsonValue(nullptr)}});
    if (!parent)
        fail("snapshot '{}' has no parent", name_of<SnapshotCalls>(snapshot));
    session.out.write(*parent);
}

void run_snapshot_revert(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Snapshot snapshot = find_snapshot(domain, arguments);
    const std::string name = name_of<SnapshotCalls>(snapshot);
    if (virDomainRevertToSnapshot(snapshot.get(), flags_of(arguments, revert_flags)) < 0)
        fail("Failed to revert snapshot {}", name);
    session.out.remark("Domain snapshot {} reverted\n", name);
}

// ---- snapshot-edit

// Takes away what an edit has left over, or says why it could not.
void clean_up(Session &session, const Snapshot &snapshot, const std::string &edited)
{
    if (virDomainSnapshotDelete(snapshot.get(), VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY) == 0)
        return;
    session.report_library_error();
    session.out.error(fmt::format("Failed to clean up {}", name_of<SnapshotCalls>(snapshot)));
    fail("Failed to update {}", edited);
}

// What the new name means, when it is one.
void finish_edit(Session &session, const Arguments &arguments, const Snapshot &before, const Snapshot &after)
{
    const std::string old_name = name_of<SnapshotCalls>(before);
    const std::string new_name = name_of<SnapshotCalls>(after);
    if (old_name == new_name)
        return session.out.remark("Snapshot {} edited.\n", old_name);
    if (arguments.has("clone"))
        return session.out.remark("Snapshot {} cloned to {}.\n", old_name, new_name);
    clean_up(session, before, old_name);
    session.out.remark("Snapshot {} renamed to {}.\n", old_name, new_name);
}

void run_snapshot_edit(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("rename", "clone");
    const Domain domain = find_domain(session, arguments);
    unsigned flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE;
    if (arguments.has("current"))
        flags |= VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT;
    const auto name = arguments.text("snapshotname");
    const Snapshot before =
        name ? find_moment<SnapshotCalls>(domain, *name) : find_snapshot(domain, arguments);
    const std::string text = description_of<SnapshotCalls>(before, SnapshotCalls::secure);
    const std::string old_name = name_of<SnapshotCalls>(before);
    Snapshot after;
    const auto store = [&](const std::string &edited, Validation validation) {
        const std::string new_name = moment_name(edited);
        const bool may_differ = arguments.has("rename") || arguments.has("clone");
        if (!may_differ && !new_name.empty() && new_name != old_name)
            fail("must use --rename or --clone to change {} to {}", old_name, new_name);
        const unsigned validate = validation == Validation::Full ? VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE : 0;
        after = create(domain, edited, flags | validate);
    };
    const EditResult result = edit_until_stored(session, text, Validation::Full, store);
    if (result == EditResult::Unchanged)
        return session.out.remark("Snapshot {} XML configuration not changed.\n", old_name);
    finish_edit(session, arguments, before, after);
}

constexpr Option create_options[] = {
    domain_option(complete_domain),
    text("xmlfile", "domain snapshot XML", complete_path),
    flag("redefine", "redefine metadata for existing snapshot"),
    flag("current", "with redefine, set current snapshot"),
    flag("no-metadata", "take snapshot but create no metadata"),
    flag("halt", "halt domain after snapshot is created"),
    flag("disk-only", "capture disk state but not vm state"),
    flag("reuse-external", "reuse any existing external files"),
    flag("quiesce", "quiesce guest's file systems"),
    flag("atomic", "require atomic operation"),
    flag("live", "take a live snapshot"),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option create_as_options[] = {
    domain_option(complete_domain),
    text("name", "name of snapshot"),
    text("description", "description of snapshot"),
    flag("print-xml", "print XML document rather than create"),
    flag("no-metadata", "take snapshot but create no metadata"),
    flag("halt", "halt domain after snapshot is created"),
    flag("disk-only", "capture disk state but not vm state"),
    flag("reuse-external", "reuse any existing external files"),
    flag("quiesce", "quiesce guest's file systems"),
    flag("atomic", "require atomic operation"),
    flag("live", "take a live snapshot"),
    flag("validate", "validate the XML against the schema"),
    text("memspec", "memory attributes: [file=]name[,snapshot=type]", nullptr, NamedOnly),
    words("diskspec", "disk attributes: disk[,snapshot=type][,driver=type][,stype=type][,file=name]"),
};
constexpr Option current_options[] = {
    domain_option(complete_domain),
    flag("name", "list the name, rather than the full xml"),
    flag("security-info", "include security sensitive information in XML dump"),
    text("snapshotname", "name of existing snapshot to make current", complete_snapshot),
};
constexpr Option delete_options[] = {
    domain_option(complete_domain),
    text("snapshotname", "snapshot name", complete_snapshot),
    flag("current", "delete current snapshot"),
    flag("children", "delete snapshot and all children"),
    flag("children-only", "delete children but not snapshot"),
    flag("metadata", "delete only libvirt metadata, leaving snapshot contents behind"),
};
constexpr Option snapshot_dumpxml_options[] = {
    domain_option(complete_domain),
    argument("snapshotname", "snapshot name", complete_snapshot),
    flag("security-info", "include security sensitive information in XML dump"),
    xpath_option,
    wrap_option,
};
constexpr Option snapshot_edit_options[] = {
    domain_option(complete_domain),
    text("snapshotname", "snapshot name", complete_snapshot),
    flag("current", "also set edited snapshot as current"),
    flag("rename", "allow renaming an existing snapshot"),
    flag("clone", "allow cloning to new name"),
};
constexpr Option parent_options[] = {
    domain_option(complete_domain),
    text("snapshotname", "find parent of snapshot name", complete_snapshot),
    flag("current", "find parent of current snapshot"),
};
constexpr Option revert_options[] = {
    domain_option(complete_domain),
    text("snapshotname", "snapshot name", complete_snapshot),
    flag("current", "revert to current snapshot"),
    flag("running", "after reverting, change state to running"),
    flag("paused", "after reverting, change state to paused"),
    flag("force", "try harder on risky reverts"),
    flag("reset-nvram", "re-initialize NVRAM from its pristine template"),
};

} // namespace

constexpr Command snapshot_create_command{.name = "snapshot-create",
                                          .summary = "Create a snapshot from XML",
                                          .description = "Create a snapshot (disk and RAM) from XML",
                                          .options = create_options,
                                          .run = run_snapshot_create};
constexpr Command snapshot_create_as_command{.name = "snapshot-create-as",
                                             .summary = "Create a snapshot from a set of args",
                                             .description = "Create a snapshot (disk and RAM) from arguments",
                                             .options = create_as_options,
                                             .run = run_snapshot_create_as};
constexpr Command snapshot_current_command{.name = "snapshot-current",
                                           .summary = "Get or set the current snapshot",
                                           .description = "Get or set the current snapshot",
                                           .options = current_options,
                                           .run = run_snapshot_current,
                                           .traits = Json};
constexpr Command snapshot_delete_command{.name = "snapshot-delete",
                                          .summary = "Delete a domain snapshot",
                                          .description = "Snapshot Delete",
                                          .options = delete_options,
                                          .run = run_snapshot_delete};
constexpr Command snapshot_dumpxml_command{.name = "snapshot-dumpxml",
                                           .summary = "Dump XML for a domain snapshot",
                                           .description = "Snapshot Dump XML",
                                           .options = snapshot_dumpxml_options,
                                           .run = run_snapshot_dumpxml,
                                           .traits = Json};
constexpr Command snapshot_edit_command{.name = "snapshot-edit",
                                        .summary = "edit XML for a snapshot",
                                        .description = "Edit the domain snapshot XML for a named snapshot",
                                        .options = snapshot_edit_options,
                                        .run = run_snapshot_edit};
constexpr Command snapshot_parent_command{.name = "snapshot-parent",
                                          .summary = "Get the name of the parent of a snapshot",
                                          .description = "Extract the snapshot's parent, if any",
                                          .options = parent_options,
                                          .run = run_snapshot_parent,
                                          .traits = Json};
constexpr Command snapshot_revert_command{.name = "snapshot-revert",
                                          .summary = "Revert a domain to a snapshot",
                                          .description = "Revert domain to snapshot",
                                          .options = revert_options,
                                          .run = run_snapshot_revert};

} // namespace modvirt::cli
