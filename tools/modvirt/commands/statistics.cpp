// SPDX-License-Identifier: LGPL-2.1-or-later
// domblkinfo, domblkstat, domifstat, dommemstat: numbers about a domain's devices and memory.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_xml.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/text_table.hpp"
#include "base/typed_parameter.hpp"

namespace modvirt::cli {

namespace {

// ---- domblkinfo

enum class Style : uint8_t { Plain, Human };

std::string size_text(unsigned long long bytes, Style style)
{
    if (style == Style::Plain)
        return fmt::format("{}", bytes);
    const Readable readable = readable_bytes(bytes);
    return fmt::format("{:.3f} {}", readable.value, readable.unit);
}

JsonValue block_json(const virDomainBlockInfo &info)
{
    return {{"capacity_bytes", info.capacity},
            {"allocation_bytes", info.allocation},
            {"physical_bytes", info.physical}};
}

// The sizes of a network disk of a guest that does not run are nobody's to know.
bool may_be_unknown(const DiskEntry &disk, bool active)
{
    const int code = last_library_code();
    return !active && disk.type == "network" &&
           (code == VIR_ERR_INVALID_ARG || code == VIR_ERR_INTERNAL_ERROR ||
            code == VIR_ERR_OPERATION_INVALID || code == VIR_ERR_OPERATION_FAILED ||
            code == VIR_ERR_SYSTEM_ERROR || code == VIR_ERR_NO_SUPPORT);
}

void show_all_disks(Session &session, const Arguments &arguments, const Domain &domain, Style style)
{
    const bool active = virDomainIsActive(domain.get()) == 1;
    TextTable table({"Target", "Capacity", "Allocation", "Physical"});
    JsonValue list = JsonValue::array();
    for (const DiskEntry &disk : DomainXml::of(domain, 0).disks()) {
        virDomainBlockInfo info{};
        bool known = !disk.source.empty();
        if (known && virDomainGetBlockInfo(domain.get(), disk.target.c_str(), &info, 0) < 0) {
            if (!may_be_unknown(disk, active))
                fail();
            forget_library_error();
            known = false;
        }
        JsonValue entry{{"target", disk.target}};
        entry["size"] = known ? block_json(info) : JsonValue(nullptr);
        list.push_back(std::move(entry));
        if (known)
            table.add({disk.target, size_text(info.capacity, style), size_text(info.allocation, style),
                       size_text(info.physical, style)});
        else
            table.add({disk.target, "-", "-", "-"});
    }
    if (wants_json(session, arguments))
        print_json(session, list);
    else
        session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_domblkinfo(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("all", "device");
    const Domain domain = find_domain(session, arguments);
    const Style style = arguments.has("human") ? Style::Human : Style::Plain;
    if (arguments.has("all"))
        return show_all_disks(session, arguments, domain, style);
    const auto device = arguments.text("device");
    if (!device)
        fail("command 'domblkinfo' requires <device> option");
    virDomainBlockInfo info{};
    if (virDomainGetBlockInfo(domain.get(), device->c_str(), &info, 0) < 0)
        fail();
    if (wants_json(session, arguments))
        return print_json(session, block_json(info));
    session.out.print("{:<15} {}\n", "Capacity:", size_text(info.capacity, style));
    session.out.print("{:<15} {}\n", "Allocation:", size_text(info.allocation, style));
    session.out.print("{:<15} {}\n", "Physical:", size_text(info.physical, style));
}

// ---- domblkstat

struct BlockField {
    std::string_view parameter; // as the library names it
    std::string_view name;
    std::string_view human;
};

constexpr BlockField block_fields[] = {
    {VIR_DOMAIN_BLOCK_STATS_READ_REQ, "rd_req", "number of read operations:"},
    {VIR_DOMAIN_BLOCK_STATS_READ_BYTES, "rd_bytes", "number of bytes read:"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_REQ, "wr_req", "number of write operations:"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES, "wr_bytes", "number of bytes written:"},
    {VIR_DOMAIN_BLOCK_STATS_ERRS, "errs", "error count:"},
    {VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ, "flush_operations", "number of flush operations:"},
    {VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES, "rd_total_times", "total duration of reads (ns):"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES, "wr_total_times", "total duration of writes (ns):"},
    {VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES, "flush_total_times", "total duration of flushes (ns):"},
};

// One value as the command shows it.
struct BlockValue {
    std::string_view name;
    std::string_view human;
    std::string value;
    JsonValue json;
};

std::vector<BlockValue> old_block_values(const virDomainBlockStatsStruct &stats)
{
    const long long values[] = {stats.rd_req, stats.rd_bytes, stats.wr_req, stats.wr_bytes, stats.errs};
    std::vector<BlockValue> result;
    for (size_t i = 0; i < std::size(values); ++i)
        if (values[i] >= 0)
            result.push_back(
                {block_fields[i].name, block_fields[i].human, fmt::format("{}", values[i]), values[i]});
    return result;
}

// Known fields in a fixed order, then whatever else the hypervisor counts.
std::vector<BlockValue> block_values(std::span<const virTypedParameter> parameters)
{
    std::vector<BlockValue> result;
    std::vector<bool> done(parameters.size());
    for (const BlockField &field : block_fields)
        for (size_t i = 0; i < parameters.size(); ++i)
            if (field.parameter == parameters[i].field) {
                result.push_back(
                    {field.name, field.human, parameter_text(parameters[i]), json_of(parameters[i])});
                done[i] = true;
            }
    for (size_t i = 0; i < parameters.size(); ++i)
        if (!done[i])
            result.push_back(
                {parameters[i].field, {}, parameter_text(parameters[i]), json_of(parameters[i])});
    return result;
}

void print_block_values(Session &session, const Arguments &arguments, const std::string &device,
                        const std::vector<BlockValue> &values)
{
    if (wants_json(session, arguments)) {
        JsonValue object = JsonValue::object();
        for (const BlockValue &value : values)
            object[std::string(value.name)] = value.json;
        return print_json(session, object);
    }
    const bool human = arguments.has("human");
    if (human)
        session.out.print("Device: {}\n", device);
    for (const BlockValue &value : values) {
        if (human && !value.human.empty())
            session.out.print(" {:<31} {}\n", value.human, value.value);
        else
            session.out.print("{} {} {}\n", human ? "" : device, value.name, value.value);
    }
}

void run_domblkstat(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("domain");
    const std::string device = arguments.text("device").value_or("");
    int count = 0;
    if (session.out.is_old()) {
        virDomainBlockStatsStruct stats{};
        if (virDomainBlockStats(domain.get(), device.c_str(), &stats, sizeof stats) < 0)
            fail("Failed to get block stats {} {}", name, device);
        return print_block_values(session, arguments, device, old_block_values(stats));
    }
    if (virDomainBlockStatsFlags(domain.get(), device.c_str(), nullptr, &count, 0) == 0) {
        TypedParameters parameters(count);
        if (virDomainBlockStatsFlags(domain.get(), device.c_str(), parameters.data(), parameters.count(), 0) <
            0)
            fail("Failed to get block stats for domain '{}' device '{}'", name, device);
        return print_block_values(session, arguments, device, block_values(parameters.values()));
    }
    if (last_library_code() != VIR_ERR_NO_SUPPORT)
        fail("Failed to get block stats for domain '{}' device '{}'", name, device);
    forget_library_error();
    virDomainBlockStatsStruct stats{};
    if (virDomainBlockStats(domain.get(), device.c_str(), &stats, sizeof stats) < 0)
        fail("Failed to get block stats {} {}", name, device);
    print_block_values(session, arguments, device, old_block_values(stats));
}

// ---- domifstat

void run_domifstat(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string device = arguments.required_text("interface");
    virDomainInterfaceStatsStruct stats{};
    if (virDomainInterfaceStats(domain.get(), device.c_str(), &stats, sizeof stats) < 0)
        fail("Failed to get interface stats {} {}", arguments.required_text("domain"), device);
    const std::pair<const char *, long long> values[] = {
        {"rx_bytes", stats.rx_bytes}, {"rx_packets", stats.rx_packets}, {"rx_errs", stats.rx_errs},
        {"rx_drop", stats.rx_drop},   {"tx_bytes", stats.tx_bytes},     {"tx_packets", stats.tx_packets},
        {"tx_errs", stats.tx_errs},   {"tx_drop", stats.tx_drop},
    };
    JsonValue object = JsonValue::object();
    for (const auto &[name, value] : values) {
        if (value == -1)
            continue;
        object[name] = value;
        if (!wants_json(session, arguments))
            session.out.print("{} {} {}\n", device, name, value);
    }
    if (wants_json(session, arguments))
        print_json(session, object);
}

// ---- dommemstat

constexpr std::pair<int, const char *> memory_fields[] = {
    {VIR_DOMAIN_MEMORY_STAT_SWAP_IN, "swap_in"},
    {VIR_DOMAIN_MEMORY_STAT_SWAP_OUT, "swap_out"},
    {VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT, "major_fault"},
    {VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT, "minor_fault"},
    {VIR_DOMAIN_MEMORY_STAT_UNUSED, "unused"},
    {VIR_DOMAIN_MEMORY_STAT_AVAILABLE, "available"},
    {VIR_DOMAIN_MEMORY_STAT_USABLE, "usable"},
    {VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, "actual"},
    {VIR_DOMAIN_MEMORY_STAT_RSS, "rss"},
    {VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE, "last_update"},
    {VIR_DOMAIN_MEMORY_STAT_DISK_CACHES, "disk_caches"},
    {VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, "hugetlb_pgalloc"},
    {VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, "hugetlb_pgfail"},
};

const char *memory_field(int tag)
{
    for (const auto &[number, name] : memory_fields)
        if (number == tag)
            return name;
    return nullptr;
}

void set_period(const Domain &domain, int period, unsigned flags)
{
    if (period < 0)
        fail("Invalid collection period value '{}'", period);
    if (virDomainSetMemoryStatsPeriod(domain.get(), period, flags) < 0)
        fail("Unable to change balloon collection period.");
}

void run_dommemstat(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    if (const auto period = arguments.integer("period"))
        return set_period(domain, *period, flags);
    virDomainMemoryStatStruct stats[VIR_DOMAIN_MEMORY_STAT_NR];
    const int count = virDomainMemoryStats(domain.get(), stats, VIR_DOMAIN_MEMORY_STAT_NR, 0);
    if (count < 0)
        fail("Failed to get memory statistics for domain {}", arguments.required_text("domain"));
    JsonValue object = JsonValue::object();
    for (int i = 0; i < count; ++i) {
        const char *name = memory_field(stats[i].tag);
        if (!name)
            continue;
        object[name] = stats[i].val;
        if (!wants_json(session, arguments))
            session.out.print("{} {}\n", name, stats[i].val);
    }
    if (wants_json(session, arguments))
        print_json(session, object);
}

constexpr Option domblkinfo_options[] = {
    domain_option(complete_domain),
    text("device", "block device", complete_disk),
    flag("human", "Human readable output"),
    flag("all", "display all block devices info"),
};
constexpr Option domblkstat_options[] = {
    domain_option(complete_active_domain),
    text("device", "block device", complete_disk, EmptyOk),
    flag("human", "print a more human readable output"),
};
constexpr Option domifstat_options[] = {
    domain_option(complete_active_domain),
    argument("interface", "interface device specified by name or MAC Address", complete_interface),
};
constexpr Option dommemstat_options[] = {
    domain_option(complete_active_domain),
    number("period", "period in seconds to set collection"),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command domblkinfo_command{.name = "domblkinfo",
                                     .summary = "domain block device size information",
                                     .description = "Get block device size info for a domain.",
                                     .options = domblkinfo_options,
                                     .run = run_domblkinfo,
                                     .traits = Json};
constexpr Command domblkstat_command{
    .name = "domblkstat",
    .summary = "get device block stats for a domain",
    .description =
        "Get device block stats for a running domain. See man page or use --human for explanation of fields",
    .options = domblkstat_options,
    .run = run_domblkstat,
    .traits = Json};
constexpr Command domifstat_command{.name = "domifstat",
                                    .summary = "get network interface stats for a domain",
                                    .description = "Get network interface stats for a running domain.",
                                    .options = domifstat_options,
                                    .run = run_domifstat,
                                    .traits = Json};
constexpr Command dommemstat_command{.name = "dommemstat",
                                     .summary = "get memory statistics for a domain",
                                     .description = "Get memory statistics for a running domain.",
                                     .options = dommemstat_options,
                                     .run = run_dommemstat,
                                     .traits = Json};

} // namespace modvirt::cli
