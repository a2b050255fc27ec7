// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>

#include <fmt/format.h>

#include "kit/block/device.hpp"
#include "kit/block/signature.hpp"
#include "kit/block/volume_text.hpp"
#include "kit/process/fd.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "table_bytes.hpp"

namespace modvirt::storage_disk {

namespace {

// Of virStoragePoolBuildFlags.
constexpr uint32_t build_no_overwrite = 4;
constexpr uint32_t build_overwrite = 8;

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(block::xml_parser(), request.document(), &process::run);
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run)
    : DeviceBackend(parser, document, std::move(run)), m_format("unknown"), m_target("/dev")
{
    const xml::Element pool = m_document.root();
    if (const auto source = pool.child("source")) {
        if (const auto device = source->child("device")) {
            m_device = device->attribute_or("path", "");
            if (const auto separator = device->attribute("part_separator"))
                m_separator = *separator == "yes" ? 1 : 0;
        }
        if (const auto format = source->child("format"))
            m_format = format->attribute_or("type", "unknown");
    }
    if (const auto target = pool.child("target"))
        m_target = target->child_text("path").value_or("/dev");
}

std::string Backend::device() const
{
    if (!m_device.starts_with('/'))
        throw Error(ErrorCode::XmlError,
                    fmt::format("pool '{}' names no disk: add <device path='/dev/...'/> to its <source>", m_name));
    const std::string path = block::resolve(m_device);
    if (!block::is_block_device(path))
        throw Error(ErrorCode::OperationFailed, fmt::format("'{}' of pool '{}' is no block device", m_device, m_name));
    return path;
}

namespace {

// While somebody has this lock, udev does not let the kernel forget a disk's partitions and find them again.
process::Fd keep_partitions(const std::string &disk)
{
    process::Fd opened(::open(disk.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (opened)
        ::flock(opened.get(), LOCK_SH | LOCK_NB);
    return opened;
}

} // namespace

// parted opens a disk for writing even to print its table, and udev looks anew at what was open so: without the lock, nodes and
// links of partitions would be gone for that moment.
process::Outcome Backend::run_parted(const std::string &disk, const process::Invocation &invocation) const
{
    const process::Fd partitions = keep_partitions(disk);
    process::Outcome outcome = m_run(invocation);
    block::settle(m_run);
    return outcome;
}

Table Backend::print_table(const std::string &disk) const
{
    const process::Invocation invocation{.argv = list_table(disk), .package = "parted"};
    const process::Outcome outcome = run_parted(disk, invocation);
    // Of a disk without a table it tells that there is none, and fails.
    if (outcome.status == 1 && outcome.output.find("\"unknown\"") != std::string::npos)
        return parse_table(outcome.output);
    process::expect_success(invocation, outcome);
    return parse_table(outcome.output);
}

uint64_t Backend::cylinder_size(const Disk &disk) const
{
    if (!disk.label->keeps_cylinders)
        return 0;
    const process::Invocation invocation{.argv = list_geometry(disk.path), .package = "parted"};
    const process::Outcome outcome = run_parted(disk.path, invocation);
    process::expect_success(invocation, outcome);
    return parse_cylinder_size(outcome.output, disk.table.sector_size);
}

Backend::Disk Backend::read() const
{
    const std::string path = device();
    std::string bytes = table_bytes(path);
    {
        const std::lock_guard lock(m_known_mutex);
        if (m_known && m_known->disk.path == path && m_known->bytes == bytes)
            return m_known->disk;
    }
    const std::shared_lock lock(m_table);
    Disk disk = complete(path, print_table(path));
    if (bytes == table_bytes(path))
        remember(std::move(bytes), disk);
    return disk;
}

Backend::Disk Backend::complete(const std::string &path, Table table) const
{
    Disk disk;
    disk.path = path;
    disk.table = std::move(table);
    disk.label = label_named(disk.table.label);
    if (disk.label == nullptr)
        throw Error(ErrorCode::StorageProbeFailed,
                    fmt::format("device '{}' of pool '{}' is unrecognized, requires build", m_device, m_name));
    if (m_format != "unknown" && label_of_format(m_format) != disk.label)
        throw Error(ErrorCode::StorageProbeFailed,
                    fmt::format("device '{}' of pool '{}' has a partition table of type {}, not {}: change the pool's format, or "
                                "build the pool with the overwrite flag",
                                m_device, m_name, disk.label->format, m_format));
    // From the table itself: what udev knows of a partition may be of a moment at which the table was not complete.
    const process::Invocation types{.argv = list_types(disk.path), .package = "util-linux"};
    const process::Outcome outcome = m_run(types);
    process::expect_success(types, outcome);
    disk.types = parse_types(outcome.output);
    disk.grain = grain_of(*disk.label, cylinder_size(disk));
    return disk;
}

void Backend::remember(std::string bytes, Disk disk) const
{
    if (bytes.empty())
        return;
    auto known = std::make_shared<const Known>(std::move(bytes), std::move(disk));
    const std::lock_guard lock(m_known_mutex);
    m_known = std::move(known);
}

// Also remembers the table as it is afterwards. Where the kernel has other partitions, somebody else has changed it meanwhile.
void Backend::write_table(const std::string &path, Arguments arguments) const
{
    const process::Invocation invocation{.argv = std::move(arguments), .package = "parted"};
    const std::unique_lock lock(m_table);
    const process::Outcome outcome = run_parted(path, invocation);
    process::expect_success(invocation, outcome);
    std::string bytes = table_bytes(path);
    Disk disk = complete(path, parse_table(outcome.output));
    if (kernel_has(path, disk.table))
        remember(std::move(bytes), std::move(disk));
}

std::string Backend::node(const Disk &disk, uint32_t number) const
{
    return block::partition_path(disk.path, number, m_separator);
}

std::string Backend::name_of(const Disk &disk, uint32_t number) const
{
    return std::filesystem::path(node(disk, number)).filename();
}

FoundVolume Backend::found(const Disk &disk, const Region &partition) const
{
    const std::string name = name_of(disk, partition.number);
    const auto type = disk.types.find(partition.number);
    const std::string path = block::stable_path(m_target, node(disk, partition.number));
    FoundVolume found = block_volume(name, path, path, partition.size());
    found.format = partition.kind == RegionKind::Extended
                       ? "extended"
                       : std::string(format_of(type == disk.types.end() ? "" : type->second, partition.flags));
    found.allocation = disk.table.used_of(partition);
    return found;
}

const Region &Backend::find(const Disk &disk, std::string_view name) const
{
    for (const Region &region : disk.table.regions)
        if (region.is_partition() && name_of(disk, region.number) == name)
            return region;
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
}

void Backend::pool_build(uint32_t flags)
{
    refuse_unknown_flags(flags, build_no_overwrite | build_overwrite, "virStoragePoolBuild");
    const bool overwrite = (flags & build_overwrite) != 0;
    if (overwrite && (flags & build_no_overwrite) != 0)
        throw Error(ErrorCode::InvalidArg, "the flags to overwrite and not to overwrite exclude each other");
    const Label *label = label_of_format(m_format);
    if (label == nullptr)
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("pool '{}' cannot be built with a partition table of type {}", m_name, m_format));
    const std::string disk = device();
    if (!overwrite)
        block::refuse_contents(m_run, disk, label->signature);
    block::refuse_busy(disk);
    if (overwrite)
        block::erase_signatures(m_run, disk);
    write_table(disk, make_label(disk, *label));
}

void Backend::pool_start()
{
    [[maybe_unused]] const Disk disk = read(); // it is what a pool can use
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    const Disk disk = read();
    for (const Region &region : disk.table.regions)
        if (region.is_partition())
            volumes.put(found(disk, region));
    return {.capacity = disk.table.size, .allocation = disk.table.used(), .available = disk.table.free()};
}

void Backend::pool_delete(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStoragePoolDelete");
    const std::string disk = device();
    block::refuse_busy(disk);
    block::erase_signatures(m_run, disk);
    block::settle(m_run);
}

std::string Backend::pool_describe()
{
    const Disk disk = read();
    xml::Editor editor(storage::pool_schema(), m_document);
    xml::Node source = *editor.root().child("source");
    source.child_or_new("format").set_attribute("type", disk.label->format);
    xml::Node device = *source.child("device");
    while (auto stale = device.child("freeExtent"))
        stale->remove();
    for (const Region &region : disk.table.regions) {
        if (!region.is_free())
            continue;
        xml::Node extent = device.append("freeExtent");
        extent.set_attribute("start", std::to_string(region.start));
        extent.set_attribute("end", std::to_string(region.end));
    }
    return xml::format(editor.finish());
}

bool Backend::pool_check()
{
    return block::is_block_device(m_device);
}

// An extended partition holds no data: it has no node.
Backend::Device Backend::find_device(std::string_view name) const
{
    const Disk disk = read();
    const Region &partition = find(disk, name);
    const bool holds_data = partition.kind != RegionKind::Extended;
    return {found(disk, partition), holds_data ? node(disk, partition.number) : std::string(),
            {{m_device, partition.start, partition.end}}};
}

} // namespace modvirt::storage_disk
