// SPDX-License-Identifier: LGPL-2.1-or-later
// blkdeviotune, blkiotune: how much a domain may read from and write to its disks.
#include "commands/commands.hpp"

#include "base/complaint.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/tuning.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

enum class LimitKind : uint8_t { Bytes, Count };

struct DeviceLimit {
    const char *option;
    const char *parameter;
    LimitKind kind;
};

constexpr DeviceLimit device_limits[] = {
    {"total-bytes-sec", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC, LimitKind::Bytes},
    {"read-bytes-sec", VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC, LimitKind::Bytes},
    {"write-bytes-sec", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC, LimitKind::Bytes},
    {"total-bytes-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX, LimitKind::Bytes},
    {"read-bytes-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX, LimitKind::Bytes},
    {"write-bytes-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX, LimitKind::Bytes},
    {"total-iops-sec", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC, LimitKind::Count},
    {"read-iops-sec", VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC, LimitKind::Count},
    {"write-iops-sec", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC, LimitKind::Count},
    {"total-iops-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX, LimitKind::Count},
    {"read-iops-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX, LimitKind::Count},
    {"write-iops-sec-max", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX, LimitKind::Count},
    {"size-iops-sec", VIR_DOMAIN_BLOCK_IOTUNE_SIZE_IOPS_SEC, LimitKind::Count},
    {"total-bytes-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH, LimitKind::Count},
    {"read-bytes-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH, LimitKind::Count},
    {"write-bytes-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH, LimitKind::Count},
    {"total-iops-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH, LimitKind::Count},
    {"read-iops-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH, LimitKind::Count},
    {"write-iops-sec-max-length", VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH, LimitKind::Count},
};

ParameterChanges device_changes(const Arguments &arguments)
{
    constexpr auto limit = std::numeric_limits<unsigned long long>::max();
    ParameterChanges changes;
    for (const DeviceLimit &each : device_limits)
        changes.add(each.parameter, or_complain("Unable to parse integer parameter", [&] {
                        return each.kind == LimitKind::Bytes ? arguments.bytes(each.option, 1, limit)
                                                             : arguments.large_integer(each.option);
                    }));
    changes.add(VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME, or_complain("Unable to parse group-name parameter", [&] {
                    return arguments.text("group-name");
                }));
    return changes;
}

void run_blkdeviotune(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const std::string disk = arguments.required_text("device");
    const ParameterCalls calls{
        [&](virTypedParameterPtr values, int *count) {
            return virDomainGetBlockIoTune(domain.get(), disk.c_str(), values, count, flags);
        },
        [&](virTypedParameterPtr values, int count) {
            return virDomainSetBlockIoTune(domain.get(), disk.c_str(), values, count, flags);
        }};
    change_or_show(session, arguments, calls,
                   {"Unable to get number of block I/O throttle parameters",
                    "Unable to get block I/O throttle parameters", "Unable to change block I/O throttle"},
                   device_changes(arguments));
}

ParameterChanges domain_changes(const Arguments &arguments)
{
    ParameterChanges changes;
    if (const auto weight = arguments.integer("weight")) {
        if (*weight <= 0)
            fail("Invalid value of {} for I/O weight", *weight);
        changes.add(VIR_DOMAIN_BLKIO_WEIGHT, static_cast<unsigned>(*weight));
    }
    constexpr std::pair<const char *, const char *> lists[] = {
        {"device-weights", VIR_DOMAIN_BLKIO_DEVICE_WEIGHT},
        {"device-read-iops-sec", VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS},
        {"device-write-iops-sec", VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS},
        {"device-read-bytes-sec", VIR_DOMAIN_BLKIO_DEVICE_READ_BPS},
        {"device-write-bytes-sec", VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS}};
    for (const auto &[option, parameter] : lists) {
        const auto list = arguments.text(option);
        if (list && list->empty())
            fail("Unable to parse string parameter");
        changes.add(parameter, list);
    }
    return changes;
}

void run_blkiotune(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const ParameterCalls calls{[&](virTypedParameterPtr values, int *count) {
                                   return virDomainGetBlkioParameters(domain.get(), values, count, flags);
                               },
                               [&](virTypedParameterPtr values, int count) {
                                   return virDomainSetBlkioParameters(domain.get(), values, count, flags);
                               }};
    change_or_show(session, arguments, calls,
                   {"Unable to get number of blkio parameters", "Unable to get blkio parameters",
                    "Unable to change blkio parameters"},
                   domain_changes(arguments));
}

constexpr Option blkdeviotune_options[] = {
    domain_option(complete_domain),
    argument("device", "block device", complete_disk),
    alias("total_bytes_sec", "total-bytes-sec"),
    number("total-bytes-sec", "total throughput limit, as scaled integer (default bytes)"),
    alias("read_bytes_sec", "read-bytes-sec"),
    number("read-bytes-sec", "read throughput limit, as scaled integer (default bytes)"),
    alias("write_bytes_sec", "write-bytes-sec"),
    number("write-bytes-sec", "write throughput limit, as scaled integer (default bytes)"),
    alias("total_iops_sec", "total-iops-sec"),
    number("total-iops-sec", "total I/O operations limit per second"),
    alias("read_iops_sec", "read-iops-sec"),
    number("read-iops-sec", "read I/O operations limit per second"),
    alias("write_iops_sec", "write-iops-sec"),
    number("write-iops-sec", "write I/O operations limit per second"),
    alias("total_bytes_sec_max", "total-bytes-sec-max"),
    number("total-bytes-sec-max", "total max, as scaled integer (default bytes)"),
    alias("read_bytes_sec_max", "read-bytes-sec-max"),
    number("read-bytes-sec-max", "read max, as scaled integer (default bytes)"),
    alias("write_bytes_sec_max", "write-bytes-sec-max"),
    number("write-bytes-sec-max", "write max, as scaled integer (default bytes)"),
    alias("total_iops_sec_max", "total-iops-sec-max"),
    number("total-iops-sec-max", "total I/O operations max"),
    alias("read_iops_sec_max", "read-iops-sec-max"),
    number("read-iops-sec-max", "read I/O operations max"),
    alias("write_iops_sec_max", "write-iops-sec-max"),
    number("write-iops-sec-max", "write I/O operations max"),
    alias("size_iops_sec", "size-iops-sec"),
    number("size-iops-sec", "I/O size in bytes"),
    alias("group_name", "group-name"),
    text("group-name", "group name to share I/O quota between multiple drives"),
    alias("total_bytes_sec_max_length", "total-bytes-sec-max-length"),
    number("total-bytes-sec-max-length", "duration in seconds to allow total max bytes"),
    alias("read_bytes_sec_max_length", "read-bytes-sec-max-length"),
    number("read-bytes-sec-max-length", "duration in seconds to allow read max bytes"),
    alias("write_bytes_sec_max_length", "write-bytes-sec-max-length"),
    number("write-bytes-sec-max-length", "duration in seconds to allow write max bytes"),
    alias("total_iops_sec_max_length", "total-iops-sec-max-length"),
    number("total-iops-sec-max-length", "duration in seconds to allow total I/O operations max"),
    alias("read_iops_sec_max_length", "read-iops-sec-max-length"),
    number("read-iops-sec-max-length", "duration in seconds to allow read I/O operations max"),
    alias("write_iops_sec_max_length", "write-iops-sec-max-length"),
    number("write-iops-sec-max-length", "duration in seconds to allow write I/O operations max"),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option blkiotune_options[] = {
    domain_option(complete_domain),
    number("weight", "IO Weight"),
    text("device-weights", "per-device IO Weights, in the form of /path/to/device,weight,...", nullptr,
         EmptyOk),
    text("device-read-iops-sec",
         "per-device read I/O limit per second, in the form of /path/to/device,read_iops_sec,...", nullptr,
         EmptyOk),
    text("device-write-iops-sec",
         "per-device write I/O limit per second, in the form of /path/to/device,write_iops_sec,...", nullptr,
         EmptyOk),
    text("device-read-bytes-sec",
         "per-device bytes read per second, in the form of /path/to/device,read_bytes_sec,...", nullptr,
         EmptyOk),
    text("device-write-bytes-sec",
         "per-device bytes wrote per second, in the form of /path/to/device,write_bytes_sec,...", nullptr,
         EmptyOk),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command blkdeviotune_command{.name = "blkdeviotune",
                                       .summary = "Set or query a block device I/O tuning parameters.",
                                       .description =
                                           "Set or query disk I/O parameters such as block throttling.",
                                       .options = blkdeviotune_options,
                                       .run = run_blkdeviotune,
                                       .traits = Json};
constexpr Command blkiotune_command{.name = "blkiotune",
                                    .summary = "Get or set blkio parameters",
                                    .description =
                                        "Get or set the current blkio parameters for a guest domain.\n"
                                        "    To get the blkio parameters use following command: \n\n"
                                        "    modvirt # blkiotune <domain>",
                                    .options = blkiotune_options,
                                    .run = run_blkiotune,
                                    .traits = Json};

} // namespace modvirt::cli
