// SPDX-License-Identifier: MIT
#include "kit/moment/snapshot.hpp"

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/moment/align.hpp"
#include "kit/moment/schema.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::moment {

namespace {

using xml::Node;

[[noreturn]] void refuse(ErrorCode code, Node node, const std::string &message)
{
    document::refuse(code, ErrorDomain::DomainSnapshot, node, message);
}

// The values of a complete document.
std::shared_ptr<Snapshot> describe_snapshot(xml::Document document)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->document = std::move(document);
    const xml::Element root = snapshot->document.root();
    snapshot->name = root.child_text("name").value_or("");
    if (const auto parent = root.child("parent"))
        snapshot->parent = parent->child_text("name").value_or("");
    snapshot->state = root.child_text("state").value_or("");
    snapshot->creation_time = xml::parse_integer(root.child_text("creationTime").value_or("")).value_or(0);
    if (const auto memory = root.child("memory"))
        snapshot->memory = memory->attribute_or("snapshot", "");
    snapshot->is_external = snapshot->memory == "external";
    if (const auto disks = root.child("disks"))
        for (const xml::Element disk : disks->children("disk"))
            snapshot->is_external |= disk.attribute("snapshot") == "external";
    return snapshot;
}

void check_memory(Node snapshot)
{
    auto memory = snapshot.child("memory");
    if (!memory)
        return;
    if (memory->attribute("file") && !memory->attribute("snapshot"))
        memory->set_attribute("snapshot", "external");
    const bool external = memory->attribute("snapshot") == "external";
    if (external && !memory->attribute("file"))
        refuse(ErrorCode::XmlError, *memory, "external memory snapshots require a filename: add file='...'");
    if (external && !memory->attribute_or("file", "").starts_with('/'))
        refuse(
            ErrorCode::XmlError, *memory,
            fmt::format("memory snapshot file path ({}) must be absolute", memory->attribute_or("file", "")));
    if (!external && memory->attribute("file"))
        refuse(ErrorCode::XmlError, *memory, "memory filename requires external snapshot");
}

void check_finished(Node snapshot)
{
    if (!snapshot.child("name"))
        refuse(ErrorCode::XmlError, snapshot, "a redefined snapshot must have a name");
    if (!snapshot.child("creationTime"))
        refuse(ErrorCode::InternalError, snapshot, "missing creationTime from existing snapshot");
    if (!snapshot.child("state"))
        refuse(ErrorCode::XmlError, snapshot, "missing state from existing snapshot");
    // An older snapshot that tells nothing of memory has it inside, if the guest ran.
    if (!snapshot.child("memory")) {
        const std::string_view state = snapshot.child("state")->text();
        const bool ran = state != "shutoff" && state != "disk-snapshot";
        snapshot.append("memory").set_attribute("snapshot", ran ? "internal" : "no");
    }
}

// Whether anything of it lies in a file of its own.
bool is_external(Node snapshot)
{
    bool external = snapshot.child("memory")->attribute("snapshot") == "external" ||
                    snapshot.child("state")->text() == "disk-snapshot";
    if (const auto disks = snapshot.child("disks"))
        document::for_each_child(*disks, "disk",
                                 [&](Node disk) { external |= disk.attribute("snapshot") == "external"; });
    return external;
}

// How the memory of the guest is kept: as it is wished, where there is memory to be kept.
std::string_view memory_mode(Node snapshot, const Moment &moment)
{
    const auto memory = snapshot.child("memory");
    if (memory && memory->attribute("snapshot") == "external")
        return "external";
    return moment.disks_only || moment.state == "shutoff" ? "no" : "internal";
}

} // namespace

SnapshotPtr parse_snapshot(const modvirt_xml_v1 &parser, std::string_view text, Told told,
                           const domain::Options &domain_options, const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, snapshot_schema(), read_options);
    Node root = editor.root();
    check_memory(root);
    if (told == Told::Wish) {
        document::remove_children(
            root, {"parent", "state", "creationTime", "domain", "inactiveDomain", "active", "cookie"});
        return describe_snapshot(editor.finish());
    }
    check_finished(root);
    const xml::Document whole = editor.finish(xml::Positions::Keep);
    document::remove_children(root, {"domain", "inactiveDomain", "active"});
    const domain::ConfigPtr domain = nested_domain(whole.root(), "domain", domain_options);
    if (domain) {
        const bool external = is_external(root);
        align_snapshot_disks(root, *domain, {external ? "external" : "internal", !external});
    }
    const auto snapshot = describe_snapshot(editor.finish());
    const auto active = whole.root().child_text("active");
    snapshot->is_current = active && xml::parse_integer(*active).value_or(0) != 0;
    snapshot->domain = domain;
    snapshot->inactive = nested_domain(whole.root(), "inactiveDomain", domain_options);
    return snapshot;
}

SnapshotPtr take(const Snapshot &wish, const Moment &moment)
{
    xml::Editor editor(snapshot_schema(), wish.document);
    Node root = editor.root();
    const std::string time = std::to_string(moment.time);
    if (!root.child("name"))
        root.append("name").set_text(time);
    root.child_or_new("creationTime").set_text(time);
    root.child_or_new("state").set_text(moment.disks_only ? "disk-snapshot" : moment.state);
    if (!moment.parent.empty())
        root.child_or_new("parent").child_or_new("name").set_text(moment.parent);
    const std::string_view mode = memory_mode(root, moment);
    root.child_or_new("memory").set_attribute("snapshot", mode);
    const bool external = mode == "external" || moment.disks_only;
    align_snapshot_disks(root, *moment.domain, {external ? "external" : "internal", !external});
    const auto snapshot = describe_snapshot(editor.finish());
    snapshot->domain = moment.domain;
    snapshot->inactive = moment.inactive;
    return snapshot;
}

std::string format(const Snapshot &snapshot, const domain::FormatOptions &options)
{
    xml::Editor editor(snapshot_schema(), snapshot.document);
    if (snapshot.domain)
        editor.root().append_copy(snapshot.domain->document.root());
    if (snapshot.inactive)
        editor.root().append_copy(snapshot.inactive->document.root(), "inactiveDomain");
    xml::FormatRules rules;
    if (options.secrets == domain::Secrets::Include)
        rules.secrets = xml::Secrets::Include;
    return xml::format(editor.finish(), rules);
}

SnapshotPtr with_parent(const Snapshot &snapshot, std::string_view parent)
{
    xml::Editor editor(snapshot_schema(), snapshot.document);
    if (auto node = editor.root().child("parent"))
        node->remove();
    if (!parent.empty())
        editor.root().append("parent").append("name").set_text(parent);
    const auto moved = describe_snapshot(editor.finish());
    moved->domain = snapshot.domain;
    moved->inactive = snapshot.inactive;
    return moved;
}

} // namespace modvirt::moment
