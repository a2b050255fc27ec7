// SPDX-License-Identifier: LGPL-2.1-or-later
// Jobs on the disks of a running domain: pulls, commits and copies, how far they are, and how they end.
#include "driver.hpp"

#include <array>
#include <utility>

#include "block_jobs.hpp"
#include "devices.hpp"
#include "disk_chain.hpp"
#include "flags.hpp"
#include "kit/domain/device.hpp"
#include "parameters.hpp"

namespace modvirt::test {

namespace {

// virDomainBlockJobAbortFlags
constexpr uint32_t abort_async = 1;
constexpr uint32_t abort_pivot = 2;

constexpr uint32_t bandwidth_bytes = 1; // virDomainBlockJobInfoFlags, virDomainBlockJobSetSpeedFlags

// virDomainBlockRebaseFlags
constexpr uint32_t rebase_shallow = 1;
constexpr uint32_t rebase_reuse_external = 2;
constexpr uint32_t rebase_copy_raw = 4;
constexpr uint32_t rebase_copy = 8;
constexpr uint32_t rebase_relative = 16;
constexpr uint32_t rebase_copy_device = 32;
constexpr uint32_t rebase_bytes = 64;
constexpr uint32_t rebase_for_copies =
    rebase_shallow | rebase_reuse_external | rebase_copy_raw | rebase_copy_device;

// virDomainBlockCopyFlags: shallow, reuse external, transient job, synchronous writes
constexpr uint32_t copy_shallow = 1;
constexpr uint32_t copy_flags = 15;

// virDomainBlockCommitFlags
constexpr uint32_t commit_shallow = 1;
constexpr uint32_t commit_delete = 2;
constexpr uint32_t commit_active = 4;
constexpr uint32_t commit_relative = 8;
constexpr uint32_t commit_bytes = 16;

constexpr std::array copy_parameters = {
    KnownParameter{"bandwidth", ValueType::ULLong},
    KnownParameter{"granularity", ValueType::UInt},
    KnownParameter{"buf-size", ValueType::ULLong},
};

constexpr uint64_t mib = uint64_t{1} << 20;

uint64_t bytes_per_second(uint64_t bandwidth, bool is_in_bytes)
{
    constexpr uint64_t most = INT64_MAX;
    const uint64_t unit = is_in_bytes ? 1 : mib;
    if (bandwidth > most / unit)
        throw Error(ErrorCode::Overflow, "bandwidth must be less than " + std::to_string(most / unit));
    return bandwidth * unit;
}

[[noreturn]] void refuse(const std::string &message)
{
    throw Error(ErrorCode::InvalidArg, message, ErrorDomain::Domain);
}

// A disk of a running domain, as it is now.
struct Subject {
    domain::ConfigPtr config;
    xml::Element disk;
    std::string target;
    std::vector<xml::Element> chain;
};

Subject subject_of(const domain::ConfigPtr &config, std::string_view name)
{
    const auto disk = find_disk(*config, name);
    if (!disk)
        refuse("invalid path " + std::string(name) + " not assigned to domain '" + config->name + "'");
    return {config, *disk, std::string(child_attribute(*disk, "target", "dev").value_or("")),
            chain_of(*disk)};
}

Subject running_subject(const store::Domain &domain, std::string_view name)
{
    check_active(domain);
    return subject_of(domain.live_config(), name);
}

// One that can get a job.
Subject free_subject(store::Store &store, const store::Domain &domain, std::string_view name)
{
    const auto read = store.read();
    Subject subject = running_subject(domain, name);
    check_no_disk_job(domain, subject.target);
    if (!source_of(subject.disk))
        refuse("disk '" + subject.target + "' has no source file");
    return subject;
}

std::size_t need_image(const Subject &subject, std::string_view name, std::size_t first)
{
    const auto found = find_image(subject.chain, subject.target, name, first);
    if (!found)
        refuse("could not find image '" + std::string(name) + "' in chain for '" +
               std::string(source_of(subject.disk).value_or("")) + "'");
    return *found;
}

std::string path_of(const Subject &subject, std::size_t image)
{
    return std::string(source_of(subject.chain.at(image)).value_or(""));
}

DiskJob &need_job(store::Domain &domain, const Subject &subject)
{
    DiskJob *job = Machine::guest(domain).jobs.find(subject.target);
    if (!job)
        refuse("disk " + subject.target + " does not have an active block job");
    return *job;
}

// The copy of the images that a new one is to hold.
DiskJob copy_job(const Subject &subject, xml::Document target, bool is_shallow, uint64_t limit, Instant now)
{
    // What stands alone is copied whole.
    const bool keeps = is_shallow && subject.chain.size() > 1;
    const uint64_t images = keeps ? 1 : subject.chain.size();
    DiskJob job{.disk = subject.target,
                .work = DiskWork::Copy,
                .progress = Progress(images * bytes_per_image, limit, now)};
    job.is_shallow = keeps;
    job.copy = std::move(target);
    return job;
}

// The <disk> that virDomainBlockRebase means by a path.
xml::Document disk_at(const Subject &subject, std::string_view path, uint32_t flags)
{
    xml::Editor editor(subject.disk);
    xml::Node disk = editor.root();
    const bool is_device = (flags & rebase_copy_device) != 0;
    document::remove_children(disk, {"source", "backingStore"});
    disk.set_attribute("type", is_device ? "block" : "file");
    disk.append("source").set_attribute(is_device ? "dev" : "file", path);
    if (flags & rebase_copy_raw)
        disk.child_or_new("driver").set_attribute("type", "raw");
    return editor.finish();
}

void check_rebase(std::optional<std::string_view> base, uint32_t flags)
{
    if ((flags & rebase_copy) == 0 && (flags & rebase_for_copies) != 0)
        refuse("these flags need VIR_DOMAIN_BLOCK_REBASE_COPY: only a copy has a new image");
    if ((flags & rebase_copy) != 0 && !base)
        refuse("base in virDomainBlockRebase must not be NULL: a copy goes there");
    if ((flags & rebase_copy) != 0 && (flags & rebase_relative) != 0)
        refuse("VIR_DOMAIN_BLOCK_REBASE_RELATIVE does not go with VIR_DOMAIN_BLOCK_REBASE_COPY");
    if ((flags & rebase_relative) != 0 && !base)
        refuse("flag VIR_DOMAIN_BLOCK_REBASE_RELATIVE is valid only with non-null base");
}

xml::Document parse_copy(std::string_view text)
{
    xml::Document disk = domain::parse_device(xml_parser(), text);
    if (disk.root().name() != "disk")
        throw Error(ErrorCode::XmlError,
                    "expecting root element of 'disk', not '" + std::string(disk.root().name()) + "'",
                    ErrorDomain::Domain);
    if (!source_of(disk.root()))
        throw Error(ErrorCode::XmlError, "the <disk> that a copy goes to needs a <source>",
                    ErrorDomain::Domain);
    return disk;
}

void check_granularity(const Parameters &params)
{
    check_parameters(params, copy_parameters);
    const auto *granularity = find_value<uint32_t>(params, "granularity");
    if (granularity && (*granularity & (*granularity - 1)) != 0)
        refuse("granularity must be power of 2");
}

// What a commit merges, by the places of the images.
struct Range {
    std::size_t top = 0;
    std::size_t base = 0;
};

std::size_t commit_top(const Subject &subject, std::optional<std::string_view> top, uint32_t flags)
{
    const bool is_target = !top || *top == subject.target;
    const std::size_t image = is_target ? 0 : need_image(subject, *top, 0);
    if (image == 0 && (flags & commit_active) == 0)
        refuse("commit of '" + subject.target + "' active layer requires active flag");
    if (image != 0 && (flags & commit_active) != 0)
        refuse("active commit requested but '" + path_of(subject, image) + "' is not active");
    if (image + 1 >= subject.chain.size())
        refuse("top '" + path_of(subject, image) + "' in chain for '" + path_of(subject, 0) +
               "' has no backing file");
    return image;
}

Range commit_range(const Subject &subject, std::optional<std::string_view> base,
                   std::optional<std::string_view> top, uint32_t flags)
{
    Range range;
    range.top = commit_top(subject, top, flags);
    const std::size_t next = range.top + 1;
    range.base = (flags & commit_shallow) != 0 ? next : subject.chain.size() - 1;
    if (base)
        range.base = need_image(subject, *base, next);
    if ((flags & commit_shallow) != 0 && range.base != next)
        refuse("base '" + path_of(subject, range.base) + "' is not immediately below '" +
               path_of(subject, range.top) + "' in chain for '" + path_of(subject, 0) + "'");
    return range;
}

// A mirror that is not ready never looks as if it were.
BlockJob told(const DiskJob &job, Instant now, bool is_in_bytes)
{
    const uint64_t limit = job.progress.limit();
    BlockJob answer{static_cast<int32_t>(job.work), is_in_bytes ? limit : (limit + mib - 1) / mib,
                    job.progress.done(now), job.progress.total()};
    if (!job.is_ready && answer.cur == answer.end) {
        if (answer.end == 0)
            answer.end = 1;
        else
            --answer.cur;
    }
    return answer;
}

void check_pivot(const DiskJob &job)
{
    if (!job.is_mirror())
        throw Error(ErrorCode::OperationInvalid,
                    "the job on disk '" + job.disk + "' has no new image to pivot to", ErrorDomain::Domain);
    if (!job.is_ready)
        throw Error(ErrorCode::BlockCopyActive, "disk '" + job.disk + "' not ready for pivot yet",
                    ErrorDomain::Domain);
}

} // namespace

void Driver::domain_block_rebase(const DomainRef &ref, std::string_view name,
                                 std::optional<std::string_view> base, uint64_t bandwidth, uint32_t flags)
{
    refuse_unknown_flags(flags, rebase_for_copies | rebase_copy | rebase_relative | rebase_bytes,
                         "testDomainBlockRebase");
    check_rebase(base, flags);
    const uint64_t limit = bytes_per_second(bandwidth, (flags & rebase_bytes) != 0);
    m_machine->complete();
    const store::Job job = begin(ref, "block-pull");
    const Subject subject = free_subject(store(), job.domain(), name);
    const Instant now = m_machine->clock().now();
    if (flags & rebase_copy)
        return start_disk_job(
            *m_machine, job.domain(),
            copy_job(subject, disk_at(subject, *base, flags), (flags & rebase_shallow) != 0, limit, now));
    DiskJob pull{.disk = subject.target, .work = DiskWork::Pull};
    if (base)
        pull.base = need_image(subject, *base, 1);
    const uint64_t images = pull.base.value_or(subject.chain.size()) - 1;
    pull.progress = Progress(images * bytes_per_image, limit, now);
    start_disk_job(*m_machine, job.domain(), std::move(pull));
}

void Driver::domain_block_copy(const DomainRef &ref, std::string_view name, std::string_view xml,
                               const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, copy_flags, "testDomainBlockCopy");
    check_granularity(params);
    const auto *bandwidth = find_value<uint64_t>(params, "bandwidth");
    const uint64_t limit = bytes_per_second(bandwidth ? *bandwidth : 0, true);
    m_machine->complete();
    xml::Document target = parse_copy(xml);
    const store::Job job = begin(ref, "block-copy");
    const Subject subject = free_subject(store(), job.domain(), name);
    start_disk_job(
        *m_machine, job.domain(),
        copy_job(subject, std::move(target), (flags & copy_shallow) != 0, limit, m_machine->clock().now()));
}

void Driver::domain_block_commit(const DomainRef &ref, std::string_view name,
                                 std::optional<std::string_view> base, std::optional<std::string_view> top,
                                 uint64_t bandwidth, uint32_t flags)
{
    refuse_unknown_flags(flags,
                         commit_shallow | commit_delete | commit_active | commit_relative | commit_bytes,
                         "testDomainBlockCommit");
    const uint64_t limit = bytes_per_second(bandwidth, (flags & commit_bytes) != 0);
    m_machine->complete();
    const store::Job job = begin(ref, "block-commit");
    const Subject subject = free_subject(store(), job.domain(), name);
    const Range range = commit_range(subject, base, top, flags);
    start_disk_job(
        *m_machine, job.domain(),
        {.disk = subject.target,
         .work = range.top == 0 ? DiskWork::ActiveCommit : DiskWork::Commit,
         .progress = Progress((range.base - range.top) * bytes_per_image, limit, m_machine->clock().now()),
         .top = range.top,
         .base = range.base});
}

// What is broken off here is broken off at once, so nobody has to wait.
void Driver::domain_block_job_abort(const DomainRef &ref, std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, abort_async | abort_pivot, "testDomainBlockJobAbort");
    m_machine->complete();
    const store::Job job = begin(ref, "block-job-abort");
    std::string disk;
    {
        const auto write = store().write();
        const DiskJob &found = need_job(job.domain(), running_subject(job.domain(), name));
        if (found.work == DiskWork::Backup)
            throw Error(ErrorCode::OperationInvalid,
                        "disk '" + found.disk + "' is being backed up: virDomainAbortJob ends the backup",
                        ErrorDomain::Domain);
        if (flags & abort_pivot)
            check_pivot(found);
        disk = found.disk;
    }
    if (flags & abort_pivot)
        pivot_disk_job(*m_machine, job.domain(), disk);
    else
        cancel_disk_job(*m_machine, job.domain(), disk);
}

std::optional<BlockJob> Driver::domain_get_block_job_info(const DomainRef &ref, std::string_view name,
                                                          uint32_t flags)
{
    refuse_unknown_flags(flags, bandwidth_bytes, "testDomainGetBlockJobInfo");
    m_machine->complete();
    const Instant now = m_machine->clock().now();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    const Subject subject = running_subject(domain, name);
    const Guest *guest = domain.peek<Guest>();
    const DiskJob *job = guest ? guest->jobs.find(subject.target) : nullptr;
    return job ? std::optional(told(*job, now, (flags & bandwidth_bytes) != 0)) : std::nullopt;
}

void Driver::domain_block_job_set_speed(const DomainRef &ref, std::string_view name, uint64_t bandwidth,
                                        uint32_t flags)
{
    refuse_unknown_flags(flags, bandwidth_bytes, "testDomainBlockJobSetSpeed");
    const uint64_t limit = bytes_per_second(bandwidth, (flags & bandwidth_bytes) != 0);
    m_machine->complete();
    const store::Job job = begin(ref, "block-job-set-speed");
    const Instant now = m_machine->clock().now();
    Instant due;
    {
        const auto write = store().write();
        DiskJob &found = need_job(job.domain(), running_subject(job.domain(), name));
        found.progress.set_limit(limit, now);
        due = found.progress.due();
    }
    m_machine->clock().wake_at(due);
}

} // namespace modvirt::test
