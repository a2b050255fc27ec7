// SPDX-License-Identifier: MIT
// How the host shares itself out: weights, pins, schedulers, caches, and the threads that they are of.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

uint64_t most_vcpus(Node domain)
{
    const auto vcpu = domain.child("vcpu");
    return vcpu && !vcpu->text().empty() ? number(vcpu) : 1;
}

std::set<uint32_t> set_of(const Node &node, std::string_view attribute)
{
    const auto numbers = members(node.attribute_or(attribute, ""));
    return {numbers.begin(), numbers.end()};
}

// The I/O threads: those that are listed, and the lowest numbers left for the others that are counted.
std::set<uint64_t> thread_ids(Node domain)
{
    constexpr uint64_t most_named = 4096;
    std::set<uint64_t> ids;
    if (const auto list = domain.child("iothreadids"))
        for_each_child(*list, "iothread", [&](const Node &thread) { ids.insert(number(thread.attribute("id"))); });
    const uint64_t wanted = std::min(number(domain.child("iothreads")), most_named);
    for (uint64_t id = 1; ids.size() < wanted; ++id)
        ids.insert(id);
    return ids;
}

void check_pins(Node tune, const std::set<uint64_t> &threads, uint64_t vcpus)
{
    std::set<uint64_t> pinned;
    for_each_child(tune, "vcpupin", [&](const Node &pin) {
        // Those of vCPUs that are not there say nothing.
        const uint64_t id = number(pin.attribute("vcpu"));
        if (id < vcpus && !pinned.insert(id).second)
            refuse(ErrorCode::InternalError, pin,
                   fmt::format("duplicate vcpupin for vcpu '{}'", pin.attribute_or("vcpu", "")));
    });
    pinned.clear();
    for_each_child(tune, "iothreadpin", [&](const Node &pin) {
        const uint64_t id = number(pin.attribute("iothread"));
        if (!threads.contains(id))
            refuse_unsupported(pin, fmt::format("Cannot find 'iothread' : {}", id));
        if (!pinned.insert(id).second)
            refuse(ErrorCode::InternalError, pin, fmt::format("duplicate iothreadpin for same iothread '{}'", id));
    });
}

// Each thread has one scheduler, and is there.
template <typename IsThere>
void check_schedulers(Node tune, std::string_view element, std::string_view attribute, std::string_view missing,
                      IsThere is_there)
{
    std::set<uint32_t> scheduled;
    for_each_child(tune, element, [&](const Node &scheduler) {
        const auto threads = members(scheduler.attribute_or(attribute, ""));
        if (std::ranges::any_of(threads, [&](uint32_t id) { return scheduled.contains(id); }))
            refuse(ErrorCode::XmlDetail, scheduler,
                   fmt::format("'{}' attributes '{}' must not overlap", element, attribute));
        scheduled.insert(threads.begin(), threads.end());
        for (const uint32_t id : threads)
            if (!is_there(id))
                refuse_unsupported(scheduler, fmt::format(fmt::runtime(missing), id));
    });
}

// Monitors watch parts of what their group has, and no two of them the same one.
void check_monitors(const Node &group, const std::set<uint32_t> &of_group, bool is_cache, uint64_t vcpus)
{
    std::vector<std::set<uint32_t>> seen;
    for_each_child(group, "monitor", [&](const Node &monitor) {
        if (is_cache && !monitor.attribute("level"))
            throw Error(ErrorCode::XmlError, place(monitor) + "Missing required attribute 'level' in element 'monitor'",
                        ErrorDomain::Xml);
        if (is_cache && monitor.attribute("level") != "3")
            refuse_xml(monitor, fmt::format("Invalid monitor cache level '{}': it is 3", monitor.attribute_or("level", "")));
        auto watched = set_of(monitor, "vcpus");
        std::erase_if(watched, [&](uint32_t id) { return id >= vcpus; });
        if (!std::ranges::includes(of_group, watched))
            refuse(ErrorCode::InvalidArg, monitor, "Monitor vcpus conflicts with allocation");
        for (const auto &other : seen) {
            if (other == watched)
                refuse(ErrorCode::InvalidArg, monitor, "Identical vcpus found in same type monitors");
            if (watched != of_group && other != of_group &&
                std::ranges::any_of(watched, [&](uint32_t id) { return other.contains(id); }))
                refuse(ErrorCode::InvalidArg, monitor, "vcpus overlaps in resctrl groups");
        }
        seen.push_back(watched);
    });
}

void check_caches(const Node &group)
{
    std::set<std::string> taken;
    for_each_child(group, "cache", [&](const Node &cache) {
        const std::string where =
            fmt::format("level '{}' id '{}'", cache.attribute_or("level", ""), cache.attribute_or("id", ""));
        const std::string kind(cache.attribute_or("type", ""));
        const bool collides = taken.contains(where + kind) || taken.contains(where + "both") ||
                              (kind == "both" && (taken.contains(where + "code") || taken.contains(where + "data")));
        if (collides)
            refuse_xml(cache, fmt::format("Colliding cache allocations for cache {}, type '{}'", where, kind));
        taken.insert(where + kind);
    });
}

void check_nodes(const Node &group)
{
    constexpr uint64_t whole = 100;
    std::set<uint64_t> seen;
    for_each_child(group, "node", [&](const Node &node) {
        if (number(node.attribute("bandwidth")) > whole)
            refuse_xml(node, "Memory Bandwidth value exceeding 100 is invalid.");
        if (!seen.insert(number(node.attribute("id"))).second)
            refuse_xml(node, fmt::format("Memory Bandwidth already defined for node {}", node.attribute_or("id", "")));
    });
}

// The groups of vCPUs are apart; caches and memory may be tuned for the same one.
struct Group {
    std::set<uint32_t> vcpus;
    std::string_view kind;
};

void check_groups(Node tune, uint64_t vcpus)
{
    std::vector<Group> groups;
    for (const std::string_view kind : {"cachetune", "memorytune"})
        for_each_child(tune, kind, [&](const Node &node) {
            Group group{set_of(node, "vcpus"), kind};
            std::erase_if(group.vcpus, [&](uint32_t id) { return id >= vcpus; });
            const bool is_cache = kind == "cachetune";
            is_cache ? check_caches(node) : check_nodes(node);
            check_monitors(node, group.vcpus, is_cache, vcpus);
            if (group.vcpus.empty() || !node.first_child())
                return;
            for (const Group &other : groups) {
                if (other.vcpus == group.vcpus && other.kind != kind)
                    continue;
                if (other.vcpus == group.vcpus)
                    refuse_xml(node, fmt::format("Identical vcpus in {}s found", kind));
                if (std::ranges::any_of(group.vcpus, [&](uint32_t id) { return other.vcpus.contains(id); }))
                    refuse_xml(node, "Overlapping vcpus in resctrls");
            }
            groups.push_back(std::move(group));
        });
}

} // namespace

std::vector<uint32_t> members(std::string_view set)
{
    std::vector<uint32_t> numbers;
    while (!set.empty()) {
        const std::size_t end = std::min(set.find(','), set.size());
        const std::string_view range = set.substr(0, end);
        const std::size_t dash = std::min(range.find('-'), range.size());
        const auto first = xml::parse_unsigned(range.substr(0, dash)).value_or(0);
        const auto last = dash < range.size() ? xml::parse_unsigned(range.substr(dash + 1)).value_or(0) : first;
        for (uint64_t one = first; one <= last; ++one)
            numbers.push_back(static_cast<uint32_t>(one));
        set.remove_prefix(std::min(end + 1, set.size()));
    }
    return numbers;
}

void check_cpu_tuning(Node domain)
{
    const auto tune = domain.child("cputune");
    if (!tune)
        return;
    const auto threads = thread_ids(domain);
    const uint64_t vcpus = most_vcpus(domain);
    check_pins(*tune, threads, vcpus);
    check_schedulers(*tune, "vcpusched", "vcpus", "vCPU '{}' is not present in domain definition",
                     [&](uint32_t id) { return id < vcpus; });
    check_schedulers(*tune, "iothreadsched", "iothreads", "Cannot find 'iothread' : {}",
                     [&](uint32_t id) { return threads.contains(id); });
    check_groups(*tune, vcpus);
}

namespace {

// Every thread with a scheduler of its own, by number.
void split_schedulers(Node tune, std::string_view element, std::string_view attribute)
{
    std::map<uint32_t, std::pair<std::string, std::string>> threads;
    for_each_child(tune, element, [&](Node scheduler) {
        for (const uint32_t id : members(scheduler.attribute_or(attribute, "")))
            threads.try_emplace(id, scheduler.attribute_or("scheduler", ""), scheduler.attribute_or("priority", ""));
        scheduler.remove();
    });
    for (const auto &[id, how] : threads) {
        Node scheduler = tune.append(element);
        scheduler.set_attribute("scheduler", how.first);
        scheduler.set_attribute(attribute, std::to_string(id));
        if (!how.second.empty())
            scheduler.set_attribute("priority", how.second);
    }
}

// The vCPUs of a set that there are; false when there is none of them.
bool keep_present(Node node, uint64_t vcpus)
{
    auto kept = members(node.attribute_or("vcpus", ""));
    std::erase_if(kept, [&](uint32_t id) { return id >= vcpus; });
    std::string text;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        std::size_t last = i;
        while (last + 1 < kept.size() && kept[last + 1] == kept[last] + 1)
            ++last;
        text += fmt::format("{}{}", text.empty() ? "" : ",", kept[i]);
        if (last > i)
            text += fmt::format("-{}", kept[last]);
        i = last;
    }
    node.set_attribute("vcpus", text);
    return !kept.empty();
}

// A size in the largest unit that it is a whole number of.
void shorten_size(Node cache)
{
    constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    constexpr uint64_t step = 1024;
    uint64_t amount = xml::scale(number(cache.attribute("size")), cache.attribute_or("unit", ""), step, 1);
    std::size_t unit = 0;
    for (; amount > 0 && amount % step == 0 && unit + 1 < std::size(units); ++unit)
        amount /= step;
    cache.set_attribute("size", std::to_string(amount));
    cache.set_attribute("unit", units[unit]);
}

} // namespace

void complete_cpu_tuning(Node domain)
{
    const auto tune = domain.child("cputune");
    if (!tune)
        return;
    split_schedulers(*tune, "vcpusched", "vcpus");
    split_schedulers(*tune, "iothreadsched", "iothreads");
    for (const std::string_view kind : {"cachetune", "memorytune"})
        for_each_child(*tune, kind, [&](Node group) {
            if (!keep_present(group, most_vcpus(domain)))
                return group.remove();
            for_each_child(group, "monitor", [&](const Node &monitor) { keep_present(monitor, most_vcpus(domain)); });
            for_each_child(group, "cache", shorten_size);
        });
}

void check_iothread_ids(Node domain)
{
    const auto list = domain.child("iothreadids");
    if (!list)
        return;
    std::set<uint64_t> ids;
    for_each_child(*list, "iothread", [&](const Node &thread) {
        const uint64_t id = number(thread.attribute("id"));
        if (!ids.insert(id).second)
            refuse_xml(thread, fmt::format("duplicate iothread id '{}' found", id));
    });
}

void check_vcpu_ids(Node domain)
{
    const auto vcpus = domain.child("vcpus");
    if (!vcpus)
        return;
    const uint64_t most = most_vcpus(domain);
    for_each_child(*vcpus, "vcpu", [&](const Node &one) {
        if (number(one.attribute("id")) >= most)
            refuse_xml(one, fmt::format("vcpu id '{}' is out of range of maximum vcpu count", *one.attribute("id")));
    });
}

// Zero is no limit.
void check_block_tuning(Node domain)
{
    auto tune = domain.child("blkiotune");
    if (!tune)
        return;
    if (auto weight = tune->child("weight"); weight && number(weight) == 0)
        weight->remove();
    for_each_child(*tune, "device", [&](Node device) {
        for (const std::string_view limit :
             {"weight", "read_iops_sec", "write_iops_sec", "read_bytes_sec", "write_bytes_sec"})
            if (auto node = device.child(limit); node && number(node) == 0)
                node->remove();
    });
}

void check_block_paths(Node domain)
{
    const auto tune = domain.child("blkiotune");
    if (!tune)
        return;
    std::set<std::string> paths;
    for_each_child(*tune, "device", [&](Node device) {
        const auto named = device.child("path");
        if (!named)
            return;
        if (!paths.emplace(named->text()).second)
            refuse_unsupported(device, fmt::format("duplicate blkio device path '{}'", named->text()));
        if (device.first_child() == named && !named->next())
            device.remove();
    });
}

// The range in which the kernel takes a share, a period and a quota; a quota below zero is none.
void check_cpu_shares(Node domain)
{
    constexpr uint64_t most_quota = 17592186044415;
    const auto tune = domain.child("cputune");
    if (!tune)
        return;
    const auto expect = [&](const std::string &name, uint64_t least, uint64_t most) {
        const auto node = tune->child(name);
        if (!node || node->text().starts_with('-') || (name != "shares" && number(node) == 0))
            return;
        if (number(node) < least || number(node) > most)
            refuse_unsupported(*node, fmt::format("Value of cputune '{}' must be in range [{}, {}]", name, least, most));
    };
    expect("shares", 2, 262144);
    for (const std::string whose : {"", "global_", "emulator_", "iothread_"}) {
        expect(whose + "period", 1000, 1000000);
        expect(whose + "quota", 1000, most_quota);
    }
}

} // namespace modvirt::domain
