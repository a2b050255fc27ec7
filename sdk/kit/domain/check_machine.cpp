// SPDX-License-Identifier: MIT
// What contradicts itself in the machine of a domain: its memory, CPUs, clock and labels.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/domain/schema.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

[[noreturn]] void refuse_cpu(ErrorCode code, const Node &node, const std::string &message)
{
    document::refuse(code, ErrorDomain::Cpu, node, message);
}

void check_clock(Node domain)
{
    const auto clock = domain.child("clock");
    if (!clock || clock->attribute("offset") == "variable")
        return;
    const auto adjustment = clock->attribute("adjustment");
    if (adjustment && *adjustment != "reset" && !xml::parse_integer(*adjustment))
        refuse_xml(*clock, fmt::format("unknown clock adjustment '{}': expected 'reset' or seconds", *adjustment));
}

void check_resource(Node domain)
{
    const auto resource = domain.child("resource");
    if (!resource)
        return;
    const auto channel = resource->child("fibrechannel");
    const auto appid = channel ? channel->attribute("appid") : std::nullopt;
    const auto partition = resource->child("partition");
    if (!appid && (!partition || partition->text().empty()))
        refuse(ErrorCode::InternalError, *resource, "<resource> names neither a <partition> nor an 'appid'");
    const auto is_printable = [](char character) { return character >= ' ' && character <= '~'; };
    if (appid && !std::ranges::all_of(*appid, is_printable))
        refuse_xml(*channel, "Fibre Channel 'appid' is not a printable string");
}

// Elements of one name, in the order in which libvirt knows their names.
void order_by_name(Node parent, std::string_view element, std::span<const std::string_view> names, ErrorCode again,
                   std::string_view complaint)
{
    std::vector<Numbered> nodes;
    std::set<std::string_view> seen;
    for_each_child(parent, element, [&](Node node) {
        const std::string_view name = *std::ranges::find(names, node.attribute_or("name", ""));
        if (!seen.insert(name).second)
            refuse(again, node, fmt::format(fmt::runtime(complaint), name));
        nodes.push_back({node, {}, static_cast<uint32_t>(std::ranges::find(names, name) - names.begin())});
    });
    order(nodes);
}

// The words that the attribute of an element below another one may have.
std::span<const std::string_view> words_of(const Node &parent, std::string_view element, std::string_view attribute)
{
    for (const xml::ElementRule *const rule : parent.rule()->children)
        if (rule->name == element)
            for (const xml::AttributeRule &known : rule->attributes)
                if (known.name == attribute)
                    return known.value.words;
    return {};
}

} // namespace

void check_lists(Node domain)
{
    if (const auto perf = domain.child("perf"))
        order_by_name(*perf, "event", words_of(*perf, "event", "name"), ErrorCode::XmlError,
                      "perf event '{}' was already specified");
    if (const auto keywrap = domain.child("keywrap"))
        order_by_name(*keywrap, "cipher", words_of(*keywrap, "cipher", "name"), ErrorCode::InternalError,
                      "A domain definition can have no more than one cipher node with name {}");
}

namespace {

void check_block_tuning(Node domain)
{
    auto tune = domain.child("blkiotune");
    if (!tune)
        return;
    std::set<std::string> paths;
    for_each_child(*tune, "device", [&](Node device) {
        const auto named = device.child("path");
        if (!named)
            return;
        const std::string path(named->text());
        if (!paths.insert(path).second)
            refuse_unsupported(device, fmt::format("duplicate blkio device path '{}'", path));
        // Zero is no limit.
        for (const std::string_view limit :
             {"weight", "read_iops_sec", "write_iops_sec", "read_bytes_sec", "write_bytes_sec"})
            if (auto node = device.child(limit); node && number(node) == 0)
                node->remove();
        if (device.first_child() == named && !named->next())
            device.remove();
    });
    if (auto weight = tune->child("weight"); weight && number(weight) == 0)
        weight->remove();
}

void check_features(Node cpu)
{
    std::set<std::string_view> names;
    for_each_child(cpu, "feature", [&](const Node &feature) {
        const std::string_view name = feature.attribute_or("name", "");
        if (!names.insert(name).second)
            refuse_cpu(ErrorCode::XmlError, feature,
                       fmt::format("CPU feature '{}' specified more than once", name));
    });
}

void check_cpu(Node domain)
{
    const auto cpu = domain.child("cpu");
    if (!cpu)
        return;
    const std::string_view mode = cpu->attribute_or("mode", "custom");
    const bool as_host = mode == "host-passthrough" || mode == "maximum";
    if (cpu->attribute("migratable") && !as_host)
        refuse_cpu(ErrorCode::ConfigUnsupported, *cpu,
                   "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode");
    auto model = cpu->child("model");
    if (cpu->child("vendor") && !model)
        refuse_cpu(ErrorCode::XmlError, *cpu, "CPU vendor specified without CPU model");
    if (cpu->child("feature") && !model && mode == "custom")
        refuse_cpu(ErrorCode::XmlError, *cpu,
                   "Non-empty feature list specified without CPU model: add a <model>");
    check_features(*cpu);
    if (model && as_host)
        model->remove();
}

bool has_cell(Node domain, std::string_view id)
{
    const auto cpu = domain.child("cpu");
    const auto numa = cpu ? cpu->child("numa") : std::nullopt;
    uint64_t next = 0;
    bool found = false;
    if (numa)
        for_each_child(*numa, "cell", [&](const Node &cell) {
            found = found || cell.attribute_or("id", std::to_string(next)) == id;
            ++next;
        });
    return found;
}

void check_numa_nodes(Node domain, Node numatune)
{
    std::set<std::string_view> cells;
    for_each_child(numatune, "memnode", [&](const Node &node) {
        const std::string_view id = node.attribute_or("cellid", "");
        if (!has_cell(domain, id))
            refuse_xml(node, fmt::format("<memnode> is of cell {}, which no <cpu><numa> has", id));
        if (!cells.insert(id).second)
            refuse_xml(node, fmt::format("Multiple memnode elements with cellid {}", id));
    });
}

void check_numa_memory(Node domain)
{
    const auto numatune = domain.child("numatune");
    if (!numatune)
        return;
    auto memory = numatune->child("memory");
    if (!memory)
        return;
    if (memory->attribute("placement") == "auto") {
        if (const auto node = numatune->child("memnode"))
            refuse_unsupported(*node, "Per-node binding is not compatible with automatic NUMA placement.");
        memory->remove_attribute("nodeset");
        domain.child_or_new("vcpu").set_attribute("placement", "auto");
        return;
    }
    const auto vcpu = domain.child("vcpu");
    if (memory->attribute("nodeset"))
        memory->remove_attribute("placement");
    else if (!memory->attribute("mode") && !memory->attribute("placement"))
        memory->remove();
    else if (memory->attribute("placement") || !vcpu || vcpu->attribute("placement") != "auto")
        refuse_unsupported(*memory,
                           "nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
}

void check_vcpu_ids(Node domain)
{
    const auto vcpus = domain.child("vcpus");
    const auto vcpu = domain.child("vcpu");
    const uint64_t most = vcpu && !vcpu->text().empty() ? number(vcpu) : 1;
    if (!vcpus)
        return;
    for_each_child(*vcpus, "vcpu", [&](const Node &one) {
        if (number(one.attribute("id")) >= most)
            refuse_xml(one, fmt::format("vcpu id '{}' is out of range of maximum vcpu count", *one.attribute("id")));
    });
}

void check_label(Node label)
{
    const std::string_view type = label.attribute_or("type", "dynamic");
    const auto relabel = label.attribute("relabel");
    if (type == "none" && relabel == "yes")
        refuse_unsupported(label, "resource relabeling is not compatible with 'none' label type");
    if (type == "dynamic" && label.attribute("type") && relabel == "no")
        refuse_unsupported(label, "dynamic label type must use resource relabeling");
    if (const auto text = label.child("label"); type == "static" && (!text || text->text().empty()))
        refuse_xml(label, "security label is missing: a static one is given in <label>");
}

void check_labels(Node domain)
{
    for_each_child(domain, "seclabel", check_label);
    const auto first = domain.child("seclabel");
    if (!first || !first->next_of_kind())
        return;
    std::set<std::string_view> models;
    for_each_child(domain, "seclabel", [&](const Node &label) {
        const auto model = label.attribute("model");
        if (!model)
            refuse_xml(label, "missing security model when using multiple labels");
        if (!models.insert(*model).second)
            refuse(ErrorCode::XmlDetail, label, fmt::format("seclabel for model {} is already provided", *model));
    });
}

// Whether a timer has a setting is decided by its name.
struct TimerSetting {
    std::string_view attribute;
    std::array<std::string_view, 6> timers;
};

constexpr TimerSetting timer_settings[] = {
    {"tickpolicy", {"platform", "pit", "rtc", "hpet", "tsc", "armvtimer"}},
    {"track", {"platform", "rtc"}},
    {"frequency", {"tsc"}},
    {"mode", {"tsc"}},
};

void check_timers(Node domain)
{
    const auto clock = domain.child("clock");
    if (!clock)
        return;
    for_each_child(*clock, "timer", [](Node timer) {
        const std::string_view name = timer.attribute_or("name", "");
        auto catchup = timer.child("catchup");
        const bool says_something = catchup && (catchup->attribute("threshold") || catchup->attribute("slew") ||
                                                catchup->attribute("limit"));
        if (says_something && timer.attribute("tickpolicy") != "catchup")
            refuse_xml(*catchup,
                       "setting of timer catchup policies is only supported with tickpolicy='catchup'");
        for (const TimerSetting &setting : timer_settings)
            if (timer.attribute(setting.attribute) &&
                std::ranges::find(setting.timers, name) == setting.timers.end())
                refuse_unsupported(timer, fmt::format("timer {} doesn't support setting of timer {}", name,
                                                      setting.attribute));
    });
}

void check_pool(const Node &threads)
{
    const auto least = threads.attribute("thread_pool_min");
    const auto most = threads.attribute("thread_pool_max");
    if (least && (!most || number(least) > number(most)))
        refuse_unsupported(threads, "thread_pool_min must be smaller or equal to thread_pool_max");
    if (most && number(most) == 0)
        refuse_unsupported(threads, "thread_pool_max must be a positive integer");
}

void check_pools(Node domain)
{
    if (const auto list = domain.child("iothreadids"))
        for_each_child(*list, "iothread", check_pool);
    if (const auto others = domain.child("defaultiothread"))
        check_pool(*others);
}

void check_idmap(Node domain)
{
    const auto idmap = domain.child("idmap");
    if (!idmap)
        return;
    const auto uid = idmap->child("uid");
    const auto gid = idmap->child("gid");
    if (uid.has_value() != gid.has_value())
        refuse_unsupported(*idmap, "uid and gid should be mapped both");
    const auto maps_root = [&](std::string_view kind) {
        bool found = false;
        for_each_child(*idmap, kind, [&](const Node &range) { found = found || range.attribute("start") == "0"; });
        return found;
    };
    if (uid && (!maps_root("uid") || !maps_root("gid")))
        refuse_unsupported(*idmap, "You must map the root user of container: start a <uid> and a <gid> at 0");
}

void check_actions(Node domain)
{
    for (const std::string_view event : {"on_poweroff", "on_reboot"})
        if (const auto action = domain.child(event); action && action->text().starts_with("coredump"))
            refuse_unsupported(*action, fmt::format("Lifecycle event '{}' doesn't support '{}' action",
                                                    event.substr(3), action->text()));
}

// The range in which the kernel takes a share, a period and a quota; a quota below zero is none.
void check_cpu_tuning(Node domain)
{
    constexpr uint64_t most_quota = 18446744073709551;
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

} // namespace

void check_given_machine(Node domain)
{
    check_vcpu_ids(domain);
    check_block_tuning(domain);
    check_resource(domain);
    check_numa_memory(domain);
    if (const auto numatune = domain.child("numatune"))
        check_numa_nodes(domain, *numatune);
    check_cpu(domain);
    check_clock(domain);
    check_labels(domain);
}

void check_machine(Node domain)
{
    check_idmap(domain);
    check_pools(domain);
    check_cpu_tuning(domain);
    check_timers(domain);
    check_actions(domain);
    constexpr std::size_t vendor_size = 12;
    const auto cpu = domain.child("cpu");
    const auto model = cpu ? cpu->child("model") : std::nullopt;
    if (model)
        if (const auto vendor = model->attribute("vendor_id"); vendor && vendor->size() != vendor_size)
            refuse_cpu(ErrorCode::XmlError, *model,
                       fmt::format("vendor_id must be exactly {} characters long", vendor_size));
    if (cpu && cpu->attribute("check") && !model && cpu->attribute_or("mode", "custom") == "custom")
        refuse_unsupported(*cpu, "check attribute specified for CPU with no model");
}

} // namespace modvirt::domain
