// SPDX-License-Identifier: LGPL-2.1-or-later
// snapshot-list, snapshot-info: which snapshots a domain has.
#include "commands/commands.hpp"

#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/text_table.hpp"
#include "base/xml_tree.hpp"
#include "commands/moment_list.hpp"

namespace modvirt::cli {

namespace {

constexpr ListFilter filters[] = {
    {"roots", VIR_DOMAIN_SNAPSHOT_LIST_ROOTS, true},
    {"metadata", VIR_DOMAIN_SNAPSHOT_LIST_METADATA, true},
    {"no-metadata", VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA, true},
    {"leaves", VIR_DOMAIN_SNAPSHOT_LIST_LEAVES},
    {"no-leaves", VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES},
    {"inactive", VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE},
    {"active", VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE},
    {"disk-only", VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY},
    {"internal", VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL},
    {"external", VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL},
    {"topological", VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL, true},
};

// What its description tells of a snapshot.
struct Facts {
    explicit Facts(const Snapshot &snapshot) : name(name_of<SnapshotCalls>(snapshot))
    {
        const XmlDocument document(description_of<SnapshotCalls>(snapshot, 0));
        const XmlElement &root = document.root();
        const auto text = [&](std::string_view child) {
            const XmlElement *element = root.child(child);
            return element ? element->text() : std::string();
        };
        state = text("state");
        seconds = text("creationTime");
        if (const XmlElement *element = root.child("parent"))
            if (const XmlElement *parent_element = element->child("name"))
                parent = parent_element->text();
        is_external = state == "disk-snapshot" || is_kept_outside(root);
    }

    [[nodiscard]] JsonValue json() const
    {
        const auto number = parse_integer<long long>(seconds);
        return {{"name", json_text(name)},
                {"creation_time", number ? JsonValue(*number) : JsonValue(nullptr)},
                {"state", json_text(state)},
                {"location", is_external ? "external" : "internal"},
                {"parent", parent ? json_text(*parent) : JsonValue(nullptr)}};
    }

    std::string name;
    std::string state;
    std::string seconds; // since 1970, as told
    std::optional<std::string> parent;
    bool is_external = false;

private:
    static bool is_kept_outside(const XmlElement &root)
    {
        const XmlElement *memory = root.child("memory");
        if (memory && memory->attribute_or("snapshot", "") == "external")
            return true;
        const XmlElement *disks = root.child("disks");
        if (!disks)
            return false;
        const auto list = disks->children("disk");
        return std::any_of(list.begin(), list.end(), [](const XmlElement *disk) {
            return disk->attribute_or("snapshot", "") == "external";
        });
    }
};

void print_table(Session &session, const std::vector<Snapshot> &snapshots, bool with_parent)
{
    std::vector<std::string> header = {"Name", "Creation Time", "State"};
    if (with_parent)
        header.emplace_back("Parent");
    TextTable table(header);
    for (const Snapshot &snapshot : snapshots) {
        const Facts facts(snapshot);
        std::vector<std::string> row = {facts.name, creation_time_text(facts.seconds), facts.state};
        if (with_parent)
            row.push_back(facts.parent.value_or(""));
        table.add(std::move(row));
    }
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_snapshot_list(Session &session, const Arguments &arguments)
{
    refuse_odd_list(arguments);
    const auto from_name = arguments.text("from");
    if (arguments.has("descendants") && !from_name && !arguments.has("current"))
        fail("--descendants requires either --from or --current");
    if (from_name && arguments.has("current"))
        fail("--from and --current are mutually exclusive");
    const unsigned flags = list_flags(arguments, filters);
    const Domain domain = find_domain(session, arguments);
    Snapshot from;
    if (from_name)
        from = find_moment<SnapshotCalls>(domain, *from_name);
    else if (arguments.has("current"))
        from = current_snapshot(domain);
    const auto snapshots = listed<SnapshotCalls>(domain, std::move(from), flags, arguments);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Snapshot &snapshot : snapshots)
            list.push_back(Facts(snapshot).json());
        return print_json(session, list);
    }
    if (arguments.has("tree"))
        return print_tree<SnapshotCalls>(session, snapshots);
    if (arguments.has("name"))
        return print_names<SnapshotCalls>(session, snapshots);
    print_table(session, snapshots, arguments.has("parent"));
}

void run_snapshot_info(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Snapshot snapshot = find_snapshot(domain, arguments);
    const Facts facts(snapshot);
    const int current = virDomainSnapshotIsCurrent(snapshot.get(), 0);
    const int children = virDomainSnapshotNumChildren(snapshot.get(), 0);
    const int descendants =
        virDomainSnapshotNumChildren(snapshot.get(), VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS);
    const int metadata = virDomainSnapshotHasMetadata(snapshot.get(), 0);
    if (children < 0 || descendants < 0)
        fail();
    if (wants_json(session, arguments)) {
        const auto known = [](int answer) {
            return answer < 0 ? JsonValue(nullptr) : JsonValue(answer != 0);
        };
        JsonValue value = facts.json();
        value["domain"] = json_text(domain_name(domain));
        value["current"] = known(current);
        value["children"] = children;
        value["descendants"] = descendants;
        value["metadata"] = known(metadata);
        return print_json(session, value);
    }
    const auto line = [&](std::string_view label, const auto &value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    line("Name:", facts.name);
    line("Domain:", domain_name(domain));
    if (current >= 0)
        line("Current:", current > 0 ? "yes" : "no");
    line("State:", facts.state);
    line("Location:", facts.is_external ? "external" : "internal");
    line("Parent:", facts.parent.value_or("-"));
    line("Children:", children);
    line("Descendants:", descendants);
    if (metadata >= 0)
        line("Metadata:", metadata > 0 ? "yes" : "no");
}

constexpr Option list_options[] = {
    domain_option(complete_domain),
    flag("parent", "add a column showing parent snapshot"),
    flag("roots", "list only snapshots without parents"),
    flag("leaves", "list only snapshots without children"),
    flag("no-leaves", "list only snapshots that are not leaves (with children)"),
    flag("metadata", "list only snapshots that have metadata that would prevent undefine"),
    flag("no-metadata", "list only snapshots that have no metadata managed by libvirt"),
    flag("inactive", "filter by snapshots taken while inactive"),
    flag("active", "filter by snapshots taken while active (full system snapshots)"),
    flag("disk-only", "filter by disk-only snapshots"),
    flag("internal", "filter by internal snapshots"),
    flag("external", "filter by external snapshots"),
    flag("tree", "list snapshots in a tree"),
    text("from", "limit list to children of given snapshot", complete_snapshot),
    flag("current", "limit list to children of current snapshot"),
    flag("descendants", "with --from, list all descendants"),
    flag("name", "list snapshot names only"),
    flag("topological", "sort list topologically rather than by name"),
};
constexpr Option info_options[] = {
    domain_option(complete_domain),
    text("snapshotname", "snapshot name", complete_snapshot),
    flag("current", "info on current snapshot"),
};

} // namespace

constexpr Command snapshot_list_command{.name = "snapshot-list",
                                        .summary = "List snapshots for a domain",
                                        .description = "Snapshot List",
                                        .options = list_options,
                                        .run = run_snapshot_list,
                                        .traits = Json};
constexpr Command snapshot_info_command{.name = "snapshot-info",
                                        .summary = "snapshot information",
                                        .description = "Returns basic information about a snapshot.",
                                        .options = info_options,
                                        .run = run_snapshot_info,
                                        .traits = Json};

} // namespace modvirt::cli
