// SPDX-License-Identifier: MIT
// What contradicts itself in the machine of a domain: its memory, CPUs, clock and labels.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
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

std::optional<std::string_view> channel_id(const Node &resource)
{
    const auto channel = resource.child("fibrechannel");
    const auto id = channel ? channel->attribute("appid") : std::nullopt;
    return id && !id->empty() ? id : std::nullopt;
}

} // namespace

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
    const auto partition = resource->child("partition");
    if (!channel_id(*resource) && (!partition || partition->text().empty()))
        refuse(ErrorCode::InternalError, *resource, "<resource> names neither a <partition> nor an 'appid'");
}

namespace {

void check_channel(Node domain)
{
    const auto resource = domain.child("resource");
    const auto id = resource ? channel_id(*resource) : std::nullopt;
    const auto is_printable = [](char character) { return character >= ' ' && character <= '~'; };
    if (id && !std::ranges::all_of(*id, is_printable))
        refuse_xml(*resource, "Fibre Channel 'appid' is not a printable string");
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

void check_perf(Node domain)
{
    if (const auto perf = domain.child("perf"))
        order_by_name(*perf, "event", words_of(*perf, "event", "name"), ErrorCode::XmlError,
                      "perf event '{}' was already specified");
}

void check_keywrap(Node domain)
{
    if (const auto keywrap = domain.child("keywrap"))
        order_by_name(*keywrap, "cipher", words_of(*keywrap, "cipher", "name"), ErrorCode::InternalError,
                      "A domain definition can have no more than one cipher node with name {}");
}

namespace {

// "01/31/2003", with two digits for the year too.
bool is_bios_date(std::string_view text)
{
    const auto part = [&](std::size_t at, std::size_t size) {
        const std::string_view digits = at < text.size() ? text.substr(at, size) : std::string_view{};
        const bool is_number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
        return is_number ? xml::parse_unsigned(digits).value_or(0) : 0;
    };
    const std::size_t first = text.find('/');
    const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos)
        return false;
    const std::size_t year = text.size() - second - 1;
    return part(0, first) >= 1 && part(0, first) <= 12 && part(first + 1, second - first - 1) >= 1 &&
           part(first + 1, second - first - 1) <= 31 && (year == 2 || year == 4) &&
           text.find_first_not_of("0123456789", second + 1) == std::string_view::npos;
}

void check_firmware_entry(const Node &entry)
{
    if (!entry.attribute("name"))
        refuse_xml(entry, "Firmware entry is missing 'name' attribute");
    if (entry.text().empty() && !entry.attribute("file"))
        refuse_xml(entry, "Firmware entry must have either value or 'file' attribute");
}

void check_system_entries(const Node &sysinfo, std::string_view uuid)
{
    const auto with_text = [&](std::string_view part, std::string_view name, auto check) {
        const auto parent = sysinfo.child(part);
        bool seen = false;
        if (parent)
            for_each_child(*parent, "entry", [&](const Node &entry) {
                if (!seen && entry.attribute("name") == name)
                    check(entry);
                seen = seen || entry.attribute("name") == name;
            });
    };
    with_text("bios", "date", [](const Node &entry) {
        if (!is_bios_date(entry.text()))
            refuse(ErrorCode::XmlDetail, entry, fmt::format("Invalid BIOS 'date' format: '{}'", entry.text()));
    });
    with_text("system", "uuid", [&](const Node &entry) {
        const auto given = xml::parse_uuid(entry.text());
        if (!given)
            refuse(ErrorCode::XmlDetail, entry, "malformed <sysinfo> uuid element");
        if (xml::format_uuid(*given) != uuid)
            refuse(ErrorCode::XmlDetail, entry, "UUID mismatch between <uuid> and <sysinfo>");
    });
}

} // namespace

void check_sysinfo(Node domain)
{
    const auto uuid = domain.child("uuid");
    for_each_child(domain, "sysinfo", [&](const Node &sysinfo) {
        if (sysinfo.attribute("type") == "fwcfg")
            for_each_child(sysinfo, "entry", check_firmware_entry);
        else
            check_system_entries(sysinfo, uuid ? uuid->text() : std::string_view{});
    });
}

namespace {

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

// The cells are numbered from 0, in any order.
void check_cells(const Node &cpu)
{
    const auto numa = cpu.child("numa");
    if (!numa)
        return;
    uint64_t count = 0;
    for_each_child(*numa, "cell", [&](const Node &) { ++count; });
    std::set<uint64_t> seen;
    uint64_t next = 0;
    for_each_child(*numa, "cell", [&](const Node &cell) {
        const uint64_t id = cell.attribute("id") ? number(cell.attribute("id")) : next;
        ++next;
        if (id >= count)
            refuse_xml(cell, fmt::format("Exactly one 'cell' element per guest NUMA cell allowed: they are numbered from 0, and "
                                         "there is no place for '{}'",
                                         id));
        if (!seen.insert(id).second)
            refuse_xml(cell, fmt::format("Duplicate NUMA cell info for cell id '{}'", id));
    });
}

constexpr std::size_t vendor_size = 12;

void check_model(const Node &cpu, const std::optional<Node> &model)
{
    if (const auto vendor = model ? model->attribute("vendor_id") : std::nullopt; vendor && vendor->size() != vendor_size)
        refuse_cpu(ErrorCode::XmlError, *model, fmt::format("vendor_id must be exactly {} characters long", vendor_size));
    const bool is_named = model && !model->text().empty();
    if (cpu.child("vendor") && !is_named)
        refuse_cpu(ErrorCode::XmlError, cpu, "CPU vendor specified without CPU model");
    if (cpu.child("feature") && !is_named && cpu.attribute_or("mode", "custom") == "custom")
        refuse_cpu(ErrorCode::XmlError, cpu, "Non-empty feature list specified without CPU model: add a <model>");
}

} // namespace

void check_cpu(Node domain)
{
    const auto cpu = domain.child("cpu");
    if (!cpu)
        return;
    cpu->tell_fault_of({});
    const std::string_view mode = cpu->attribute_or("mode", "custom");
    const bool as_host = mode == "host-passthrough" || mode == "maximum";
    if (cpu->attribute("migratable") && !as_host)
        refuse_cpu(ErrorCode::ConfigUnsupported, *cpu,
                   "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode");
    cpu->tell_fault_of("model");
    auto model = cpu->child("model");
    if (model && as_host) {
        model->remove();
        model.reset();
    }
    check_model(*cpu, model);
    cpu->tell_fault_of("feature");
    check_features(*cpu);
    cpu->tell_fault();
    check_cells(*cpu);
}

namespace {

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
    if (const auto node = numatune.child("memnode"); node && lacks_a_numa_cell(domain))
        refuse_xml(*node, "Element 'memnode' is invalid without any guest NUMA cells: add <cpu><numa>");
    numatune.tell_fault_of("memnode");
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
    numatune->tell_fault_of("memory");
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

} // namespace

void check_labels(Node domain)
{
    for_each_child(domain, "seclabel", check_label);
    const auto first = domain.child("seclabel");
    if (!first || !first->next_of_kind())
        return;
    std::set<std::optional<std::string_view>> models;
    for_each_child(domain, "seclabel", [&](const Node &label) {
        const auto model = label.attribute("model");
        if (!models.insert(model).second)
            refuse(ErrorCode::XmlDetail, label,
                   fmt::format("seclabel for model {} is already provided", model.value_or("(null)")));
    });
    if (models.contains(std::nullopt))
        refuse_xml(*first, "missing security model when using multiple labels");
}

void check_numa_tuning(Node domain)
{
    check_numa_memory(domain);
    if (const auto numatune = domain.child("numatune"))
        check_numa_nodes(domain, *numatune);
}

namespace {

// Whether a timer has a setting is decided by its name.
struct TimerSetting {
    std::string_view attribute;
    std::array<std::string_view, 6> timers;
};

constexpr TimerSetting timer_settings[] = {
    // told before the policy itself is looked at
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
        const auto expect = [&](const TimerSetting &setting) {
            if (timer.attribute(setting.attribute) &&
                std::ranges::find(setting.timers, name) == setting.timers.end())
                refuse_unsupported(timer, fmt::format("timer {} doesn't support setting of timer {}", name,
                                                      setting.attribute));
        };
        expect(timer_settings[0]);
        const auto catchup = timer.child("catchup");
        const bool says_something = catchup && (catchup->attribute("threshold") || catchup->attribute("slew") ||
                                                catchup->attribute("limit"));
        if (says_something && timer.attribute("tickpolicy") != "catchup")
            refuse_xml(*catchup,
                       "setting of timer catchup policies is only supported with tickpolicy='catchup'");
        for (const TimerSetting &setting : std::span(timer_settings).subspan(1))
            expect(setting);
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

} // namespace

void check_timers_and_cpu(Node domain)
{
    check_timers(domain);
    const auto cpu = domain.child("cpu");
    if (cpu && cpu->attribute("check") && !cpu->child("model") && cpu->attribute_or("mode", "custom") == "custom")
        refuse_unsupported(*cpu, "check attribute specified for CPU with no model");
}

void check_machine(Node domain)
{
    check_channel(domain);
    check_disk_targets(*domain.child("devices"));
    check_remapping(domain);
    check_actions(domain);
    check_cpu_shares(domain);
    check_primary_video(*domain.child("devices"));
    check_block_paths(domain);
    check_idmap(domain);
    check_pools(domain);
}

} // namespace modvirt::domain
