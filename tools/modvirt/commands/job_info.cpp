// SPDX-License-Identifier: LGPL-2.1-or-later
// domjobinfo: how far the job of a domain is, or how its last one went.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/parameter_changes.hpp"
#include "base/typed_parameter.hpp"

#include <iterator>
#include <span>

namespace modvirt::cli {

namespace {

// In the order of virDomainJobType and of virDomainJobOperation.
constexpr std::string_view type_names[] = {"None",      "Bounded", "Unbounded",
                                           "Completed", "Failed",  "Cancelled"};
constexpr std::string_view operation_names[] = {
    "Unknown",  "Start",           "Save", "Restore", "Incoming migration", "Outgoing migration",
    "Snapshot", "Snapshot revert", "Dump", "Backup",  "Snapshot delete",
};

std::string_view name_of(std::span<const std::string_view> names, int number)
{
    const auto index = static_cast<size_t>(number);
    return index < names.size() ? names[index] : "unknown";
}

class Job {
public:
    static Job of(virDomainPtr domain, unsigned flags, bool needs_stats);

    [[nodiscard]] int type() const { return m_type; }
    [[nodiscard]] std::span<const virTypedParameter> parameters() const
    {
        return m_info.empty() ? m_stats.values() : m_info.values();
    }
    [[nodiscard]] const virTypedParameter *find(std::string_view name) const;
    [[nodiscard]] unsigned long long number(std::string_view name) const;
    [[nodiscard]] int operation() const;

private:
    void read_info(virDomainPtr domain);

    int m_type = VIR_DOMAIN_JOB_NONE;
    ParameterList m_stats;
    ParameterChanges m_info; // where the hypervisor knows the older call only
};

Job Job::of(virDomainPtr domain, unsigned flags, bool needs_stats)
{
    Job job;
    if (virDomainGetJobStats(domain, &job.m_type, job.m_stats.array(), job.m_stats.count(), flags) == 0)
        return job;
    if (last_library_code() != VIR_ERR_NO_SUPPORT)
        fail();
    if (flags != 0 || needs_stats)
        fail("Optional flags or --rawstats are not supported by the daemon");
    forget_library_error();
    job.read_info(domain);
    return job;
}

void Job::read_info(virDomainPtr domain)
{
    virDomainJobInfo info{};
    if (virDomainGetJobInfo(domain, &info) < 0)
        fail();
    m_type = info.type;
    const std::pair<const char *, unsigned long long> fields[] = {
        {VIR_DOMAIN_JOB_TIME_ELAPSED, info.timeElapsed},
        {VIR_DOMAIN_JOB_TIME_REMAINING, info.timeRemaining},
        {VIR_DOMAIN_JOB_DATA_TOTAL, info.dataTotal},
        {VIR_DOMAIN_JOB_DATA_PROCESSED, info.dataProcessed},
        {VIR_DOMAIN_JOB_DATA_REMAINING, info.dataRemaining},
        {VIR_DOMAIN_JOB_MEMORY_TOTAL, info.memTotal},
        {VIR_DOMAIN_JOB_MEMORY_PROCESSED, info.memProcessed},
        {VIR_DOMAIN_JOB_MEMORY_REMAINING, info.memRemaining},
        {VIR_DOMAIN_JOB_DISK_TOTAL, info.fileTotal},
        {VIR_DOMAIN_JOB_DISK_PROCESSED, info.fileProcessed},
        {VIR_DOMAIN_JOB_DISK_REMAINING, info.fileRemaining},
    };
    for (const auto &[name, value] : fields)
        m_info.add(name, value);
}

const virTypedParameter *Job::find(std::string_view name) const
{
    for (const virTypedParameter &parameter : parameters())
        if (name == parameter.field)
            return &parameter;
    return nullptr;
}

unsigned long long Job::number(std::string_view name) const
{
    const virTypedParameter *found = find(name);
    return found && found->type == VIR_TYPED_PARAM_ULLONG ? found->value.ul : 0;
}

int Job::operation() const
{
    const virTypedParameter *found = find(VIR_DOMAIN_JOB_OPERATION);
    return found && found->type == VIR_TYPED_PARAM_INT ? found->value.i : VIR_DOMAIN_JOB_OPERATION_UNKNOWN;
}

enum class Unit : uint8_t {
    Number,
    WideNumber,
    Milliseconds,
    Bytes,
    BytesPerSecond,
    PagesPerSecond,
    PageSize
};

std::string value_text(const virTypedParameter &parameter, Unit unit)
{
    if (unit == Unit::Bytes || unit == Unit::BytesPerSecond) {
        const Readable readable = readable_bytes(parameter.value.ul);
        return fmt::format("{:.3f} {}{}", readable.value, readable.unit, unit == Unit::Bytes ? "" : "/s");
    }
    const std::string number = fmt::format("{:<12}", parameter_text(parameter));
    switch (unit) {
    case Unit::WideNumber:
        return fmt::format("{:<13}", number);
    case Unit::Milliseconds:
        return number + " ms";
    case Unit::PagesPerSecond:
        return number + " pages/s";
    case Unit::PageSize:
        return number + " bytes";
    default:
        return number;
    }
}

struct Line {
    const char *field;
    std::string_view label;
    Unit unit;
};

constexpr Line data_lines[] = {
    {VIR_DOMAIN_JOB_DATA_PROCESSED, "Data processed:", Unit::Bytes},
    {VIR_DOMAIN_JOB_DATA_REMAINING, "Data remaining:", Unit::Bytes},
    {VIR_DOMAIN_JOB_DATA_TOTAL, "Data total:", Unit::Bytes},
};
constexpr Line memory_lines[] = {
    {VIR_DOMAIN_JOB_MEMORY_PROCESSED, "Memory processed:", Unit::Bytes},
    {VIR_DOMAIN_JOB_MEMORY_REMAINING, "Memory remaining:", Unit::Bytes},
    {VIR_DOMAIN_JOB_MEMORY_TOTAL, "Memory total:", Unit::Bytes},
};
constexpr Line memory_speed_lines[] = {
    {VIR_DOMAIN_JOB_MEMORY_BPS, "Memory bandwidth:", Unit::BytesPerSecond},
    {VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE, "Dirty rate:", Unit::PagesPerSecond},
    {VIR_DOMAIN_JOB_MEMORY_PAGE_SIZE, "Page size:", Unit::PageSize},
    {VIR_DOMAIN_JOB_MEMORY_ITERATION, "Iteration:", Unit::Number},
    {VIR_DOMAIN_JOB_MEMORY_POSTCOPY_REQS, "Postcopy requests:", Unit::Number},
};
constexpr Line disk_lines[] = {
    {VIR_DOMAIN_JOB_DISK_PROCESSED, "File processed:", Unit::Bytes},
    {VIR_DOMAIN_JOB_DISK_REMAINING, "File remaining:", Unit::Bytes},
    {VIR_DOMAIN_JOB_DISK_TOTAL, "File total:", Unit::Bytes},
};
constexpr Line disk_speed_lines[] = {{VIR_DOMAIN_JOB_DISK_BPS, "File bandwidth:", Unit::BytesPerSecond}};
constexpr Line page_lines[] = {
    {VIR_DOMAIN_JOB_MEMORY_CONSTANT, "Constant pages:", Unit::Number},
    {VIR_DOMAIN_JOB_MEMORY_NORMAL, "Normal pages:", Unit::Number},
    {VIR_DOMAIN_JOB_MEMORY_NORMAL_BYTES, "Normal data:", Unit::Bytes},
};
constexpr Line expected_downtime[] = {{VIR_DOMAIN_JOB_DOWNTIME, "Expected downtime:", Unit::Milliseconds}};
constexpr Line total_downtime[] = {{VIR_DOMAIN_JOB_DOWNTIME, "Total downtime:", Unit::Milliseconds}};
constexpr Line other_lines[] = {
    {VIR_DOMAIN_JOB_DOWNTIME_NET, "Downtime w/o network:", Unit::Milliseconds},
    {VIR_DOMAIN_JOB_SETUP_TIME, "Setup time:", Unit::Milliseconds},
    {VIR_DOMAIN_JOB_COMPRESSION_CACHE, "Compression cache:", Unit::Bytes},
    {VIR_DOMAIN_JOB_COMPRESSION_BYTES, "Compressed data:", Unit::Bytes},
    {VIR_DOMAIN_JOB_COMPRESSION_PAGES, "Compressed pages:", Unit::WideNumber},
    {VIR_DOMAIN_JOB_COMPRESSION_CACHE_MISSES, "Compression cache misses:", Unit::WideNumber},
    {VIR_DOMAIN_JOB_COMPRESSION_OVERFLOW, "Compression overflows:", Unit::WideNumber},
    {VIR_DOMAIN_JOB_AUTO_CONVERGE_THROTTLE, "Auto converge throttle:", Unit::WideNumber},
    {VIR_DOMAIN_JOB_DISK_TEMP_USED, "Temporary disk space use:", Unit::Bytes},
    {VIR_DOMAIN_JOB_DISK_TEMP_TOTAL, "Temporary disk space total:", Unit::Bytes},
};

class Summary {
public:
    Summary(Output &out, const Job &job) : m_out(out), m_job(job) {}

    void print(bool all_statistics)
    {
        line("Job type:", fmt::format("{:<12}", name_of(type_names, m_job.type())));
        if (m_job.type() == VIR_DOMAIN_JOB_NONE)
            return;
        line("Operation:", fmt::format("{:<12}", name_of(operation_names, m_job.operation())));
        if (all_statistics)
            print_statistics();
    }

private:
    void line(std::string_view label, std::string_view value) { m_out.print("{:<17} {}\n", label, value); }

    void lines(std::span<const Line> lines)
    {
        for (const Line &wanted : lines)
            if (const virTypedParameter *found = m_job.find(wanted.field))
                line(wanted.label, value_text(*found, wanted.unit));
    }

    void milliseconds(std::string_view label, unsigned long long value)
    {
        line(label, fmt::format("{:<12} ms", value));
    }

    // What is 0 throughout has nothing to do with this job. Else all of it is shown, known or not.
    void amounts(std::span<const Line> amounts)
    {
        unsigned long long any = 0;
        for (const Line &wanted : amounts)
            any |= m_job.number(wanted.field);
        if (any == 0)
            return;
        for (const Line &wanted : amounts) {
            const Readable readable = readable_bytes(m_job.number(wanted.field));
            line(wanted.label, fmt::format("{:.3f} {}", readable.value, readable.unit));
        }
    }

    void speeds(std::span<const Line> amounts, std::span<const Line> speeds)
    {
        unsigned long long any = 0;
        for (const Line &wanted : amounts)
            any |= m_job.number(wanted.field);
        if (any == 0)
            return;
        for (const Line &wanted : speeds)
            if (wanted.unit != Unit::BytesPerSecond || m_job.number(wanted.field) != 0)
                lines({&wanted, 1});
    }

    void print_statistics()
    {
        milliseconds("Time elapsed:", m_job.number(VIR_DOMAIN_JOB_TIME_ELAPSED));
        if (const virTypedParameter *net = m_job.find(VIR_DOMAIN_JOB_TIME_ELAPSED_NET))
            line("Time elapsed w/o network:", value_text(*net, Unit::Milliseconds));
        if (m_job.type() == VIR_DOMAIN_JOB_BOUNDED)
            milliseconds("Time remaining:", m_job.number(VIR_DOMAIN_JOB_TIME_REMAINING));
        amounts(data_lines);
        amounts(memory_lines);
        speeds(memory_lines, memory_speed_lines);
        amounts(disk_lines);
        speeds(disk_lines, disk_speed_lines);
        lines(page_lines);
        const bool is_over = m_job.type() == VIR_DOMAIN_JOB_COMPLETED;
        lines(is_over ? std::span(total_downtime) : std::span(expected_downtime));
        lines(other_lines);
        if (const virTypedParameter *message = m_job.find(VIR_DOMAIN_JOB_ERRMSG))
            line("Error message:", parameter_text(*message));
    }

    Output &m_out;
    const Job &m_job;
};

void print_raw(Output &out, const Job &job)
{
    out.print("Job type: {}\n\n", job.type());
    for (const virTypedParameter &parameter : job.parameters()) {
        const bool is_boolean = parameter.type == VIR_TYPED_PARAM_BOOLEAN;
        const std::string value = is_boolean ? (parameter.value.b ? "1" : "0") : parameter_text(parameter);
        out.print("{}: {}\n", parameter.field, value);
    }
}

JsonValue json_of(const Job &job)
{
    JsonValue object = {{"type", json_text(name_of(type_names, job.type()))},
                        {"operation", json_text(name_of(operation_names, job.operation()))},
                        {"statistics", JsonValue::object()}};
    for (const virTypedParameter &parameter : job.parameters())
        if (parameter.field != std::string_view(VIR_DOMAIN_JOB_OPERATION))
            object["statistics"][parameter.field] = modvirt::cli::json_of(parameter);
    return object;
}

// Of a job that did not end well nothing is shown unless asked for.
bool shows_statistics(const Job &job, const Arguments &arguments)
{
    switch (job.type()) {
    case VIR_DOMAIN_JOB_BOUNDED:
    case VIR_DOMAIN_JOB_UNBOUNDED:
        return true;
    case VIR_DOMAIN_JOB_COMPLETED:
        return arguments.has("completed") || arguments.has("anystats");
    default:
        return arguments.has("anystats");
    }
}

void run_domjobinfo(Session &session, const Arguments &arguments)
{
    arguments.need_with("completed", "keep-completed");
    const Domain domain = find_domain(session, arguments);
    unsigned flags = 0;
    if (arguments.has("completed"))
        flags |= VIR_DOMAIN_JOB_STATS_COMPLETED;
    if (arguments.has("keep-completed"))
        flags |= VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED;
    const bool raw = arguments.has("rawstats");
    const Job job = Job::of(domain.get(), flags, raw);
    if (wants_json(session, arguments))
        return print_json(session, json_of(job));
    if (raw)
        return print_raw(session.out, job);
    Summary(session.out, job).print(shows_statistics(job, arguments));
}

constexpr Option domjobinfo_options[] = {
    domain_option(complete_active_domain),
    flag("completed", "return statistics of a recently completed job"),
    flag("keep-completed", "don't destroy statistics of a recently completed job when reading"),
    flag("anystats", "print statistics for any kind of job (even failed ones)"),
    flag("rawstats", "print the raw data returned by libvirt"),
};

} // namespace

constexpr Command domjobinfo_command{.name = "domjobinfo",
                                     .summary = "domain job information",
                                     .description = "Returns information about jobs running on a domain.",
                                     .options = domjobinfo_options,
                                     .run = run_domjobinfo,
                                     .traits = Json};

} // namespace modvirt::cli
