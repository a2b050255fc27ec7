// SPDX-License-Identifier: MIT
#include "kit/domain/completion.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

void complete_name(Node domain)
{
    const auto name = domain.child("name");
    if (!name || name->text().empty())
        refuse(ErrorCode::NoName, name.value_or(domain), "missing name information");
    if (name->text().find('/') != std::string_view::npos)
        refuse_xml(*name, fmt::format("name {} cannot contain '/'", name->text()));
    if (name->text().find('\n') != std::string_view::npos)
        throw Error(ErrorCode::XmlDetail, place(*name) + "invalid char in name: a newline", ErrorDomain::Xml);
}

void complete_uuid(Node domain, std::string_view element, const Options &options)
{
    Node uuid = domain.child_or_new(element);
    if (!uuid.text().empty())
        return;
    uuid.set_text(xml::format_uuid(document::random_uuid(options.random)));
}

void check_os_type(Node domain, const Options &options)
{
    const auto os = domain.child("os");
    if (os)
        os->tell_fault_of("type");
    const auto type = os ? os->child("type") : std::nullopt;
    if (!type || type->text().empty()) {
        if (!domain.child("bootloader"))
            refuse_xml(os.value_or(domain), "an os <type> must be specified");
        return;
    }
    if (!options.os_types.empty() &&
        std::ranges::find(options.os_types, type->text()) == options.os_types.end())
        refuse_unsupported(*type, fmt::format("os type '{}' is not served here, only {}", type->text(),
                                              fmt::join(options.os_types, ", ")));
}

void complete_identity(Node domain, const Options &options)
{
    domain.tell_fault_of({});
    const auto type = domain.attribute("type");
    if (!type)
        refuse(ErrorCode::InternalError, domain, "missing domain type attribute: write <domain type='...'>");
    if (!options.types.empty() && std::ranges::find(options.types, *type) == options.types.end())
        refuse_unsupported(domain, fmt::format("domain type '{}' is not served here, only {}", *type,
                                               fmt::join(options.types, ", ")));
    complete_name(domain);
    domain.tell_fault_of("uuid");
    complete_uuid(domain, "uuid", options);
    domain.tell_fault_of("genid");
    if (domain.child("genid"))
        complete_uuid(domain, "genid", options);
    check_os_type(domain, options);
    // The id belongs to the running guest.
    domain.remove_attribute("id");
}

using document::number;

uint64_t numa_memory_kib(Node domain)
{
    uint64_t sum = 0;
    const auto cpu = domain.child("cpu");
    const auto numa = cpu ? cpu->child("numa") : std::nullopt;
    if (numa)
        for_each_child(*numa, "cell", [&](Node cell) {
            sum += xml::parse_unsigned(cell.attribute_or("memory", "0")).value_or(0);
        });
    return sum;
}

void check_range(const std::optional<Node> &node)
{
    // A quantity of bytes has to fit in 63 bits.
    if (node && number(node) > INT64_MAX / 1024)
        throw Error(ErrorCode::Overflow, place(*node) + fmt::format("value too large: {} KiB", node->text()));
}

void set_kib(Node node, uint64_t kib)
{
    node.set_attribute("unit", "KiB");
    node.set_text(std::to_string(kib));
}

// What all memory devices have together.
uint64_t device_memory_kib(Node domain)
{
    uint64_t sum = 0;
    const auto devices = domain.child("devices");
    if (!devices)
        return 0;
    for_each_child(*devices, "memory", [&](Node memory) {
        const auto target = memory.child("target");
        const auto size = target ? target->child("size") : std::nullopt;
        if (__builtin_add_overflow(sum, number(size), &sum))
            throw Error(ErrorCode::Overflow, place(memory) + "value too large: the memory devices together");
    });
    return sum;
}

void check_most_memory(Node domain, uint64_t memory)
{
    auto most = domain.child("maxMemory");
    if (!most)
        return;
    const uint64_t slots = number(most->attribute("slots"));
    if (number(*most) == 0 && slots == 0)
        return most->remove();
    if (number(*most) == 0 || slots == 0)
        refuse_xml(*most, "both maximum memory size and memory slot count must be specified");
    if (number(*most) < memory)
        refuse_xml(*most, "maximum memory size must be equal or greater than the actual memory size");
}

void complete_memory(Node domain)
{
    check_range(domain.child("memory"));
    check_range(domain.child("currentMemory"));
    check_range(domain.child("maxMemory"));
    const uint64_t of_devices = device_memory_kib(domain);
    uint64_t memory = number(domain.child("memory"));
    if (memory == 0)
        if (const uint64_t of_cells = numa_memory_kib(domain); of_cells > 0)
            memory = of_cells + of_devices;
    if (of_devices > memory)
        refuse_xml(*domain.child("devices"), "Total size of memory devices exceeds the total memory size");
    if (memory == of_devices)
        refuse_xml(domain.child("memory").value_or(domain),
                   "Memory size must be specified via <memory> or in the <numa> configuration");
    check_most_memory(domain, memory);
    set_kib(domain.child_or_new("memory"), memory);
    const uint64_t current = number(domain.child("currentMemory"));
    set_kib(domain.child_or_new("currentMemory"), current == 0 || current > memory ? memory : current);
}

void complete_vcpus(Node domain)
{
    Node vcpu = domain.child_or_new("vcpu");
    if (vcpu.text().empty())
        vcpu.set_text("1");
    const uint64_t most = number(vcpu);
    if (most == 0)
        refuse(ErrorCode::InternalError, vcpu, "the number of vCPUs must be at least 1");
    complete_vcpu_list(domain);
    if (const auto current = vcpu.attribute("current")) {
        const uint64_t now = xml::parse_unsigned(*current).value_or(0);
        if (now > most)
            refuse_unsupported(vcpu, "maximum vCPU count must not be less than current vCPU count");
        if (now == 0 && !domain.child("vcpus"))
            refuse_unsupported(vcpu, "the current vCPU count must be at least 1");
        if (now == most)
            vcpu.remove_attribute("current");
    }
    if (!vcpu.attribute("placement"))
        vcpu.set_attribute("placement", "static");
    if (vcpu.attribute("placement") != "auto")
        return;
    // With automatic placement numad chooses the CPUs, and the memory follows them.
    vcpu.remove_attribute("cpuset");
    Node numatune = domain.child_or_new("numatune");
    Node memory = numatune.child_or_new("memory");
    if (!memory.attribute("nodeset") && !memory.attribute("placement"))
        memory.set_attribute("placement", "auto");
}

// Pinning of vCPUs that the guest does not have has no effect.
void drop_idle_pins(Node domain)
{
    const auto tune = domain.child("cputune");
    const auto vcpu = domain.child("vcpu");
    if (!tune || !vcpu)
        return;
    for_each_child(*tune, "vcpupin", [&](Node pin) {
        if (xml::parse_unsigned(pin.attribute_or("vcpu", "")).value_or(0) >= number(vcpu))
            pin.remove();
    });
}

// As libvirt writes them: by the nodes of the host.
void order_bandwidths(Node tune)
{
    for_each_child(tune, "memorytune", [](const Node &group) {
        std::vector<Numbered> nodes;
        for_each_child(group, "node", [&](const Node &node) {
            nodes.push_back({node, {}, static_cast<uint32_t>(number(node.attribute("id")))});
        });
        if (nodes.size() > 1)
            order(nodes);
    });
}

// Every cell has pages of one size; one <page> without a nodeset is for those that no other is for.
void check_hugepages(Node hugepages, uint64_t cells)
{
    std::set<uint64_t> taken;
    bool has_master = false;
    for_each_child(hugepages, "page", [&](const Node &page) {
        const auto nodes = page.attribute("nodeset");
        const bool is_master = !nodes || (cells == 0 && *nodes == "0");
        if (is_master && has_master)
            refuse(ErrorCode::XmlDetail, page, "two master hugepages detected: only one <page> may be for all other nodes");
        has_master = has_master || is_master;
        if (is_master)
            return;
        for (const uint32_t node : members(*nodes)) {
            if (node >= cells)
                refuse(ErrorCode::XmlDetail, page, fmt::format("hugepages: node {} not found", node));
            if (!taken.insert(node).second)
                refuse(ErrorCode::XmlDetail, page, fmt::format("hugepages: node {} has pages of two sizes", node));
        }
    });
}

uint64_t cell_count(Node domain)
{
    uint64_t count = 0;
    const auto cpu = domain.child("cpu");
    if (const auto numa = cpu ? cpu->child("numa") : std::nullopt)
        for_each_child(*numa, "cell", [&](const Node &) { ++count; });
    return count;
}

// Told last of all.
void complete_hugepages(Node domain)
{
    const auto backing = domain.child("memoryBacking");
    const auto hugepages = backing ? backing->child("hugepages") : std::nullopt;
    if (!hugepages)
        return;
    check_hugepages(*hugepages, cell_count(domain));
    // Without NUMA cells every page goes to the one node there is.
    if (numa_memory_kib(domain) == 0)
        for_each_child(*hugepages, "page", [](Node page) { page.remove_attribute("nodeset"); });
}

void complete_tuning(Node domain)
{
    drop_idle_pins(domain);
    if (const auto numatune = domain.child("numatune"))
        if (auto memory = numatune->child("memory"); memory && !memory->attribute("mode"))
            memory->set_attribute("mode", "strict");
    if (const auto tune = domain.child("cputune"))
        order_bandwidths(*tune);
    complete_cpu_tuning(domain);
    complete_iothreads(domain);
}

// One place in the order of booting is that of one device.
void check_boot_order(Node domain)
{
    const auto devices = domain.child("devices");
    std::set<std::string_view> taken;
    for (auto device = devices ? devices->first_child() : std::nullopt; device; device = device->next()) {
        const auto boot = device->child("boot");
        if (boot && !taken.insert(boot->attribute_or("order", "")).second)
            refuse_unsupported(*boot, fmt::format("boot order '{}' used for more than one device", boot->attribute_or("order", "")));
    }
}

void check_panics(Node domain)
{
    std::set<std::string_view> models;
    for_each_child(*domain.child("devices"), "panic", [&](const Node &panic) {
        if (!models.insert(panic.attribute_or("model", "")).second)
            refuse_xml(panic, fmt::format("Multiple panic devices with model '{}'", panic.attribute_or("model", "default")));
    });
}

bool any_device_boots(Node domain)
{
    const auto devices = domain.child("devices");
    for (auto device = devices ? devices->first_child() : std::nullopt; device; device = device->next())
        if (device->child("boot"))
            return true;
    return false;
}

void complete_boot(Node domain)
{
    Node os = *domain.child("os");
    const auto bootloader = domain.child("bootloader");
    const bool boots_itself =
        os.child("type")->text() == "hvm" && !(bootloader && !bootloader->text().empty());
    if (bootloader && bootloader->text().empty())
        Node(*bootloader).remove();
    if (!boots_itself)
        return for_each_child(os, "boot", [](Node boot) { boot.remove(); });
    const bool by_device = any_device_boots(domain);
    const auto boot = os.child("boot");
    if (boot && by_device)
        refuse_unsupported(*boot, "per-device boot elements cannot be used together with os/boot elements");
    if (!boot && !by_device)
        os.append("boot").set_attribute("dev", "hd");
    check_boot_order(domain);
}

void complete_os(Node domain, const Options &options)
{
    Node os = domain.child_or_new("os");
    Node type = os.child_or_new("type");
    if (type.text().empty())
        type.set_text("xen");
    if (!type.attribute("arch"))
        type.set_attribute("arch", options.default_arch);
    if (!type.attribute("machine") && !options.default_machine.empty())
        type.set_attribute("machine", options.default_machine);
    if (type.text() == "exe" && !os.child("init"))
        refuse_xml(os, "init binary must be specified");
    if (auto loader = os.child("loader"); loader && !loader->text().empty() && !loader->attribute("type"))
        loader->set_attribute("type", "rom");
}

void complete_cpu(Node domain)
{
    const auto found = domain.child("cpu");
    if (!found)
        return;
    Node cpu = *found;
    auto model = cpu.child("model");
    if (model) {
        if (!cpu.attribute("mode"))
            cpu.set_attribute("mode", "custom");
        if (cpu.attribute("mode") == "custom" && !cpu.attribute("match"))
            cpu.set_attribute("match", "exact");
        if (!model->attribute("fallback"))
            model->set_attribute("fallback", "allow");
    } else {
        cpu.remove_attribute("match");
    }
    if (model && model->text().empty())
        model->remove();
    for_each_child(cpu, "feature", [](Node feature) {
        if (!feature.attribute("policy"))
            feature.set_attribute("policy", "require");
    });
    if (const auto numa = cpu.child("numa")) {
        uint32_t next = 0;
        for_each_child(*numa, "cell", [&](Node cell) {
            if (!cell.attribute("id"))
                cell.set_attribute("id", std::to_string(next));
            ++next;
        });
        complete_distances(*numa);
    }
}

// libvirt knows the entries of each table by name and writes them in an order of its own.
struct SystemTable {
    std::string_view element;
    std::initializer_list<std::string_view> entries;
};

void complete_sysinfo(Node domain)
{
    static const SystemTable tables[] = {
        {"bios", {"vendor", "version", "date", "release"}},
        {"system", {"manufacturer", "product", "version", "serial", "uuid", "sku", "family"}},
        {"baseBoard", {"manufacturer", "product", "version", "serial", "asset", "location"}},
        {"chassis", {"manufacturer", "version", "serial", "asset", "sku"}}};
    for_each_child(domain, "sysinfo", [](Node sysinfo) {
        for (const SystemTable &table : tables)
            for_each_child(sysinfo, table.element, [&](Node part) {
                std::vector<Numbered> entries;
                for_each_child(part, "entry", [&](Node entry) {
                    const auto known = std::ranges::find(table.entries, entry.attribute_or("name", ""));
                    entries.push_back({entry, {}, static_cast<uint32_t>(known - table.entries.begin())});
                });
                order(entries);
            });
    });
}

void complete_clock(Node domain)
{
    Node clock = domain.child_or_new("clock");
    if (!clock.attribute("offset"))
        clock.set_attribute("offset", "utc");
    const std::string offset(clock.attribute_or("offset", ""));
    const auto adjustment = clock.attribute("adjustment");
    if (offset == "variable") {
        if (!adjustment || !xml::parse_integer(*adjustment))
            clock.set_attribute("adjustment", "0");
    } else if (adjustment && *adjustment != "reset") {
        // The old way to write a clock that drifts from UTC or local time.
        const std::string value(xml::parse_integer(*adjustment) ? *adjustment : "0");
        clock.set_attribute("offset", "variable");
        clock.set_attribute("adjustment", value);
        clock.set_attribute("basis", offset);
    }
}

void complete_action(Node domain, std::string_view event, std::string_view otherwise)
{
    Node action = domain.child_or_new(event);
    if (action.text().empty())
        action.set_text(otherwise);
}

void complete_security(Node domain)
{
    for_each_child(domain, "seclabel", [](Node label) {
        const std::string_view type = label.attribute_or("type", "dynamic");
        // A label without a type asks for what a guest gets anyway.
        if (!label.attribute("type"))
            return label.remove();
        if (type == "none")
            label.remove_attribute("relabel");
        if (type == "none" || label.attribute("relabel"))
            return;
        label.set_attribute("relabel", type == "static" ? "no" : "yes");
    });
}

} // namespace

void refuse(ErrorCode code, const Node &node, const std::string &message)
{
    document::refuse(code, ErrorDomain::Domain, node, message);
}

void refuse_xml(const Node &node, const std::string &message)
{
    refuse(ErrorCode::XmlError, node, message);
}

void refuse_unsupported(const Node &node, const std::string &message)
{
    refuse(ErrorCode::ConfigUnsupported, node, message);
}

void complete_document(xml::Editor &editor, const Options &options)
{
    Node domain = editor.root();
    complete_identity(domain, options);
    check_given(domain, options);
    complete_os(domain, options);
    complete_devices(domain, options);
    complete_vcpus(domain);
    complete_memory(domain);
    complete_tuning(domain);
    check_panics(domain);
    complete_boot(domain);
    complete_cpu(domain);
    complete_sysinfo(domain);
    complete_clock(domain);
    complete_action(domain, "on_poweroff", "destroy");
    complete_action(domain, "on_reboot", "restart");
    complete_action(domain, "on_crash", "destroy");
    complete_security(domain);
    check_timers_and_cpu(domain);
    check_devices(domain);
    check_machine(domain);
    complete_hugepages(domain);
    if (!options.keep_qemu_namespace) {
        for (const std::string_view element : {"qemu:commandline", "qemu:capabilities"})
            for_each_child(domain, element, [](Node node) { node.remove(); });
        domain.remove_attribute("xmlns:qemu");
    }
}

} // namespace modvirt::domain
