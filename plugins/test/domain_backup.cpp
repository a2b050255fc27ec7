// SPDX-License-Identifier: LGPL-2.1-or-later
// Backups of a running domain's disks.
#include "driver.hpp"

#include <ctime>

#include "backup.hpp"
#include "block_jobs.hpp"
#include "flags.hpp"
#include "kit/xml/formatter.hpp"
#include "moments.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t reuse_external = 1; // virDomainBackupBeginFlags

// A domain that can be backed up now.
domain::ConfigPtr config_for_backup(store::Store &store, const store::Domain &domain)
{
    const auto read = store.read();
    if (!domain.is_active())
        throw Error(ErrorCode::OperationUnsupported, "cannot perform disk backup for inactive domain",
                    ErrorDomain::Domain);
    const Guest *guest = domain.peek<Guest>();
    if (guest && guest->jobs.backup)
        throw Error(ErrorCode::OperationInvalid,
                    "another backup of the domain runs already: end it with virDomainAbortJob");
    return domain.live_config();
}

void check_bases(store::Store &store, const DomainRef &ref, const xml::Document &backup)
{
    const auto read = store.read();
    for (const std::string &name : bases_of_backup(backup))
        (void)checkpoints_of(read, ref).get(name);
}

void check_disks_are_free(store::Store &store, const store::Domain &domain,
                          const std::vector<std::string> &disks)
{
    const auto read = store.read();
    for (const std::string &disk : disks)
        check_no_disk_job(domain, disk);
}

} // namespace

void Driver::domain_backup_begin(const DomainRef &ref, std::string_view backup_xml,
                                 std::optional<std::string_view> checkpoint_xml, uint32_t flags)
{
    refuse_unknown_flags(flags, reuse_external, "testDomainBackupBegin");
    m_machine->complete();
    const store::Job job = begin(ref, "backup");
    const domain::ConfigPtr config = config_for_backup(store(), job.domain());
    moment::CheckpointPtr checkpoint;
    if (checkpoint_xml)
        checkpoint = wished_checkpoint(store(), job.domain(), *checkpoint_xml);
    const std::string suffix = checkpoint ? checkpoint->name : std::to_string(std::time(nullptr));
    const xml::Document document = parse_backup(backup_xml, *config, suffix);
    const std::vector<std::string> disks = disks_of_backup(document);
    check_bases(store(), ref, document);
    check_disks_are_free(store(), job.domain(), disks);
    if (checkpoint)
        add_checkpoint(store(), job.domain(), checkpoint);

    const Instant now = m_machine->clock().now();
    const bool is_pull = document.root().attribute("mode") == "pull";
    {
        const auto write = store().write();
        Machine::guest(job.domain()).jobs.backup = {
            document, &m_machine->clock(), now, bytes_per_image * disks.size(), 0, is_pull};
    }
    // Whoever pulls takes what he wants, for as long as he wants.
    for (const std::string &disk : is_pull ? std::vector<std::string>() : disks)
        start_disk_job(
            *m_machine, job.domain(),
            {.disk = disk, .work = DiskWork::Backup, .progress = Progress(bytes_per_image, 0, now)});
}

std::string Driver::domain_backup_get_xml_desc(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainBackupGetXMLDesc");
    xml::Document document;
    {
        const auto read = store().read();
        const Guest *guest = read.get(ref.uuid, ref.name).peek<Guest>();
        if (!guest || !guest->jobs.backup)
            throw Error(ErrorCode::NoDomainBackup, "no domain backup job present");
        document = guest->jobs.backup->document;
    }
    return xml::format(document);
}

} // namespace modvirt::test
