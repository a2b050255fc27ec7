// SPDX-License-Identifier: MIT
#include "volume_text.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include "kit/xml/writer.hpp"

namespace modvirt::block {

namespace {

void write_bytes(xml::Writer &writer, const char *element, uint64_t bytes)
{
    writer.open(element).attribute("unit", "bytes").text(std::to_string(bytes)).close(element);
}

void write_extents(xml::Writer &writer, const std::vector<Extent> &extents)
{
    writer.open("source");
    for (std::size_t at = 0; at < extents.size();) {
        const std::string &device = extents[at].device;
        writer.open("device").attribute("path", device);
        for (; at < extents.size() && extents[at].device == device; ++at)
            writer.open("extent").attribute("start", extents[at].start).attribute("end", extents[at].end).close("extent");
        writer.close("device");
    }
    writer.close("source");
}

void write_time(xml::Writer &writer, const char *element, const timespec &time)
{
    writer.element(element, time.tv_nsec == 0 ? fmt::format("{}", time.tv_sec)
                                              : fmt::format("{}.{:09}", time.tv_sec, time.tv_nsec));
}

void write_node(xml::Writer &writer, const struct stat &node)
{
    writer.open("permissions");
    writer.element("mode", fmt::format("{:04o}", node.st_mode & 07777));
    writer.element("owner", node.st_uid);
    writer.element("group", node.st_gid);
    writer.close("permissions");
    writer.open("timestamps");
    write_time(writer, "atime", node.st_atim);
    write_time(writer, "mtime", node.st_mtim);
    write_time(writer, "ctime", node.st_ctim);
    write_time(writer, "btime", {}); // nodes are not told when they were made
    writer.close("timestamps");
}

} // namespace

std::string format_volume(const FoundVolume &volume, const std::vector<Extent> &extents,
                          const std::string &backing_path)
{
    xml::Writer writer;
    writer.open("volume").attribute("type", "block");
    writer.element("name", volume.name);
    writer.element("key", volume.key);
    if (!extents.empty())
        write_extents(writer, extents);
    write_bytes(writer, "capacity", volume.capacity);
    write_bytes(writer, "allocation", volume.allocation);
    write_bytes(writer, "physical", volume.capacity);
    writer.open("target").element("path", volume.path);
    if (!volume.format.empty())
        writer.open("format").attribute("type", volume.format).close("format");
    struct stat node {};
    if (::stat(volume.path.c_str(), &node) == 0)
        write_node(writer, node);
    writer.close("target");
    if (!backing_path.empty())
        writer.open("backingStore").element("path", backing_path).close("backingStore");
    writer.close("volume");
    return std::move(writer).str();
}

} // namespace modvirt::block
