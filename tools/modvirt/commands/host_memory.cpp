// SPDX-License-Identifier: LGPL-2.1-or-later
// allocpages, node-memory-tune, nodesevinfo: the memory of the host, how it is shared, and how it is
// encrypted.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/handles.hpp"
#include "base/json.hpp"
#include "base/parameter_changes.hpp"
#include "base/typed_parameter.hpp"
#include "base/xml_tree.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

std::vector<int> cells_of_host(Session &session)
{
    const LibraryText xml(virConnectGetCapabilities(session.connection()));
    if (!xml)
        fail("unable to get node capabilities");
    const XmlDocument document{std::string(xml.get())};
    std::vector<int> cells;
    const XmlElement *host = document.root().child("host");
    const XmlElement *topology = host ? host->child("topology") : nullptr;
    if (const XmlElement *list = topology ? topology->child("cells") : nullptr)
        for (const XmlElement *cell : list->children("cell"))
            cells.push_back(std::atoi(cell->attribute_or("id", "").c_str()));
    if (cells.empty())
        fail("could not get information about NUMA topology");
    return cells;
}

void run_allocpages(Session &session, const Arguments &arguments)
{
    constexpr unsigned long long kibi = 1024;
    constexpr unsigned long long limit = std::numeric_limits<unsigned>::max() * kibi;
    constexpr int any_cell = -1;
    arguments.refuse_both("all", "cellno");
    const int cell = arguments.integer("cellno").value_or(any_cell);
    const unsigned long long bytes = arguments.bytes("pagesize", kibi, limit).value();
    auto size_kib = static_cast<unsigned>((bytes + kibi - 1) / kibi);
    unsigned long long count = arguments.large_integer("pagecount").value();
    const unsigned flags = arguments.has("add") ? VIR_NODE_ALLOC_PAGES_ADD : VIR_NODE_ALLOC_PAGES_SET;
    const std::vector<int> cells = arguments.has("all") ? cells_of_host(session) : std::vector{cell};
    for (const int each : cells)
        if (virNodeAllocPages(session.connection(), 1, &size_kib, &count, each, 1, flags) < 0)
            fail();
}

TypedParameters memory_parameters(Session &session)
{
    int count = 0;
    if (virNodeGetMemoryParameters(session.connection(), nullptr, &count, 0) < 0)
        fail("Unable to get number of memory parameters");
    TypedParameters parameters(count);
    if (count != 0 &&
        virNodeGetMemoryParameters(session.connection(), parameters.data(), parameters.count(), 0) < 0)
        fail("Unable to get memory parameters");
    return parameters;
}

void run_node_memory_tune(Session &session, const Arguments &arguments)
{
    ParameterChanges changes;
    changes.add(VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN, arguments.unsigned_integer("shm-pages-to-scan"));
    changes.add(VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS, arguments.unsigned_integer("shm-sleep-millisecs"));
    changes.add(VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES,
                arguments.unsigned_integer("shm-merge-across-nodes"));
    if (!changes.empty()) {
        if (virNodeSetMemoryParameters(session.connection(), changes.data(), changes.count(), 0) < 0)
            fail("Unable to change memory parameters");
        return;
    }
    const TypedParameters parameters = memory_parameters(session);
    if (wants_json(session, arguments))
        return print_json(session, json_of(parameters.values()));
    if (parameters.values().empty())
        return;
    session.out.print("Shared memory:\n");
    for (const virTypedParameter &parameter : parameters.values())
        session.out.print("\t{:<15} {}\n", parameter.field, parameter_text(parameter));
}

void run_nodesevinfo(Session &session, const Arguments &arguments)
{
    ParameterList parameters;
    if (virNodeGetSEVInfo(session.connection(), parameters.array(), parameters.count(), 0) != 0)
        fail("Unable to get host SEV information");
    if (wants_json(session, arguments))
        return print_json(session, json_of(parameters.values()));
    for (const virTypedParameter &parameter : parameters.values())
        session.out.print("{:<18}: {}\n", parameter.field, parameter_text(parameter));
}

constexpr Option allocpages_options[] = {
    number("pagesize", "page size (in kibibytes)", Required),
    number("pagecount", "page count", Required),
    number("cellno", "NUMA cell number"),
    flag("add", "instead of setting new pool size add pages to it"),
    flag("all", "set on all NUMA cells"),
};
constexpr Option node_memory_tune_options[] = {
    number("shm-pages-to-scan", "number of pages to scan before the shared memory service goes to sleep"),
    number("shm-sleep-millisecs",
           "number of millisecs the shared memory service should sleep before next scan"),
    number("shm-merge-across-nodes", "Specifies if pages from different numa nodes can be merged"),
};

} // namespace

constexpr Command allocpages_command{.name = "allocpages",
                                     .summary = "Manipulate pages pool size",
                                     .description = "Allocate or free some pages in the pool for NUMA cell.",
                                     .options = allocpages_options,
                                     .run = run_allocpages};
constexpr Command node_memory_tune_command{
    .name = "node-memory-tune",
    .summary = "Get or set node memory parameters",
    .description =
        "Get or set node memory parameters\n    To get the memory parameters, use following command: \n\n"
        "    modvirt # node-memory-tune",
    .options = node_memory_tune_options,
    .run = run_node_memory_tune,
    .traits = Json};
constexpr Command nodesevinfo_command{.name = "nodesevinfo",
                                      .summary = "node SEV information",
                                      .description = "Returns basic SEV information about the node.",
                                      .options = {},
                                      .run = run_nodesevinfo,
                                      .traits = Json};

} // namespace modvirt::cli
