// SPDX-License-Identifier: LGPL-2.1-or-later
// checkpoint-list, checkpoint-info: which checkpoints a domain has.
#include "commands/commands.hpp"

#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/text_table.hpp"
#include "base/xml_tree.hpp"
#include "commands/moment_list.hpp"

namespace modvirt::cli {

namespace {

constexpr ListFilter filters[] = {
    {"roots", VIR_DOMAIN_CHECKPOINT_LIST_ROOTS, true},
    {"leaves", VIR_DOMAIN_CHECKPOINT_LIST_LEAVES},
    {"no-leaves", VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES},
    {"topological", VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL, true},
};

// What is told of one checkpoint.
struct Facts {
    explicit Facts(const Checkpoint &checkpoint)
        : name(name_of<CheckpointCalls>(checkpoint)), parent(parent_name<CheckpointCalls>(checkpoint))
    {
        const XmlDocument document(
            description_of<CheckpointCalls>(checkpoint, VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN));
        if (const XmlElement *element = document.root().child("creationTime"))
            seconds = element->text();
    }

    [[nodiscard]] JsonValue json() const
    {
        const auto number = parse_integer<long long>(seconds);
        return {{"name", json_text(name)},
                {"creation_time", number ? JsonValue(*number) : JsonValue(nullptr)},
                {"parent", parent ? json_text(*parent) : JsonValue(nullptr)}};
    }

    std::string name;
    std::optional<std::string> parent;
    std::string seconds; // since 1970, as told
};

void print_table(Session &session, const std::vector<Checkpoint> &checkpoints, bool with_parent)
{
    std::vector<std::string> header = {"Name", "Creation Time"};
    if (with_parent)
        header.emplace_back("Parent");
    TextTable table(header);
    for (const Checkpoint &checkpoint : checkpoints) {
        const Facts facts(checkpoint);
        std::vector<std::string> row = {facts.name, creation_time_text(facts.seconds)};
        if (with_parent)
            row.push_back(facts.parent.value_or(""));
        table.add(std::move(row));
    }
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_checkpoint_list(Session &session, const Arguments &arguments)
{
    refuse_odd_list(arguments);
    const auto from_name = arguments.text("from");
    if (arguments.has("descendants") && !from_name)
        fail("--descendants requires --from");
    const unsigned flags = list_flags(arguments, filters);
    const Domain domain = find_domain(session, arguments);
    Checkpoint from;
    if (from_name)
        from = find_moment<CheckpointCalls>(domain, *from_name);
    const auto checkpoints = listed<CheckpointCalls>(domain, std::move(from), flags, arguments);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Checkpoint &checkpoint : checkpoints)
            list.push_back(Facts(checkpoint).json());
        return print_json(session, list);
    }
    if (arguments.has("tree"))
        return print_tree<CheckpointCalls>(session, checkpoints);
    if (arguments.has("name"))
        return print_names<CheckpointCalls>(session, checkpoints);
    print_table(session, checkpoints, arguments.has("parent"));
}

void run_checkpoint_info(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const Checkpoint checkpoint = find_checkpoint(domain, arguments);
    const Facts facts(checkpoint);
    const auto children = list_moments<CheckpointCalls>(domain, checkpoint.get(), 0).size();
    const auto descendants =
        list_moments<CheckpointCalls>(domain, checkpoint.get(), CheckpointCalls::descendants).size();
    if (wants_json(session, arguments)) {
        JsonValue value = facts.json();
        value["domain"] = json_text(domain_name(domain));
        value["children"] = children;
        value["descendants"] = descendants;
        return print_json(session, value);
    }
    const auto line = [&](std::string_view label, const auto &value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    line("Name:", facts.name);
    line("Domain:", domain_name(domain));
    line("Parent:", facts.parent.value_or("-"));
    line("Children:", children);
    line("Descendants:", descendants);
}

constexpr Option list_options[] = {
    domain_option(complete_domain),
    flag("parent", "add a column showing parent checkpoint"),
    flag("roots", "list only checkpoints without parents"),
    flag("leaves", "list only checkpoints without children"),
    flag("no-leaves", "list only checkpoints that are not leaves (with children)"),
    flag("tree", "list checkpoints in a tree"),
    text("from", "limit list to children of given checkpoint", complete_checkpoint),
    flag("descendants", "with --from, list all descendants"),
    flag("name", "list checkpoint names only"),
    flag("topological", "sort list topologically rather than by name"),
};
constexpr Option info_options[] = {
    domain_option(complete_domain),
    text("checkpointname", "checkpoint name", complete_checkpoint),
};

} // namespace

constexpr Command checkpoint_list_command{.name = "checkpoint-list",
                                          .summary = "List checkpoints for a domain",
                                          .description = "Checkpoint List",
                                          .options = list_options,
                                          .run = run_checkpoint_list,
                                          .traits = Json};
constexpr Command checkpoint_info_command{.name = "checkpoint-info",
                                          .summary = "checkpoint information",
                                          .description = "Returns basic information about a checkpoint.",
                                          .options = info_options,
                                          .run = run_checkpoint_info,
                                          .traits = Json};

} // namespace modvirt::cli
