// SPDX-License-Identifier: LGPL-2.1-or-later
// blockcopy: mirrors a disk to another place while the guest uses it.
#include "commands/commands.hpp"

#include "base/block_bandwidth.hpp"
#include "base/block_job.hpp"
#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/parameter_changes.hpp"
#include "base/xml_tree.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

struct Copy {
    std::string disk;
    std::optional<std::string> destination;
    std::optional<std::string> xml_file;
    std::optional<std::string> format;
    unsigned long bandwidth;
    unsigned granularity;
    unsigned long long buffer_size;
};

Copy read_options(const Arguments &arguments)
{
    Copy copy{};
    copy.disk = arguments.required_text("path");
    copy.destination = arguments.text("dest");
    copy.xml_file = arguments.text("xml");
    copy.format = arguments.text("format");
    copy.bandwidth = block_bandwidth(arguments);
    copy.granularity = arguments.unsigned_integer("granularity").value_or(0);
    copy.buffer_size = arguments.large_integer("buf-size").value_or(0);
    return copy;
}

// The older call knows fewer things, and older hypervisors know no other.
bool suits_rebase(const Copy &copy, const Arguments &arguments)
{
    const bool plain_format = !copy.format || *copy.format == "raw";
    return !copy.xml_file && plain_format && copy.granularity == 0 && copy.buffer_size == 0 &&
           !arguments.has("transient-job") && !arguments.has("synchronous-writes");
}

std::string destination_xml(const Copy &copy, const Arguments &arguments)
{
    if (copy.xml_file)
        return read_description(*copy.xml_file);
    const bool is_device = arguments.has("blockdev");
    std::string xml = fmt::format("<disk type='{}'>\n  <source {}='{}'/>\n", is_device ? "block" : "file",
                                  is_device ? "dev" : "file", escape_attribute(*copy.destination));
    if (copy.format)
        xml += fmt::format("  <driver type='{}'/>\n", escape_attribute(*copy.format));
    return xml + "</disk>\n";
}

int rebase(virDomainPtr domain, const Copy &copy, const Arguments &arguments)
{
    unsigned flags = VIR_DOMAIN_BLOCK_REBASE_COPY;
    if (arguments.has("shallow"))
        flags |= VIR_DOMAIN_BLOCK_REBASE_SHALLOW;
    if (arguments.has("reuse-external"))
        flags |= VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT;
    if (copy.format)
        flags |= VIR_DOMAIN_BLOCK_REBASE_COPY_RAW;
    if (arguments.has("blockdev"))
        flags |= VIR_DOMAIN_BLOCK_REBASE_COPY_DEV;
    if (arguments.has("bytes"))
        flags |= VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES;
    return virDomainBlockRebase(domain, copy.disk.c_str(), copy.destination->c_str(), copy.bandwidth, flags);
}

unsigned long long bytes_per_second(const Copy &copy, const Arguments &arguments)
{
    constexpr unsigned bits_of_a_mebi = 20;
    constexpr unsigned long long limit = std::numeric_limits<unsigned long long>::max() >> bits_of_a_mebi;
    if (arguments.has("bytes"))
        return copy.bandwidth;
    if (copy.bandwidth > limit)
        fail("bandwidth must be less than {}", limit);
    return static_cast<unsigned long long>(copy.bandwidth) << bits_of_a_mebi;
}

int copy_to(virDomainPtr domain, const Copy &copy, const Arguments &arguments, const std::string &xml)
{
    unsigned flags = 0;
    if (arguments.has("shallow"))
        flags |= VIR_DOMAIN_BLOCK_COPY_SHALLOW;
    if (arguments.has("reuse-external"))
        flags |= VIR_DOMAIN_BLOCK_COPY_REUSE_EXT;
    if (arguments.has("transient-job"))
        flags |= VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB;
    if (arguments.has("synchronous-writes"))
        flags |= VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES;
    ParameterChanges parameters;
    if (const unsigned long long bandwidth = bytes_per_second(copy, arguments))
        parameters.add(VIR_DOMAIN_BLOCK_COPY_BANDWIDTH, bandwidth);
    if (copy.granularity != 0)
        parameters.add(VIR_DOMAIN_BLOCK_COPY_GRANULARITY, copy.granularity);
    if (copy.buffer_size != 0)
        parameters.add(VIR_DOMAIN_BLOCK_COPY_BUF_SIZE, copy.buffer_size);
    return virDomainBlockCopy(domain, copy.disk.c_str(), xml.c_str(), parameters.data(), parameters.count(),
                              flags);
}

void finish(Session &session, virDomainPtr domain, const std::string &disk, const Arguments &arguments)
{
    if (arguments.has("pivot")) {
        if (!end_block_job(domain, disk, VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT))
            fail("failed to pivot job for disk {}", disk);
        return session.out.remark("\nSuccessfully pivoted");
    }
    if (arguments.has("finish")) {
        if (!end_block_job(domain, disk, arguments.has("async") ? VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC : 0))
            fail("failed to finish job for disk {}", disk);
        return session.out.remark("\nSuccessfully copied");
    }
    session.out.remark("\nNow in mirroring phase");
}

void check_options(const Arguments &arguments)
{
    arguments.refuse_both("dest", "xml");
    arguments.refuse_both("format", "xml");
    arguments.refuse_both("blockdev", "xml");
    arguments.refuse_both("pivot", "finish");
    if (!arguments.has("dest") && !arguments.has("xml"))
        fail("need either --dest or --xml");
}

void run_blockcopy(Session &session, const Arguments &arguments)
{
    const Copy copy = read_options(arguments);
    const BlockJobWish wish = block_job_wish(arguments, "Block Copy");
    check_options(arguments);
    const bool waits =
        arguments.has("wait") || wish.timeout || arguments.has("pivot") || arguments.has("finish");
    if (wish.verbose && !waits)
        fail("--verbose requires at least one of --timeout, --wait, --pivot, or --finish");
    if (wish.async && !waits)
        fail("--async requires at least one of --timeout, --wait, --pivot, or --finish");

    const Domain domain = find_domain(session, arguments);
    const bool by_rebase = suits_rebase(copy, arguments);
    const std::string xml = by_rebase && !arguments.has("print-xml") ? "" : destination_xml(copy, arguments);
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    std::optional<BlockJobWait> job;
    if (waits)
        job.emplace(session, domain.get(), copy.disk, wish);
    const int started =
        by_rebase ? rebase(domain.get(), copy, arguments) : copy_to(domain.get(), copy, arguments, xml);
    if (started < 0)
        fail();
    if (!job)
        return session.out.remark("Block Copy started");
    wait_for_block_job(session, *job, "Copy");
    finish(session, domain.get(), copy.disk, arguments);
}

constexpr Option blockcopy_options[] = {
    domain_option(complete_active_domain),
    argument("path", "fully-qualified path of source disk", complete_disk),
    text("dest", "path of the copy to create", complete_path),
    block_bandwidth_option,
    flag("shallow", "make the copy share a backing chain"),
    flag("reuse-external", "reuse existing destination"),
    alias("raw", "format=raw"),
    flag("blockdev", "copy destination is block device instead of regular file"),
    flag("wait", "wait for job to reach mirroring phase"),
    flag("verbose", "with --wait, display the progress"),
    number("timeout", "implies --wait, abort if copy exceeds timeout (in seconds)"),
    flag("pivot", "implies --wait, pivot when mirroring starts"),
    flag("finish", "implies --wait, quit when mirroring starts"),
    flag("async", "with --wait, don't wait for cancel to finish"),
    text("xml", "filename containing XML description of the copy destination", complete_path),
    text("format", "format of the destination file"),
    number("granularity", "power-of-two granularity to use during the copy"),
    number("buf-size", "maximum amount of in-flight data during the copy"),
    block_bytes_option,
    flag("transient-job", "the copy job is not persisted if VM is turned off"),
    flag("synchronous-writes",
         "the copy job forces guest writes to be synchronously written to the destination"),
    flag("print-xml", "print the XML used to start the copy job instead of starting the job"),
};

} // namespace

constexpr Command blockcopy_command{.name = "blockcopy",
                                    .summary = "Start a block copy operation.",
                                    .description = "Copy a disk backing image chain to dest.",
                                    .options = blockcopy_options,
                                    .run = run_blockcopy,
                                    .traits = Waits};

} // namespace modvirt::cli
