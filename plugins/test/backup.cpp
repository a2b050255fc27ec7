// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backup.hpp"

#include <algorithm>
#include <utility>

#include "devices.hpp"
#include "flags.hpp"
#include "kit/document/completion.hpp"
#include "kit/moment/schema.hpp"
#include "kit/xml/reader.hpp"
#include "machine.hpp"

namespace modvirt::test {

namespace {

using document::refuse;

constexpr const char *default_port = "10809"; // of NBD

std::optional<xml::Node> entry_of(xml::Node list, std::string_view target)
{
    for (auto entry = list.child("disk"); entry; entry = entry->next_of_kind())
        if (entry->attribute("name") == target)
            return entry;
    return std::nullopt;
}

void check_entries(xml::Node list, const domain::Config &config)
{
    std::vector<std::string> seen;
    document::for_each_child(list, "disk", [&](xml::Node entry) {
        const std::string name(entry.attribute_or("name", ""));
        const auto disks = devices_of(config, "disk");
        const bool is_known = std::any_of(disks.begin(), disks.end(), [&](const xml::Element &disk) {
            return child_attribute(disk, "target", "dev") == name;
        });
        if (!is_known)
            refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Domain, entry, "no disk named '" + name + "'");
        if (std::find(seen.begin(), seen.end(), name) != seen.end())
            refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Domain, entry,
                   "disk '" + name + "' specified twice");
        seen.push_back(name);
    });
}

// "/images/a.qcow2" becomes "/images/a.qcow2.SUFFIX".
void name_place(xml::Node place, const xml::Node &entry, const xml::Element &disk, std::string_view suffix)
{
    const auto source = disk.child("source");
    const auto path = source ? source->attribute("file") : std::nullopt;
    if (!path)
        refuse(ErrorCode::InvalidArg, ErrorDomain::Domain, entry,
               "refusing to generate file name for disk '" + std::string(entry.attribute_or("name", "")) +
                   "': say where its backup goes");
    place.set_attribute("file", std::string(*path) + "." + std::string(suffix));
}

void complete_entry(xml::Node entry, const xml::Element &disk, const xml::Node &backup,
                    std::string_view suffix)
{
    const bool is_pull = backup.attribute("mode") == "pull";
    const std::string target(entry.attribute_or("name", ""));
    if (!source_of(disk))
        refuse(ErrorCode::ConfigUnsupported, ErrorDomain::Domain, entry,
               "disk '" + target + "' has no source to back up");
    if (!entry.attribute("type"))
        entry.set_attribute("type", "file");
    const auto whole = backup.child("incremental");
    const std::string common(whole ? whole->text() : "");
    if (!entry.attribute("backupmode"))
        entry.set_attribute("backupmode",
                            entry.attribute("incremental") || !common.empty() ? "incremental" : "full");
    const bool is_incremental = entry.attribute("backupmode") == "incremental";
    if (is_incremental && !entry.attribute("incremental")) {
        if (common.empty())
            refuse(ErrorCode::XmlError, ErrorDomain::Domain, entry,
                   "disk '" + target +
                       "' is to be copied incrementally, but since which checkpoint is not said");
        entry.set_attribute("incremental", common);
    }
    if (!entry.child("driver"))
        entry.append("driver").set_attribute("type", "qcow2");
    const char *place = is_pull ? "scratch" : "target";
    if (!entry.child(place))
        name_place(entry.append(place), entry, disk, suffix);
    if (is_pull && !entry.attribute("exportname"))
        entry.set_attribute("exportname", target);
    if (is_pull && is_incremental && !entry.attribute("exportbitmap"))
        entry.set_attribute("exportbitmap", "backup-" + target);
}

void complete_disks(xml::Node backup, const domain::Config &config, std::string_view suffix)
{
    // Whoever names disks means these alone.
    const bool all = !backup.child("disks");
    xml::Node list = backup.child_or_new("disks");
    check_entries(list, config);
    bool copies = false;
    for (const xml::Element &disk : devices_of(config, "disk")) {
        const std::string target(child_attribute(disk, "target", "dev").value_or(""));
        auto entry = entry_of(list, target);
        const bool is_named = entry.has_value();
        if (!entry) {
            entry = list.append("disk");
            entry->set_attribute("name", target);
        }
        if (!entry->attribute("backup"))
            entry->set_attribute("backup", is_named || (all && source_of(disk)) ? "yes" : "no");
        if (entry->attribute("backup") == "yes") {
            complete_entry(*entry, disk, backup, suffix);
            copies = true;
        }
        entry->move_before(std::nullopt);
    }
    if (!copies)
        refuse(ErrorCode::OperationUnsupported, ErrorDomain::Domain, backup, "no disks selected for backup");
}

void complete_server(xml::Node backup)
{
    if (backup.attribute("mode") != "pull")
        return;
    xml::Node server = backup.child_or_new("server");
    if (!server.attribute("transport"))
        server.set_attribute("transport", server.attribute("socket") ? "unix" : "tcp");
    if (server.attribute("transport") == "unix") {
        if (!server.attribute("socket"))
            refuse(ErrorCode::XmlError, ErrorDomain::Domain, server,
                   "a server on a unix socket needs the attribute 'socket'");
        return;
    }
    if (!server.attribute("name"))
        server.set_attribute("name", "localhost");
    if (!server.attribute("port"))
        server.set_attribute("port", default_port);
}

std::vector<std::string> of_copied(const xml::Document &backup, std::string_view attribute)
{
    std::vector<std::string> values;
    if (const auto list = backup.root().child("disks"))
        for (const xml::Element disk : list->children("disk"))
            if (const auto value = disk.attribute(attribute); value && disk.attribute("backup") == "yes")
                values.emplace_back(*value);
    return values;
}

} // namespace

xml::Document parse_backup(std::string_view text, const domain::Config &config, std::string_view suffix)
{
    xml::Editor editor = xml::read(xml_parser(), text, moment::backup_schema());
    xml::Node backup = editor.root();
    if (!backup.attribute("mode"))
        backup.set_attribute("mode", "push");
    complete_server(backup);
    complete_disks(backup, config, suffix);
    return editor.finish();
}

std::vector<std::string> disks_of_backup(const xml::Document &backup)
{
    return of_copied(backup, "name");
}

std::vector<std::string> bases_of_backup(const xml::Document &backup)
{
    return of_copied(backup, "incremental");
}

void end_backup(store::Write &write, store::Domain &domain, Ending ending, const char *why)
{
    GuestJobs &jobs = Machine::guest(domain).jobs;
    Parameters figures = figures_of(*jobs.backup, jobs.on_disks);
    figures.push_back({"success", ending == Ending::Completed});
    if (why)
        figures.push_back({"errmsg", std::string(why)});
    std::erase_if(jobs.on_disks, [](const DiskJob &job) { return job.work == DiskWork::Backup; });
    jobs.backup.reset();
    jobs.ended = {ending, figures};
    tell_job_ended(write, domain, std::move(figures));
}

void finish_backup_disk(Machine &machine, store::Domain &domain, const DiskJob &job)
{
    auto write = machine.store().write();
    GuestJobs &jobs = Machine::guest(domain).jobs;
    if (!jobs.backup)
        return;
    jobs.backup->done += job.progress.total();
    const bool is_last = std::none_of(jobs.on_disks.begin(), jobs.on_disks.end(),
                                      [](const DiskJob &each) { return each.work == DiskWork::Backup; });
    if (is_last)
        end_backup(write, domain, Ending::Completed);
}

} // namespace modvirt::test
