// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mount.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "kit/volume_files/failure.hpp"

namespace modvirt::storage_netfs {

using volume_files::refusal;

namespace {

// The programs give up a server that does not answer later than anybody wants to wait.
constexpr auto mount_deadline = std::chrono::seconds(60);

// What others can write must not become programs or devices of this host.
constexpr std::string_view safe_options = "nodev,nosuid,noexec";

// One protocol: its program, and the options that it adds.
struct Protocol {
    std::string_view format;
    std::string_view tool;
    std::string_view package;
    std::string_view options;
};

constexpr Protocol protocols[] = {
    {"auto", "mount.nfs", "nfs-common", ""},
    {"nfs", "mount.nfs", "nfs-common", ""},
    {"glusterfs", "mount.glusterfs", "glusterfs-client", "direct-io-mode=1"},
    {"cifs", "mount.cifs", "cifs-utils", "guest"},
};

std::optional<std::string_view> attribute_of(const storage::Pool &pool, std::string_view element,
                                             std::string_view attribute)
{
    const auto source = pool.document.root().child("source");
    const auto found = source ? source->child(element) : std::nullopt;
    return found ? found->attribute(attribute) : std::nullopt;
}

void check_version(std::string_view version)
{
    if (version.empty() || version.find_first_not_of("0123456789.") != std::string_view::npos)
        throw refusal(ErrorCode::ConfigUnsupported,
                      fmt::format("'{}' is no version of NFS: say 3, 4, 4.1 or 4.2", version.substr(0, 32)));
}

std::string options_of(const storage::Pool &pool, const Protocol &protocol)
{
    std::string options(safe_options);
    if (!protocol.options.empty())
        options += fmt::format(",{}", protocol.options);
    if (const auto version = attribute_of(pool, "protocol", "ver")) {
        check_version(*version);
        if (protocol.tool == "mount.nfs")
            options += fmt::format(",nfsvers={}", *version);
    }
    if (const auto port = attribute_of(pool, "host", "port"); port && *port != "0")
        options += fmt::format(",port={}", *port);
    if (const auto more = pool.document.root().child("fs:mount_opts"))
        for (const xml::Element option : more->children("fs:option"))
            options += fmt::format(",{}", option.attribute_or("name", ""));
    return options;
}

std::string source_of(const storage::Pool &pool, const Protocol &protocol)
{
    const std::string_view host = pool.source_host;
    const std::string_view path = pool.source_path;
    check_host(host);
    if (protocol.format == "cifs")
        return fmt::format("//{}/{}", host, path.substr(std::min(path.find_first_not_of('/'), path.size())));
    // A number with colons would not end where the directory begins.
    if (host.find(':') != std::string_view::npos)
        return fmt::format("[{}]:{}", host, path);
    return fmt::format("{}:{}", host, path);
}

} // namespace

void check_host(std::string_view host)
{
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%";
    if (host.empty() || host.front() == '-' || host.find_first_not_of(allowed) != std::string_view::npos)
        throw refusal(ErrorCode::InvalidArg,
                      fmt::format("'{}' is no name or address of a host", host.substr(0, 64)));
}

Mount mount_of(const storage::Pool &pool, const std::string &target)
{
    const std::string_view format = attribute_of(pool, "format", "type").value_or("auto");
    const auto *const protocol = std::ranges::find(protocols, format, &Protocol::format);
    if (protocol == std::end(protocols))
        throw refusal(ErrorCode::ConfigUnsupported, fmt::format("a netfs pool has no format '{}'", format));
    Mount mount;
    mount.source = source_of(pool, *protocol);
    mount.invocation.argv = {std::string(protocol->tool), mount.source, target, "-o",
                             options_of(pool, *protocol)};
    mount.invocation.package = protocol->package;
    mount.invocation.deadline = mount_deadline;
    return mount;
}

} // namespace modvirt::storage_netfs
