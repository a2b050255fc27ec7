// SPDX-License-Identifier: MIT
#include "kit/moment/align.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>

#include "kit/document/completion.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::moment {

namespace {

using xml::Element;
using xml::Node;

// A disk of the domain, as far as it matters here.
struct Disk {
    std::string target;
    std::string source;        // file, device or empty
    std::string_view snapshot; // how the domain wants it kept; empty: it does not say
    bool keeps_nothing;        // an empty drive, or one that nobody writes to
};

std::vector<Disk> disks_of(const domain::Config &domain)
{
    std::vector<Disk> disks;
    const auto devices = domain.document.root().child("devices");
    if (!devices)
        return disks;
    for (const Element disk : devices->children("disk")) {
        const auto target = disk.child("target");
        const auto source = disk.child("source");
        const std::string_view path =
            source ? source->attribute_or("file", source->attribute_or("dev", "")) : std::string_view{};
        const bool keeps_nothing = !source || disk.child("readonly").has_value();
        disks.push_back({std::string(target ? target->attribute_or("dev", "") : ""), std::string(path),
                         disk.attribute_or("snapshot", keeps_nothing ? "no" : ""), keeps_nothing});
    }
    return disks;
}

[[noreturn]] void refuse_unsupported(ErrorDomain part, Node node, const std::string &message)
{
    document::refuse(ErrorCode::ConfigUnsupported, part, node, message);
}

// Disks are named by their target or by their source; they are called by their target from then on.
void resolve_names(Node list, const std::vector<Disk> &disks, ErrorDomain part)
{
    std::set<std::string> seen;
    document::for_each_child(list, "disk", [&](Node entry) {
        const std::string name(entry.attribute_or("name", ""));
        const Disk *found = nullptr;
        for (const Disk &disk : disks)
            if (disk.target == name || (!disk.source.empty() && disk.source == name))
                found = &disk;
        if (found == nullptr)
            refuse_unsupported(part, entry, fmt::format("no disk named '{}'", name));
        if (!seen.insert(found->target).second)
            refuse_unsupported(part, entry, fmt::format("disk '{}' specified twice", found->target));
        entry.set_attribute("name", found->target);
    });
}

std::optional<Node> entry_of(Node list, std::string_view target)
{
    for (auto entry = list.child("disk"); entry; entry = entry->next_of_kind())
        if (entry->attribute("name") == target)
            return entry;
    return std::nullopt;
}

// "/images/a.qcow2" becomes "/images/a.NAME".
void name_overlay(Node entry, const Disk &disk, std::string_view name)
{
    const auto type = entry.attribute_or("type", "file");
    if (type != "file")
        refuse_unsupported(
            ErrorDomain::DomainSnapshot, entry,
            fmt::format("cannot generate external snapshot name for disk '{}' on a '{}' device: "
                        "add a <source>",
                        disk.target, type));
    struct stat found {};
    if (stat(disk.source.c_str(), &found) != 0 || !S_ISREG(found.st_mode))
        refuse_unsupported(
            ErrorDomain::DomainSnapshot, entry,
            fmt::format("source for disk '{}' is not a regular file; refusing to generate external "
                        "snapshot name",
                        disk.target));
    if (name.find('/') != std::string_view::npos)
        refuse_unsupported(ErrorDomain::DomainSnapshot, entry,
                           fmt::format("cannot generate external snapshot name for disk '{}': collision with "
                                       "the '/' in the snapshot's name",
                                       disk.target));
    const std::size_t slash = disk.source.rfind('/');
    const std::size_t dot = disk.source.rfind('.');
    const bool suffixed = dot != std::string::npos && (slash == std::string::npos || dot > slash);
    entry.set_attribute("type", "file");
    entry.append("source").set_attribute(
        "file", fmt::format("{}.{}", suffixed ? disk.source.substr(0, dot) : disk.source, name));
}

void complete_snapshot_disk(Node entry, const Disk &disk, const Alignment &alignment, std::string_view name)
{
    const std::string_view wanted = entry.attribute_or("snapshot", "");
    const bool left_out = wanted == "no" && disk.snapshot == "no";
    if (alignment.must_match && !wanted.empty() && wanted != alignment.mode && !left_out)
        refuse_unsupported(ErrorDomain::DomainSnapshot, entry,
                           fmt::format("disk '{}' must use snapshot mode '{}'", disk.target, alignment.mode));
    if (wanted.empty())
        entry.set_attribute("snapshot", disk.snapshot.empty() ? alignment.mode : disk.snapshot);
    const bool external = entry.attribute("snapshot") == "external";
    const auto source = entry.child("source");
    if (source && !external)
        refuse_unsupported(ErrorDomain::DomainSnapshot, entry,
                           fmt::format("file '{}' for disk '{}' requires use of external snapshot mode",
                                       source->attribute_or("file", ""), disk.target));
    if (!external)
        return;
    if (!entry.attribute("type"))
        entry.set_attribute("type", "file");
    if (!source)
        name_overlay(entry, disk, name);
}

} // namespace

void align_snapshot_disks(Node snapshot, const domain::Config &domain, const Alignment &alignment)
{
    const std::vector<Disk> disks = disks_of(domain);
    Node list = snapshot.child_or_new("disks");
    resolve_names(list, disks, ErrorDomain::DomainSnapshot);
    const std::string name(snapshot.child("name")->text());
    for (const Disk &disk : disks) {
        auto entry = entry_of(list, disk.target);
        if (!entry) {
            entry = list.append("disk");
            entry->set_attribute("name", disk.target);
        }
        complete_snapshot_disk(*entry, disk, alignment, name);
        entry->move_before(std::nullopt);
    }
}

void align_checkpoint_disks(Node checkpoint, const domain::Config &domain, std::string_view name)
{
    const std::vector<Disk> disks = disks_of(domain);
    if (disks.empty())
        refuse_unsupported(
            ErrorDomain::DomainCheckpoint, checkpoint,
            fmt::format("domain '{}' must have at least one disk to perform checkpoints", domain.name));
    // Whoever names disks means these alone.
    const bool all = !checkpoint.child("disks");
    Node list = checkpoint.child_or_new("disks");
    resolve_names(list, disks, ErrorDomain::DomainCheckpoint);
    for (const Disk &disk : disks) {
        auto entry = entry_of(list, disk.target);
        if (!entry) {
            entry = list.append("disk");
            entry->set_attribute("name", disk.target);
            entry->set_attribute("checkpoint", all && !disk.keeps_nothing ? "bitmap" : "no");
        } else if (!entry->attribute("checkpoint")) {
            entry->set_attribute("checkpoint", "bitmap");
        }
        if (entry->attribute("checkpoint") == "bitmap" && !entry->attribute("bitmap"))
            entry->set_attribute("bitmap", name);
        entry->move_before(std::nullopt);
    }
}

domain::ConfigPtr nested_domain(const Element &root, std::string_view name, const domain::Options &options)
{
    const auto element = root.child(name);
    if (!element || !element->attribute("type"))
        return nullptr;
    xml::Editor editor(domain::schema(), *element);
    return domain::complete(editor, options);
}

} // namespace modvirt::moment
