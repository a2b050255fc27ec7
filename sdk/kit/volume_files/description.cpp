// SPDX-License-Identifier: MIT
#include "kit/volume_files/description.hpp"

#include <array>
#include <cstdio>
#include <optional>

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/image/chain.hpp"
#include "kit/image/file.hpp"
#include "kit/image/text.hpp"
#include "kit/storage/schema.hpp"
#include "kit/volume_files/inspection.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::volume_files {

namespace {

using xml::Node;

constexpr mode_t permission_bits = 0777;

std::string own_path(int fd)
{
    return fmt::format("/proc/self/fd/{}", fd);
}

void append_bytes(Node parent, std::string_view name, uint64_t bytes)
{
    Node node = parent.append(name);
    node.set_attribute("unit", "bytes");
    node.set_text(std::to_string(bytes));
}

void append_time(Node parent, const char *name, int64_t seconds, uint32_t nanoseconds)
{
    parent.append(name).set_text(nanoseconds == 0 ? std::to_string(seconds)
                                                  : fmt::format("{}.{:09}", seconds, nanoseconds));
}

// The label of SELinux, when there is one.
std::optional<std::string> label_of(int fd)
{
    std::array<char, 256> room;
    const ssize_t size = ::getxattr(own_path(fd).c_str(), "security.selinux", room.data(), room.size());
    if (size <= 0)
        return std::nullopt;
    std::string label(room.data(), static_cast<std::size_t>(size));
    label.erase(std::min(label.find('\0'), label.size()));
    if (!image::is_text(label))
        return std::nullopt;
    return label;
}

void append_permissions(Node target, int fd, const struct stat &status)
{
    Node permissions = target.append("permissions");
    permissions.append("mode").set_text(fmt::format("{:04o}", status.st_mode & permission_bits));
    permissions.append("owner").set_text(std::to_string(status.st_uid));
    permissions.append("group").set_text(std::to_string(status.st_gid));
    if (const auto label = label_of(fd))
        permissions.append("label").set_text(*label);
}

void append_timestamps(Node target, int fd)
{
    struct statx status {};
    if (::statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &status) != 0)
        return;
    Node timestamps = target.append("timestamps");
    append_time(timestamps, "atime", status.stx_atime.tv_sec, status.stx_atime.tv_nsec);
    append_time(timestamps, "mtime", status.stx_mtime.tv_sec, status.stx_mtime.tv_nsec);
    append_time(timestamps, "ctime", status.stx_ctime.tv_sec, status.stx_ctime.tv_nsec);
    if ((status.stx_mask & STATX_BTIME) != 0)
        append_time(timestamps, "btime", status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
}

void append_encryption(Node target, image::Encryption encryption, const FindSecret &find_secret)
{
    constexpr const char *names[] = {nullptr, "qcow", "luks", "luks2"};
    const char *const name = names[static_cast<uint8_t>(encryption)];
    if (name == nullptr)
        return;
    Node element = target.append("encryption");
    element.set_attribute("format", name);
    const auto found = find_secret();
    if (!found)
        return;
    Node secret = element.append("secret");
    secret.set_attribute("type", "passphrase");
    if (found->usage_id.empty())
        secret.set_attribute("uuid", xml::format_uuid(found->uuid));
    else
        secret.set_attribute("usage", found->usage_id);
}

void append_features(Node target, const image::Header &header)
{
    if (!header.compat.empty())
        target.append("compat").set_text(header.compat);
    if (header.format == image::Format::Qcow2 && header.cluster_size != 0) {
        Node size = target.append("clusterSize");
        size.set_attribute("unit", "B");
        size.set_text(std::to_string(header.cluster_size));
    }
    if (header.compat.empty())
        return;
    Node features = target.append("features");
    if (header.lazy_refcounts)
        features.append("lazy_refcounts");
    if (header.extended_l2)
        features.append("extended_l2");
}

// The image that this one stands on, whether or not it is there. Who wrote the header chose its name: it is opened only
// where its format is not known otherwise.
void append_backing(Node root, const std::string &path, const image::Header &header)
{
    const image::BackingName backing = image::resolve_backing(path, header.backing_path);
    auto format = image::format_named(header.backing_format);
    Node store = root.append("backingStore");
    store.append("path").set_text(backing.path);
    const process::Fd found(backing.is_file ? ::open(backing.path.c_str(), O_PATH | O_CLOEXEC) : -1);
    struct stat status {};
    const bool is_there = found && ::fstat(found.get(), &status) == 0 && (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode));
    if (!format && header.backing_format.empty() && is_there)
        if (const auto image = image::open_image(found.get(), status))
            format = image::read_file(image->fd.get(), image->size).format;
    if (format == image::Format::Luks)
        format = image::Format::Raw;
    store.append("format").set_attribute("type", image::name_of(format.value_or(image::Format::Raw)));
    if (!is_there)
        return;
    append_permissions(store, found.get(), status);
    append_timestamps(store, found.get());
}

image::Header header_of(const Entry &entry)
{
    if (S_ISDIR(entry.status.st_mode))
        return {};
    const auto image = image::open_image(entry.fd.get(), entry.status);
    return image ? image::read_file(image->fd.get(), image->size) : image::Header();
}

const char *name_of(Type type)
{
    switch (type) {
    case Type::Block:
        return "block";
    case Type::Dir:
        return "dir";
    case Type::Ploop:
        return "ploop";
    default:
        return "file";
    }
}

} // namespace

std::string describe_volume(const Folder &folder, const Entry &entry, const FoundVolume &volume, const FindSecret &find_secret)
{
    const image::Header header = header_of(entry);
    xml::Editor editor(storage::volume_schema());
    Node root = editor.root();
    root.set_attribute("type", name_of(static_cast<Type>(volume.type)));
    root.append("name").set_text(volume.name);
    root.append("key").set_text(volume.key);
    append_bytes(root, "capacity", volume.capacity);
    append_bytes(root, "allocation", volume.allocation);
    if (S_ISREG(entry.status.st_mode) && entry.status.st_size != 0)
        append_bytes(root, "physical", static_cast<uint64_t>(entry.status.st_size));
    Node target = root.append("target");
    target.append("path").set_text(volume.path);
    target.append("format").set_attribute("type", volume.format);
    append_permissions(target, entry.fd.get(), entry.status);
    append_timestamps(target, entry.fd.get());
    append_encryption(target, header.encryption, find_secret);
    append_features(target, header);
    if (!header.backing_path.empty())
        append_backing(root, folder.path_of(volume.name), header);
    return xml::format(editor.finish());
}

} // namespace modvirt::volume_files
