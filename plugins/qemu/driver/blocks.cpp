// SPDX-License-Identifier: LGPL-2.1-or-later
// Disks: what the guest moves to and from them, what is on them, and how large they are.
#include "driver.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "command/subject.hpp"
#include "config/live.hpp"
#include "config/storage.hpp"
#include "kit/image/file.hpp"

namespace modvirt::qemu {

namespace {

using qmp::Json;

constexpr uint32_t resize_in_bytes = 1; // virDomainBlockResizeFlags
constexpr uint64_t sector = 512;

// The disk with that target or path. `document` has to outlive what is returned.
std::optional<xml::Element> find_disk(const xml::Document &document, const config::DiskSources &sources,
                                      std::string_view name)
{
    const auto devices = document.root().child("devices");
    if (!devices || name.empty())
        return std::nullopt;
    for (const xml::Element disk : devices->children("disk")) {
        const auto source = config::source_of(disk, sources);
        if (config::target_of(disk) == name || (source && source->path == name))
            return disk;
    }
    return std::nullopt;
}

[[noreturn]] void refuse_path(std::string_view name)
{
    throw Error(ErrorCode::InvalidArg, fmt::format("invalid path: {}", name));
}

std::string_view format_of(const xml::Element &disk)
{
    const auto driver = disk.child("driver");
    return driver ? driver->attribute_or("type", "raw") : "raw";
}

// QEMU names a device by its id, or by a path when the disk hangs on a part of it, as with virtio.
bool is_device(std::string_view name, const std::string &id)
{
    const std::string path = "/machine/peripheral/" + id;
    return name == id || name == path || name.starts_with(path + "/");
}

int64_t count(const Json &stats, const char *key)
{
    const auto found = stats.find(key);
    return found != stats.end() && found->is_number() ? found->get<int64_t>() : -1;
}

BlockStats stats_in(const Json &item)
{
    const Json stats = item.value("stats", Json::object());
    return {count(stats, "rd_operations"), count(stats, "rd_bytes"), count(stats, "wr_operations"),
            count(stats, "wr_bytes"), -1};
}

void add(BlockStats &sum, const BlockStats &one)
{
    sum.read_requests += std::max<int64_t>(one.read_requests, 0);
    sum.read_bytes += std::max<int64_t>(one.read_bytes, 0);
    sum.write_requests += std::max<int64_t>(one.write_requests, 0);
    sum.write_bytes += std::max<int64_t>(one.write_bytes, 0);
}

// What QEMU counted for the device; nothing when it does not tell.
std::optional<BlockStats> stats_of(const Json &items, const std::string &alias)
{
    for (const Json &item : items) {
        if (is_device(item.value("qdev", ""), alias))
            return stats_in(item);
    }
    return std::nullopt;
}

// Of all disks of the domain together.
BlockStats total(const Json &items, const xml::Document &named)
{
    BlockStats sum{0, 0, 0, 0, -1};
    if (const auto devices = named.root().child("devices")) {
        for (const xml::Element disk : devices->children("disk"))
            add(sum, stats_of(items, std::string(config::alias_of(disk))).value_or(BlockStats{}));
    }
    return sum;
}

// The node that QEMU has for the image of the device.
std::string image_node(const Json &blocks, const std::string &alias)
{
    for (const Json &block : blocks) {
        const auto inserted = block.find("inserted");
        if (is_device(block.value("qdev", ""), alias) && inserted != block.end())
            return inserted->value("node-name", "");
    }
    throw Error(ErrorCode::InternalError, fmt::format("QEMU tells nothing of the image of device '{}'", alias));
}

// A disk of the domain as it is now, and where its image is: nowhere, for a drive without a medium.
struct Block {
    domain::ConfigPtr config; // what `disk` is a part of
    std::optional<xml::Element> disk;
    std::optional<config::DiskSource> source;
    bool is_active = false; // its domain
};

Block look_up(Instance &instance, const DomainRef &ref, std::string_view name)
{
    Block block;
    config::DiskSources sources;
    {
        const auto read = instance.store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        block.config = domain.current_config();
        block.is_active = domain.is_active();
        if (const auto guest = block.is_active ? domain.data<guest::Guest>() : nullptr)
            sources = guest->facts().sources;
    }
    block.disk = find_disk(block.config->document, sources, name);
    if (!block.disk)
        return block;
    block.source = config::source_of(*block.disk, sources);
    if (!block.source && config::is_volume(*block.disk))
        block.source = config::find_volume(*block.disk, [&](std::string_view pool, std::string_view volume) {
            return instance.find_volume(pool, volume);
        });
    return block;
}

// The volume of a target that QEMU itself talks to may be a device of the host as well.
bool is_here(const config::DiskSource &source)
{
    return source.kind != config::DiskSource::Kind::Iscsi || source.path.starts_with('/');
}

// The size of a node, which QEMU knows of what it has open.
uint64_t size_of_node(const Json &nodes, std::string_view name)
{
    for (const Json &node : nodes) {
        const auto image = node.find("image");
        if (node.value("node-name", "") == name && image != node.end())
            return image->value("virtual-size", uint64_t{0});
    }
    throw Error(ErrorCode::InternalError, fmt::format("QEMU tells nothing of its node '{}'", name));
}

image::OpenImage open_source(const Block &block, std::string_view name)
{
    if (!block.source)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("disk '{}' does not currently have a source assigned", name));
    if (!is_here(*block.source))
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("disk '{}' is a unit of target '{}', which has no device on this host to look into", name,
                                block.source->target));
    auto image = image::open_image(AT_FDCWD, block.source->path.c_str());
    if (!image)
        throw Error(ErrorCode::SystemError,
                    fmt::format("cannot open '{}': {}", block.source->path, std::strerror(errno)));
    return std::move(*image);
}

void read_piece(const image::OpenImage &image, uint64_t offset, std::span<uint8_t> buffer, const std::string &path)
{
    for (std::size_t done = 0; done < buffer.size();) {
        const ssize_t count = ::pread(image.fd.get(), buffer.data() + done, buffer.size() - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            throw Error(ErrorCode::SystemError,
                        fmt::format("cannot read from '{}': {}", path,
                                    count < 0 ? std::strerror(errno) : "it has become shorter meanwhile"));
        done += static_cast<std::size_t>(count);
    }
}

uint64_t wanted_size(uint64_t size, uint32_t flags)
{
    constexpr auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const uint64_t unit = (flags & resize_in_bytes) != 0 ? 1 : 1024;
    if (size > most / unit)
        throw Error(ErrorCode::Overflow, fmt::format("size must be at most {}", most / unit));
    return size * unit;
}

} // namespace

BlockStats Driver::domain_block_stats(const DomainRef &ref, std::string_view name)
{
    const store::Job job = begin(ref, "ask", store::JobKind::Query);
    const auto guest = m_instance->guest(job);
    const xml::Document named = config::with_aliases(*guest->config());
    if (name.empty())
        return total(guest->monitor()->execute("query-blockstats"), named);
    const auto disk = find_disk(named, guest->facts().sources, name);
    if (!disk)
        refuse_path(name);
    const Json items = guest->monitor()->execute("query-blockstats");
    if (const auto stats = stats_of(items, std::string(config::alias_of(*disk))))
        return *stats;
    throw Error(ErrorCode::InternalError,
                fmt::format("QEMU tells nothing of disk '{}' of domain '{}'", name, guest->name()));
}

// Of an image on a unit that QEMU alone has: what its nodes are.
BlockInfo Driver::ask_for_sizes(const DomainRef &ref, const xml::Element &disk)
{
    const store::Job job = begin(ref, "ask", store::JobKind::Query);
    const auto guest = m_instance->guest(job);
    const xml::Document named = config::with_aliases(*guest->config());
    const auto running = find_disk(named, guest->facts().sources, config::target_of(disk));
    if (!running)
        refuse_path(config::target_of(disk));
    const auto monitor = guest->monitor();
    const std::string image = image_node(monitor->execute("query-block"), std::string(config::alias_of(*running)));
    const Json nodes = monitor->execute("query-named-block-nodes", {{"flat", true}});
    BlockInfo info;
    info.capacity = size_of_node(nodes, image);
    info.physical = info.allocation = size_of_node(nodes, command::storage_node_below(image));
    return info;
}

BlockInfo Driver::domain_get_block_info(const DomainRef &ref, std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainGetBlockInfo");
    const Block block = look_up(*m_instance, ref, name);
    if (!block.disk)
        refuse_path(name);
    if (block.source && !is_here(*block.source) && block.is_active)
        return ask_for_sizes(ref, *block.disk);
    const image::OpenImage image = open_source(block, name);
    BlockInfo info;
    info.physical = image.size;
    info.allocation = S_ISBLK(image.status.st_mode) ? image.size : static_cast<uint64_t>(image.status.st_blocks) * 512;
    const bool is_raw = format_of(*block.disk) == "raw";
    info.capacity = is_raw ? info.physical : image::read_file(image.fd.get(), image.size).capacity;
    return info;
}

void Driver::domain_block_peek(const DomainRef &ref, std::string_view name, uint64_t offset,
                               std::span<uint8_t> buffer, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainBlockPeek");
    const Block block = look_up(*m_instance, ref, name);
    if (!block.disk)
        throw Error(ErrorCode::InvalidArg, fmt::format("disk '{}' not found in domain", name));
    if (format_of(*block.disk) != "raw")
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("peeking is only supported for disk with 'raw' format not '{}'",
                                format_of(*block.disk)));
    const image::OpenImage image = open_source(block, name);
    if (const uint64_t there = offset < image.size ? image.size - offset : 0; there < buffer.size())
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("'{}' starting from {} has only {} bytes available", name, offset, there));
    read_piece(image, offset, buffer, block.source->path);
}

void Driver::domain_block_resize(const DomainRef &ref, std::string_view name, uint64_t size, uint32_t flags)
{
    refuse_unknown_flags(flags, resize_in_bytes, "virDomainBlockResize");
    uint64_t bytes = wanted_size(size, flags);
    const store::Job job = begin(ref, "resize a disk of");
    const auto guest = m_instance->guest(job);
    const config::DiskSources sources = guest->facts().sources;
    const xml::Document named = config::with_aliases(*guest->config());
    const auto disk = find_disk(named, sources, name);
    if (!disk)
        throw Error(ErrorCode::InvalidArg, fmt::format("disk '{}' was not found in the domain config", name));
    if (!config::source_of(*disk, sources) || disk->child("readonly") || disk->attribute("device") == "cdrom")
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("can't resize empty or readonly disk '{}'", name));
    // Images in these formats consist of whole sectors.
    if (format_of(*disk) == "qcow2" || format_of(*disk) == "qed")
        bytes = (bytes + sector - 1) / sector * sector;
    const auto monitor = guest->monitor();
    const std::string node = image_node(monitor->execute("query-block"), std::string(config::alias_of(*disk)));
    monitor->execute("block_resize", {{"node-name", node}, {"size", bytes}});
}

} // namespace modvirt::qemu
