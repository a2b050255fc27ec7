// SPDX-License-Identifier: LGPL-2.1-or-later
#include "unit.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

extern "C" {
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
}

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_iscsi_direct {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view name_prefix = "unit:0:0:";
constexpr int most_units = 16384; // all numbers that one level of addresses has
constexpr uint32_t most_bytes_of_write = 1u << 20;
constexpr uint32_t smallest_block = 512;
constexpr uint32_t biggest_block = 1u << 20;

// Logical unit not supported: there is none of that number.
constexpr int sense_no_unit = 0x2500;

[[noreturn]] void refuse(const TargetSession &session, const scsi_task &task, std::string_view what)
{
    const std::string reason = task.status == SCSI_STATUS_CHECK_CONDITION
                                   ? fmt::format("{}, {}", scsi_sense_key_str(task.sense.key), scsi_sense_ascq_str(task.sense.ascq))
                                   : fmt::format("status {:#x}", task.status);
    throw Error(ErrorCode::OperationFailed, fmt::format("target '{}' at {} refused {}: {}", session.login().target.name,
                                                        session.login().target.portal.text(), what, reason));
}

bool is_unknown_command(const scsi_task &task)
{
    return task.status == SCSI_STATUS_CHECK_CONDITION && task.sense.key == SCSI_SENSE_ILLEGAL_REQUEST;
}

void expect_good(const TargetSession &session, const Task &task, std::string_view what)
{
    if (task->status != SCSI_STATUS_GOOD)
        refuse(session, *task, what);
}

// The number of `size` bytes at that place of what a command answered. Nothing that a server says of lengths is trusted.
uint64_t number_at(const TargetSession &session, const Task &task, int at, int size, std::string_view what)
{
    if (task->datain.size < at + size)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("target '{}' at {} answered {} bytes when it was asked for {}, which is too little", session.login().target.name,
                                session.login().target.portal.text(), task->datain.size, what));
    uint64_t value = 0;
    for (int index = 0; index < size; ++index)
        value = value << 8 | task->datain.data[at + index];
    return value;
}

bool is_disk(TargetSession &session, uint16_t lun, milliseconds deadline)
{
    constexpr int standard_bytes = 64;
    const std::string what = fmt::format("the type of unit {}", lun);
    const Task task = session.run(
        what,
        [&](iscsi_context *context, Done done, void *data) {
            return iscsi_inquiry_task(context, lun, 0, 0, standard_bytes, done, data);
        },
        deadline);
    if (task->status == SCSI_STATUS_CHECK_CONDITION && task->sense.ascq == sense_no_unit)
        return false;
    expect_good(session, task, what);
    // Three bits say whether something is connected, which is 0, and five what that is.
    return number_at(session, task, 0, 1, what) == SCSI_INQUIRY_PERIPHERAL_DEVICE_TYPE_DIRECT_ACCESS;
}

// By the command that units of more than 2^32 blocks need, or by the one that old units have.
Unit read_capacity(TargetSession &session, uint16_t lun, milliseconds deadline)
{
    const std::string what = fmt::format("the size of unit {}", lun);
    const Task task = session.run(
        what,
        [&](iscsi_context *context, Done done, void *data) { return iscsi_readcapacity16_task(context, lun, done, data); }, deadline);
    if (!is_unknown_command(*task)) {
        expect_good(session, task, what);
        return {lun, static_cast<uint32_t>(number_at(session, task, 8, 4, what)), number_at(session, task, 0, 8, what) + 1};
    }
    const Task old = session.run(
        what,
        [&](iscsi_context *context, Done done, void *data) { return iscsi_readcapacity10_task(context, lun, 0, 0, done, data); },
        deadline);
    expect_good(session, old, what);
    return {lun, static_cast<uint32_t>(number_at(session, old, 4, 4, what)), number_at(session, old, 0, 4, what) + 1};
}

// The most bytes that the unit takes at once; units need not tell.
uint32_t most_bytes(TargetSession &session, const Unit &unit, milliseconds deadline)
{
    constexpr int limits_bytes = 64;
    constexpr int at_limit = 8;
    const std::string what = fmt::format("the limits of unit {}", unit.lun);
    const Task task = session.run(
        what,
        [&](iscsi_context *context, Done done, void *data) {
            return iscsi_inquiry_task(context, unit.lun, 1, SCSI_INQUIRY_PAGECODE_BLOCK_LIMITS, limits_bytes, done, data);
        },
        deadline);
    if (task->status != SCSI_STATUS_GOOD || task->datain.size < at_limit + 4)
        return most_bytes_of_write;
    const uint64_t limit = number_at(session, task, at_limit, 4, what) * unit.block_bytes; // 0: none
    return limit == 0 ? most_bytes_of_write : static_cast<uint32_t>(std::min<uint64_t>(most_bytes_of_write, limit));
}

void flush(TargetSession &session, const Unit &unit, milliseconds deadline)
{
    const std::string what = fmt::format("storing what was written to unit {}", unit.lun);
    const Task task = session.run(
        what,
        [&](iscsi_context *context, Done done, void *data) {
            return iscsi_synchronizecache10_task(context, unit.lun, 0, 0, 0, 0, done, data);
        },
        deadline);
    if (!is_unknown_command(*task)) // it has no cache
        expect_good(session, task, what);
}

} // namespace

std::string Unit::name() const
{
    return fmt::format("{}{}", name_prefix, lun);
}

std::optional<uint16_t> parse_unit_name(std::string_view name)
{
    if (!name.starts_with(name_prefix))
        return std::nullopt;
    const std::string_view digits = name.substr(name_prefix.size());
    uint16_t lun = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), lun);
    if (error != std::errc() || Unit{lun}.name() != name)
        return std::nullopt;
    return lun;
}

std::vector<uint16_t> list_units(TargetSession &session, milliseconds deadline)
{
    constexpr int header_bytes = 8;
    constexpr int entry_bytes = 8;
    const std::string what = "its units";
    const Task task = session.run(
        what,
        [](iscsi_context *context, Done done, void *data) {
            return iscsi_reportluns_task(context, 0, header_bytes + most_units * entry_bytes, done, data);
        },
        deadline);
    expect_good(session, task, what);
    const auto told = header_bytes + static_cast<int64_t>(number_at(session, task, 0, 4, what));
    std::vector<uint16_t> units;
    for (int at = header_bytes; at + entry_bytes <= std::min<int64_t>(told, task->datain.size); at += entry_bytes)
        units.push_back(static_cast<uint16_t>(number_at(session, task, at, 2, what)));
    std::ranges::sort(units);
    units.erase(std::ranges::unique(units).begin(), units.end());
    return units;
}

std::optional<Unit> inspect_unit(TargetSession &session, uint16_t lun, milliseconds deadline)
{
    if (!is_disk(session, lun, deadline))
        return std::nullopt;
    const Unit unit = read_capacity(session, lun, deadline);
    if (unit.block_bytes < smallest_block || unit.block_bytes > biggest_block ||
        unit.blocks == 0 || unit.blocks > std::numeric_limits<uint64_t>::max() / unit.block_bytes) // 0: there were 2^64
        throw Error(ErrorCode::OperationFailed, fmt::format("target '{}' at {} says that unit {} has {} blocks of {} bytes, which it cannot",
                                                            session.login().target.name, session.login().target.portal.text(), lun,
                                                            unit.blocks, unit.block_bytes));
    return unit;
}

void write_zeros(TargetSession &session, const Unit &unit, milliseconds deadline)
{
    const std::string what = fmt::format("writing zeros to unit {}", unit.lun);
    const uint32_t chunk = std::max(1u, most_bytes(session, unit, deadline) / unit.block_bytes); // blocks
    std::vector<unsigned char> zeros(std::size_t{chunk} * unit.block_bytes);
    // Old units know the short command only.
    const bool is_long = unit.blocks - 1 > std::numeric_limits<uint32_t>::max();
    for (uint64_t block = 0; block < unit.blocks; block += chunk) {
        const auto bytes = static_cast<uint32_t>(std::min<uint64_t>(chunk, unit.blocks - block) * unit.block_bytes);
        const int block_bytes = static_cast<int>(unit.block_bytes);
        const Task task = session.run(
            what,
            [&](iscsi_context *context, Done done, void *data) {
                return is_long ? iscsi_write16_task(context, unit.lun, block, zeros.data(), bytes, block_bytes, 0, 0, 0, 0, 0, done, data)
                               : iscsi_write10_task(context, unit.lun, static_cast<uint32_t>(block), zeros.data(), bytes, block_bytes,
                                                    0, 0, 0, 0, 0, done, data);
            },
            deadline);
        expect_good(session, task, what);
    }
    flush(session, unit, deadline);
}

} // namespace modvirt::storage_iscsi_direct
