// SPDX-License-Identifier: LGPL-2.1-or-later
// blockresize, domblkerror, domblkthreshold: the disks of a running domain.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

constexpr unsigned long long kib = 1024;
constexpr unsigned long long largest = std::numeric_limits<unsigned long long>::max();

// The library counts in KiB unless it is told otherwise.
void run_blockresize(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("path");
    unsigned long long size = arguments.bytes("size", kib, largest).value();
    unsigned flags = 0;
    if (size % kib == 0)
        size /= kib;
    else
        flags = VIR_DOMAIN_BLOCK_RESIZE_BYTES;
    const Domain domain = find_domain(session, arguments);
    if (virDomainBlockResize(domain.get(), path.c_str(), size, flags) < 0)
        fail("Failed to resize block device '{}'", path);
    session.out.remark("Block device '{}' is resized", path);
}

class DiskErrors {
public:
    explicit DiskErrors(const Domain &domain)
    {
        const int count = virDomainGetDiskErrors(domain.get(), nullptr, 0, 0);
        if (count < 0)
            fail();
        if (count == 0)
            return;
        m_errors.resize(static_cast<size_t>(count));
        m_count = virDomainGetDiskErrors(domain.get(), m_errors.data(), static_cast<unsigned>(count), 0);
        if (m_count < 0)
            fail();
    }
    DiskErrors(const DiskErrors &) = delete;
    DiskErrors &operator=(const DiskErrors &) = delete;
    ~DiskErrors()
    {
        for (const virDomainDiskError &error : all())
            std::free(error.disk);
    }
    [[nodiscard]] std::span<const virDomainDiskError> all() const
    {
        return std::span(m_errors).first(m_count > 0 ? static_cast<size_t>(m_count) : 0);
    }

private:
    std::vector<virDomainDiskError> m_errors;
    int m_count = 0;
};

const char *disk_error_text(int error)
{
    switch (error) {
    case VIR_DOMAIN_DISK_ERROR_NONE:
        return "no error";
    case VIR_DOMAIN_DISK_ERROR_UNSPEC:
        return "unspecified error";
    case VIR_DOMAIN_DISK_ERROR_NO_SPACE:
        return "no space";
    default:
        return "unknown error";
    }
}

void run_domblkerror(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const DiskErrors errors(domain);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const virDomainDiskError &error : errors.all())
            list.push_back({{"target", json_text(error.disk)}, {"error", disk_error_text(error.error)}});
        return print_json(session, list);
    }
    if (errors.all().empty())
        return session.out.print("No errors found\n");
    for (const virDomainDiskError &error : errors.all())
        session.out.print("{}: {}\n", error.disk, disk_error_text(error.error));
}

void run_domblkthreshold(Session &session, const Arguments &arguments)
{
    const std::string device = arguments.required_text("dev");
    const unsigned long long threshold = arguments.bytes("threshold", 1, largest).value();
    const Domain domain = find_domain(session, arguments);
    if (virDomainSetBlockThreshold(domain.get(), device.c_str(), threshold, 0) < 0)
        fail();
}

constexpr Option blockresize_options[] = {
    domain_option(complete_active_domain),
    argument("path", "Fully-qualified path of block device", complete_disk),
    number("size", "New size of the block device, as scaled integer (default KiB)", Required),
};
constexpr Option domblkerror_options[] = {
    domain_option(complete_active_domain),
};
constexpr Option domblkthreshold_options[] = {
    domain_option(complete_active_domain),
    argument("dev", "device to set threshold for", complete_disk),
    number("threshold", "threshold as a scaled number (by default bytes)", Required),
};

} // namespace

constexpr Command blockresize_command{.name = "blockresize",
                                      .summary = "Resize block device of domain.",
                                      .description = "Resize block device of domain.",
                                      .options = blockresize_options,
                                      .run = run_blockresize};
constexpr Command domblkerror_command{.name = "domblkerror",
                                      .summary = "Show errors on block devices",
                                      .description = "Show block device errors",
                                      .options = domblkerror_options,
                                      .run = run_domblkerror,
                                      .traits = Json};
constexpr Command domblkthreshold_command{
    .name = "domblkthreshold",
    .summary =
        "set the threshold for block-threshold event for a given block device or it's backing chain element",
    .description = "set threshold for block-threshold event for a block device",
    .options = domblkthreshold_options,
    .run = run_domblkthreshold};

} // namespace modvirt::cli
