// SPDX-License-Identifier: LGPL-2.1-or-later
// freecell, freepages, nodecpustats, nodememstats: how the host's memory and CPU time are used.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/session.hpp"
#include "base/xml_tree.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <thread>

namespace modvirt::cli {

namespace {

constexpr unsigned long long kibibyte = 1024;

// The NUMA cells and page sizes that the host's capabilities name.
class HostTopology {
public:
    explicit HostTopology(virConnectPtr connection) : m_document(capabilities(connection)) {}

    [[nodiscard]] std::vector<int> cells() const
    {
        std::vector<int> numbers;
        for (const XmlElement *cell : cell_elements())
            numbers.push_back(number(*cell));
        return numbers;
    }

    // In KiB, smallest first; those of the CPUs when no cell says which it has.
    [[nodiscard]] std::vector<unsigned> page_sizes() const
    {
        std::vector<unsigned> sizes;
        for (const XmlElement *element : cell_elements())
            add_sizes(*element, sizes);
        const XmlElement *host = m_document.root().child("host");
        const XmlElement *cpu = host ? host->child("cpu") : nullptr;
        if (sizes.empty() && cpu)
            add_sizes(*cpu, sizes);
        std::sort(sizes.begin(), sizes.end());
        sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
        if (sizes.empty())
            fail("could not get information about supported page sizes");
        return sizes;
    }

private:
    static std::string capabilities(virConnectPtr connection)
    {
        const LibraryText text(virConnectGetCapabilities(connection));
        if (!text)
            fail("unable to get node capabilities");
        return text.get();
    }

    static int number(const XmlElement &cell)
    {
        const std::string id = cell.attribute_or("id", "");
        const auto value = parse_integer<int>(id);
        if (!value)
            fail("unable to parse numa node id: {}", id);
        return *value;
    }

    static void add_sizes(const XmlElement &element, std::vector<unsigned> &sizes)
    {
        for (const XmlElement *pages : element.children("pages")) {
            const unsigned long long unit = pages->attribute_or("unit", "KiB") == "KiB" ? 1 : 0;
            const auto size = parse_integer<unsigned>(pages->attribute_or("size", ""));
            if (!size || unit == 0)
                fail("unable to parse page size: {}", pages->attribute_or("size", ""));
            sizes.push_back(*size);
        }
    }

    [[nodiscard]] std::vector<const XmlElement *> cell_elements() const
    {
        const XmlElement *element = &m_document.root();
        for (const std::string_view name : {"host", "topology", "cells"}) {
            element = element->child(name);
            if (!element)
                return {};
        }
        return element->children("cell");
    }

    XmlDocument m_document;
};

// ---- freecell

unsigned long long free_bytes(virConnectPtr connection, int cell)
{
    unsigned long long bytes = 0;
    if (virNodeGetCellsFreeMemory(connection, &bytes, cell, 1) != 1)
        fail();
    return bytes;
}

void show_all_cells(Session &session, const Arguments &arguments)
{
    virConnectPtr connection = session.connection();
    const std::vector<int> cells = HostTopology(connection).cells();
    if (cells.empty())
        fail("could not get information about NUMA topology");
    JsonValue list = JsonValue::array();
    std::vector<std::pair<int, unsigned long long>> free_kib;
    for (const int cell : cells) {
        unsigned long long bytes = 0;
        if (virNodeGetCellsFreeMemory(connection, &bytes, cell, 1) != 1)
            fail("failed to get free memory for NUMA node number: {}", cell);
        free_kib.emplace_back(cell, bytes / kibibyte);
        list.push_back({{"cell", cell}, {"free_kib", bytes / kibibyte}});
    }
    unsigned long long total = 0;
    for (const auto &[cell, kib] : free_kib)
        total += kib;
    if (wants_json(session, arguments))
        return print_json(session, {{"cells", list}, {"total_free_kib", total}});
    for (const auto &[cell, kib] : free_kib)
        session.out.print("{:5}: {:10} KiB\n", cell, kib);
    session.out.print("--------------------\n{:>5}: {:10} KiB\n", "Total", total);
}

void run_freecell(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("all", "cellno");
    const auto cell = arguments.integer("cellno");
    if (arguments.has("all"))
        return show_all_cells(session, arguments);
    virConnectPtr connection = session.connection();
    const unsigned long long kib =
        (cell ? free_bytes(connection, *cell) : virNodeGetFreeMemory(connection)) / kibibyte;
    if (!cell && kib == 0)
        fail();
    if (wants_json(session, arguments))
        print_json(session, {{"cell", cell ? JsonValue(*cell) : JsonValue(nullptr)}, {"free_kib", kib}});
    else
        session.out.print("{}: {} {}\n", cell ? fmt::format("{}", *cell) : "Total", kib, session.out.kib());
}

// ---- freepages

struct PageCount {
    unsigned size_kib;
    unsigned long long free;
};

std::vector<PageCount> free_pages(virConnectPtr connection, int cell, std::vector<unsigned> sizes)
{
    std::vector<unsigned long long> counts(sizes.size());
    if (virNodeGetFreePages(connection, static_cast<unsigned>(sizes.size()), sizes.data(), cell, 1,
                            counts.data(), 0) < 0)
        fail();
    std::vector<PageCount> result;
    for (size_t i = 0; i < sizes.size(); ++i)
        result.push_back({sizes[i], counts[i]});
    return result;
}

JsonValue pages_json(const std::vector<PageCount> &pages)
{
    JsonValue list = JsonValue::array();
    for (const PageCount &page : pages)
        list.push_back({{"size_kib", page.size_kib}, {"free", page.free}});
    return list;
}

void print_pages(Output &out, const std::vector<PageCount> &pages)
{
    for (const PageCount &page : pages)
        out.print("{}KiB: {}\n", page.size_kib, page.free);
}

void show_pages_of_all_cells(Session &session, const Arguments &arguments, std::optional<unsigned> size_kib)
{
    virConnectPtr connection = session.connection();
    const HostTopology topology(connection);
    JsonValue list = JsonValue::array();
    const auto sizes = size_kib ? std::vector{*size_kib} : topology.page_sizes();
    const bool as_json = wants_json(session, arguments);
    for (const int cell : topology.cells()) {
        const std::vector<PageCount> pages = free_pages(connection, cell, sizes);
        list.push_back({{"cell", cell}, {"pages", pages_json(pages)}});
        if (as_json)
            continue;
        session.out.print("Node {}:\n", cell);
        print_pages(session.out, pages);
        session.out.print("\n");
    }
    if (as_json)
        print_json(session, list);
}

void run_freepages(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("all", "cellno");
    const auto bytes = arguments.bytes("pagesize", kibibyte, std::numeric_limits<unsigned>::max() * kibibyte);
    const std::optional<unsigned> size_kib =
        bytes ? std::optional(static_cast<unsigned>(*bytes / kibibyte)) : std::nullopt;
    if (arguments.has("all"))
        return show_pages_of_all_cells(session, arguments, size_kib);
    const auto cell = arguments.integer("cellno");
    if (!cell)
        fail("missing cellno argument");
    if (*cell < -1)
        fail("cell number must be non-negative integer or -1");
    if (!size_kib)
        fail("missing pagesize argument");
    const std::vector<PageCount> pages = free_pages(session.connection(), *cell, {*size_kib});
    if (wants_json(session, arguments))
        print_json(session, pages_json(pages));
    else
        print_pages(session.out, pages);
}

// ---- nodecpustats

using CpuTimes = std::map<std::string, unsigned long long, std::less<>>;

CpuTimes get_cpu_times(virConnectPtr connection, int cpu)
{
    int count = 0;
    if (virNodeGetCPUStats(connection, cpu, nullptr, &count, 0) < 0)
        fail("Unable to get number of cpu stats");
    std::vector<virNodeCPUStats> stats(static_cast<size_t>(count));
    if (count > 0 && virNodeGetCPUStats(connection, cpu, stats.data(), &count, 0) < 0)
        fail("Unable to get node cpu stats");
    CpuTimes times;
    for (int i = 0; i < count; ++i)
        times[stats[static_cast<size_t>(i)].field] = stats[static_cast<size_t>(i)].value;
    return times;
}

struct CpuField {
    std::string_view field;
    std::string_view label;
};

constexpr CpuField cpu_fields[] = {
    {VIR_NODE_CPU_STATS_USER, "user:"}, {VIR_NODE_CPU_STATS_KERNEL, "system:"},
    {VIR_NODE_CPU_STATS_IDLE, "idle:"}, {VIR_NODE_CPU_STATS_IOWAIT, "iowait:"},
    {VIR_NODE_CPU_STATS_INTR, "intr:"},
};

void print_cpu_times(Output &out, const CpuTimes &times)
{
    for (const auto &[field, label] : cpu_fields)
        if (const auto found = times.find(field); found != times.end())
            out.print("{:<15} {:20}\n", label, found->second);
}

// How the second between two samples was spent.
std::vector<std::pair<std::string_view, double>> cpu_percentages(const CpuTimes &before,
                                                                 const CpuTimes &after)
{
    std::vector<std::pair<std::string_view, double>> shares;
    double total = 0;
    double busy = 0;
    for (const auto &[field, label] : cpu_fields) {
        const auto old_value = before.find(field);
        const auto new_value = after.find(field);
        if (old_value == before.end() || new_value == after.end())
            continue;
        const auto spent = static_cast<double>(new_value->second) - static_cast<double>(old_value->second);
        shares.emplace_back(label, spent);
        total += spent;
        if (field != VIR_NODE_CPU_STATS_IDLE && field != VIR_NODE_CPU_STATS_IOWAIT)
            busy += spent;
    }
    for (auto &share : shares)
        share.second = share.second / total * 100;
    shares.insert(shares.begin(), {"usage:", busy / total * 100});
    return shares;
}

// Drivers that measure the load themselves say so with one number.
std::vector<std::pair<std::string_view, double>> sample_percentages(virConnectPtr connection, int cpu)
{
    const CpuTimes before = get_cpu_times(connection, cpu);
    if (const auto usage = before.find(VIR_NODE_CPU_STATS_UTILIZATION); usage != before.end()) {
        const auto percent = static_cast<double>(usage->second);
        return {{"usage:", percent}, {"idle:", 100 - percent}};
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
    return cpu_percentages(before, get_cpu_times(connection, cpu));
}

std::string bare_label(std::string_view label)
{
    return std::string(label.substr(0, label.size() - 1));
}

void run_nodecpustats(Session &session, const Arguments &arguments)
{
    const int cpu = arguments.integer("cpu").value_or(VIR_NODE_CPU_STATS_ALL_CPUS);
    virConnectPtr connection = session.connection();
    JsonValue object = JsonValue::object();
    if (arguments.has("percent")) {
        for (const auto &[label, percent] : sample_percentages(connection, cpu)) {
            object[bare_label(label)] = std::isfinite(percent) ? JsonValue(percent) : JsonValue(nullptr);
            if (!wants_json(session, arguments))
                session.out.print("{:<15} {:>5.1f}%\n", label, percent);
        }
    } else {
        const CpuTimes times = get_cpu_times(connection, cpu);
        for (const auto &[field, label] : cpu_fields)
            if (const auto found = times.find(field); found != times.end())
                object[bare_label(label) + "_ns"] = found->second;
        if (!wants_json(session, arguments))
            print_cpu_times(session.out, times);
    }
    if (wants_json(session, arguments))
        print_json(session, object);
}

// ---- nodememstats

void run_nodememstats(Session &session, const Arguments &arguments)
{
    const int cell = arguments.integer("cell").value_or(VIR_NODE_MEMORY_STATS_ALL_CELLS);
    virConnectPtr connection = session.connection();
    int count = 0;
    if (virNodeGetMemoryStats(connection, cell, nullptr, &count, 0) < 0)
        fail("Unable to get number of memory stats");
    std::vector<virNodeMemoryStats> stats(static_cast<size_t>(count));
    if (count > 0 && virNodeGetMemoryStats(connection, cell, stats.data(), &count, 0) < 0)
        fail("Unable to get memory stats");
    JsonValue object = JsonValue::object();
    for (const virNodeMemoryStats &entry : stats) {
        object[std::string(entry.field) + "_kib"] = entry.value;
        if (!wants_json(session, arguments))
            session.out.print("{:<7}: {:20} KiB\n", entry.field, entry.value);
    }
    if (wants_json(session, arguments))
        print_json(session, object);
}

constexpr Option freecell_options[] = {
    number("cellno", "NUMA cell number"),
    flag("all", "show free memory for all NUMA cells"),
};
constexpr Option freepages_options[] = {
    number("cellno", "NUMA cell number"),
    number("pagesize", "page size (in kibibytes)"),
    flag("all", "show free pages for all NUMA cells"),
};
constexpr Option nodecpustats_options[] = {
    number("cpu", "prints specified cpu statistics only."),
    flag("percent", "prints by percentage during 1 second."),
};
constexpr Option nodememstats_options[] = {
    number("cell", "prints specified cell statistics only."),
};

} // namespace

constexpr Command freecell_command{.name = "freecell",
                                   .summary = "NUMA free memory",
                                   .description = "display available free memory for the NUMA cell.",
                                   .options = freecell_options,
                                   .run = run_freecell,
                                   .traits = Json};
constexpr Command freepages_command{.name = "freepages",
                                    .summary = "NUMA free pages",
                                    .description = "display available free pages for the NUMA cell.",
                                    .options = freepages_options,
                                    .run = run_freepages,
                                    .traits = Json};
constexpr Command nodecpustats_command{.name = "nodecpustats",
                                       .summary = "Prints cpu stats of the node.",
                                       .description = "Returns cpu stats of the node, in nanoseconds.",
                                       .options = nodecpustats_options,
                                       .run = run_nodecpustats,
                                       .traits = Json};
constexpr Command nodememstats_command{.name = "nodememstats",
                                       .summary = "Prints memory stats of the node.",
                                       .description = "Returns memory stats of the node, in kilobytes.",
                                       .options = nodememstats_options,
                                       .run = run_nodememstats,
                                       .traits = Json};

} // namespace modvirt::cli
