// SPDX-License-Identifier: MIT
// What binds the parts of a machine to each other: distances of NUMA cells, I/O threads, the IOMMU.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

constexpr uint64_t local_distance = 10;
constexpr uint64_t remote_distance = 20;
constexpr std::size_t most_cells = 128; // the table of distances grows with the square

// By the ids of two cells.
using Distances = std::map<std::pair<uint64_t, uint64_t>, uint64_t>;

uint64_t id_of(Node node)
{
    return number(node.attribute("id"));
}

Distances given_distances(Node numa)
{
    Distances given;
    for_each_child(numa, "cell", [&](Node cell) {
        if (const auto distances = cell.child("distances"))
            for_each_child(*distances, "sibling", [&](Node sibling) {
                given[{id_of(cell), id_of(sibling)}] = number(sibling.attribute("value"));
            });
    });
    return given;
}

uint64_t distance(const Distances &given, uint64_t from, uint64_t to)
{
    if (from == to)
        return local_distance;
    if (const auto found = given.find({from, to}); found != given.end())
        return found->second;
    const auto back = given.find({to, from});
    return back != given.end() ? back->second : remote_distance;
}

} // namespace

bool lacks_a_numa_cell(Node domain)
{
    const auto cpu = domain.child("cpu");
    const auto numa = cpu ? cpu->child("numa") : std::nullopt;
    return !numa || !numa->child("cell");
}

void complete_distances(Node numa)
{
    const Distances given = given_distances(numa);
    if (given.empty())
        return;
    std::set<uint64_t> cells;
    for_each_child(numa, "cell", [&](Node cell) { cells.insert(id_of(cell)); });
    if (cells.size() > most_cells)
        return;
    for (const auto &[pair, value] : given)
        if (!cells.contains(pair.second))
            refuse_xml(numa, fmt::format("NUMA cell {} has a distance to cell {}, which does not exist",
                                         pair.first, pair.second));
    for_each_child(numa, "cell", [&](Node cell) {
        if (auto old = cell.child("distances"))
            old->remove();
        Node distances = cell.append("distances");
        for (const uint64_t other : cells) {
            Node sibling = distances.append("sibling");
            sibling.set_attribute("id", std::to_string(other));
            sibling.set_attribute("value", std::to_string(distance(given, id_of(cell), other)));
        }
    });
}

void complete_iothreads(Node domain)
{
    const auto list = domain.child("iothreadids");
    std::set<uint64_t> ids;
    if (list)
        for_each_child(*list, "iothread", [&](const Node &thread) { ids.insert(id_of(thread)); });
    auto count = domain.child("iothreads");
    const uint64_t wanted = number(count);
    if (ids.size() > wanted)
        domain.child_or_new("iothreads").set_text(std::to_string(ids.size()));
    else if (count && wanted == 0)
        count->remove();
    // A list that names some names the others too, by the lowest numbers left.
    constexpr uint64_t most_named = 4096;
    for (uint64_t id = 1; !ids.empty() && ids.size() < std::min(wanted, most_named); ++id)
        if (ids.insert(id).second)
            Node(*list).append("iothread").set_attribute("id", std::to_string(id));
}

// A list that says which vCPUs there are now says it of all of them.
void complete_vcpu_list(Node domain)
{
    auto list = domain.child("vcpus");
    Node vcpu = *domain.child("vcpu");
    if (!list || !list->child("vcpu"))
        return;
    std::map<uint64_t, Node> given;
    for_each_child(*list, "vcpu", [&](const Node &one) { given.insert_or_assign(id_of(one), one); });
    const std::vector<Node> before = [&] {
        std::vector<Node> all;
        for_each_child(*list, "vcpu", [&](const Node &one) { all.push_back(one); });
        return all;
    }();
    uint64_t enabled = 0;
    for (uint64_t id = 0; id < number(vcpu); ++id) {
        Node one = list->append("vcpu");
        one.set_attribute("id", std::to_string(id));
        const auto said = given.find(id);
        const bool is_enabled = said != given.end() && said->second.attribute("enabled") == "yes";
        const auto pluggable = said == given.end() ? std::nullopt : said->second.attribute("hotpluggable");
        if (said != given.end() && !is_enabled && pluggable == "no")
            refuse_unsupported(said->second, fmt::format("vcpu '{}' is both offline and not hotpluggable", id));
        one.set_attribute("enabled", is_enabled ? "yes" : "no");
        one.set_attribute("hotpluggable", std::string(pluggable.value_or(is_enabled ? "no" : "yes")));
        if (const auto place_in_order = is_enabled ? said->second.attribute("order") : std::nullopt)
            one.set_attribute("order", std::string(*place_in_order));
        enabled += is_enabled ? 1 : 0;
    }
    for (Node one : before)
        one.remove();
    vcpu.set_attribute("current", std::to_string(enabled));
}

void check_remapping(Node domain)
{
    const auto devices = domain.child("devices");
    const auto iommu = devices ? devices->child("iommu") : std::nullopt;
    const auto driver = iommu ? iommu->child("driver") : std::nullopt;
    if (!driver)
        return;
    const auto features = domain.child("features");
    const auto ioapic = features ? features->child("ioapic") : std::nullopt;
    const bool remaps = driver->attribute("intremap") == "on";
    if (remaps && (!ioapic || ioapic->attribute("driver") != "qemu"))
        refuse_unsupported(*driver, "IOMMU interrupt remapping requires split I/O APIC: add "
                                    "<features><ioapic driver='qemu'/></features>");
    if (driver->attribute("eim") == "on" && !remaps)
        refuse_unsupported(*driver,
                           "IOMMU eim requires interrupt remapping to be enabled: add intremap='on'");
}

} // namespace modvirt::domain
