// SPDX-License-Identifier: LGPL-2.1-or-later
// save, restore, managedsave, managedsave-remove, dump: a guest's memory in a file.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/job_progress.hpp"

namespace modvirt::cli {

namespace {

Progress progress_of(const Arguments &arguments)
{
    return arguments.has("verbose") ? Progress::Shown : Progress::Hidden;
}

unsigned save_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("bypass-cache"))
        flags |= VIR_DOMAIN_SAVE_BYPASS_CACHE;
    if (arguments.has("running"))
        flags |= VIR_DOMAIN_SAVE_RUNNING;
    if (arguments.has("paused"))
        flags |= VIR_DOMAIN_SAVE_PAUSED;
    if (arguments.has("reset-nvram"))
        flags |= VIR_DOMAIN_SAVE_RESET_NVRAM;
    return flags;
}

// The file given with --xml, or nothing.
std::optional<std::string> replacement_xml(const Arguments &arguments)
{
    const auto path = arguments.text("xml");
    return path ? std::optional(read_description(*path)) : std::nullopt;
}

const char *c_text(const std::optional<std::string> &text)
{
    return text ? text->c_str() : nullptr;
}

void run_save(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string path = arguments.required_text("file");
    const std::string name = arguments.required_text("domain");
    const unsigned flags = save_flags(arguments);
    const auto xml = replacement_xml(arguments);
    const auto call = [&] {
        if (flags || xml)
            return virDomainSaveFlags(domain.get(), path.c_str(), c_text(xml), flags);
        return virDomainSave(domain.get(), path.c_str());
    };
    run_job(session, domain.get(), "Save", progress_of(arguments), call,
            fmt::format("Failed to save domain '{}' to {}", name, path));
    session.out.remark("\nDomain '{}' saved to {}\n", name, path);
}

void run_restore(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const unsigned flags = save_flags(arguments);
    const auto xml = replacement_xml(arguments);
    virConnectPtr connection = session.connection();
    const int result = flags || xml ? virDomainRestoreFlags(connection, path.c_str(), c_text(xml), flags)
                                    : virDomainRestore(connection, path.c_str());
    if (result < 0)
        fail("Failed to restore domain from {}", path);
    session.out.remark("Domain restored from {}\n", path);
}

void run_managedsave(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("domain");
    const unsigned flags = save_flags(arguments);
    run_job(
        session, domain.get(), "Managedsave", progress_of(arguments),
        [&] { return virDomainManagedSave(domain.get(), flags); },
        fmt::format("Failed to save domain '{}' state", name));
    session.out.remark("\nDomain '{}' state saved by libvirt\n", name);
}

void run_managedsave_remove(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("domain");
    const int saved = virDomainHasManagedSaveImage(domain.get(), 0);
    if (saved < 0)
        fail("Failed to check for domain managed save image");
    if (saved == 0)
        return session.out.remark("Domain '{}' has no manage save image; removal skipped", name);
    if (virDomainManagedSaveRemove(domain.get(), 0) < 0)
        fail("Failed to remove managed save image for domain '{}'", name);
    session.out.remark("Removed managedsave image for domain '{}'", name);
}

struct Format {
    std::string_view name;
    unsigned number;
};

constexpr Format formats[] = {
    {"elf", VIR_DOMAIN_CORE_DUMP_FORMAT_RAW},
    {"kdump-zlib", VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB},
    {"kdump-lzo", VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO},
    {"kdump-snappy", VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY},
    {"win-dmp", VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP},
};

unsigned dump_format(const Arguments &arguments)
{
    const auto name = arguments.text("format");
    if (!name)
        return VIR_DOMAIN_CORE_DUMP_FORMAT_RAW;
    if (!arguments.has("memory-only"))
        fail("--format only works with --memory-only");
    for (const Format &format : formats)
        if (format.name == *name)
            return format.number;
    fail("format '{}' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp' or "
         "'elf'",
         *name);
}

unsigned dump_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("live"))
        flags |= VIR_DUMP_LIVE;
    if (arguments.has("crash"))
        flags |= VIR_DUMP_CRASH;
    if (arguments.has("bypass-cache"))
        flags |= VIR_DUMP_BYPASS_CACHE;
    if (arguments.has("reset"))
        flags |= VIR_DUMP_RESET;
    if (arguments.has("memory-only"))
        flags |= VIR_DUMP_MEMORY_ONLY;
    return flags;
}

void run_dump(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string path = arguments.required_text("file");
    const std::string name = arguments.required_text("domain");
    const unsigned flags = dump_flags(arguments);
    const unsigned format = dump_format(arguments);
    const auto call = [&] {
        if (format != VIR_DOMAIN_CORE_DUMP_FORMAT_RAW)
            return virDomainCoreDumpWithFormat(domain.get(), path.c_str(), format, flags);
        return virDomainCoreDump(domain.get(), path.c_str(), flags);
    };
    run_job(session, domain.get(), "Dump", progress_of(arguments), call,
            fmt::format("Failed to core dump domain '{}' to {}", name, path));
    session.out.remark("\nDomain '{}' dumped to {}\n", name, path);
}

std::vector<std::string> complete_format(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Format &format : formats)
        names.emplace_back(format.name);
    return names;
}

constexpr Option save_options[] = {
    domain_option(complete_active_domain),
    argument("file", "where to save the data", complete_path),
    flag("bypass-cache", "avoid file system cache when saving"),
    text("xml", "filename containing updated XML for the target", complete_path),
    flag("running", "set domain to be running on restore"),
    flag("paused", "set domain to be paused on restore"),
    flag("verbose", "display the progress of save"),
};
constexpr Option restore_options[] = {
    argument("file", "the state to restore", complete_path),
    flag("bypass-cache", "avoid file system cache when restoring"),
    text("xml", "filename containing updated XML for the target", complete_path),
    flag("running", "restore domain into running state"),
    flag("paused", "restore domain into paused state"),
    flag("reset-nvram", "re-initialize NVRAM from its pristine template"),
};
constexpr Option managedsave_options[] = {
    domain_option(complete_active_domain),
    flag("bypass-cache", "avoid file system cache when saving"),
    flag("running", "set domain to be running on next start"),
    flag("paused", "set domain to be paused on next start"),
    flag("verbose", "display the progress of save"),
};
constexpr Option remove_options[] = {domain_option(complete_inactive_domain)};
constexpr Option dump_options[] = {
    domain_option(complete_active_domain),
    argument("file", "where to dump the core", complete_path),
    flag("live", "perform a live core dump if supported"),
    flag("crash", "crash the domain after core dump"),
    flag("bypass-cache", "avoid file system cache when dumping"),
    flag("reset", "reset the domain after core dump"),
    flag("verbose", "display the progress of dump"),
    flag("memory-only", "dump domain's memory only"),
    text("format", "specify the format of memory-only dump", complete_format),
};

} // namespace

constexpr Command save_command{.name = "save",
                               .summary = "save a domain state to a file",
                               .description = "Save the RAM state of a running domain.",
                               .options = save_options,
                               .run = run_save};
constexpr Command restore_command{.name = "restore",
                                  .summary = "restore a domain from a saved state in a file",
                                  .description = "Restore a domain.",
                                  .options = restore_options,
                                  .run = run_restore};
constexpr Command managedsave_command{
    .name = "managedsave",
    .summary = "managed save of a domain state",
    .description =
        "Save and destroy a running domain, so it can be restarted from\n    the same state at a later "
        "time.  When the modvirt 'start'\n    command is next run for the domain, it will automatically\n    "
        "be started from this saved state.",
    .options = managedsave_options,
    .run = run_managedsave};
constexpr Command managedsave_remove_command{.name = "managedsave-remove",
                                             .summary = "Remove managed save of a domain",
                                             .description =
                                                 "Remove an existing managed save state file from a domain",
                                             .options = remove_options,
                                             .run = run_managedsave_remove};
constexpr Command dump_command{.name = "dump",
                               .summary = "dump the core of a domain to a file for analysis",
                               .description = "Core dump a domain.",
                               .options = dump_options,
                               .run = run_dump};

} // namespace modvirt::cli
