// SPDX-License-Identifier: LGPL-2.1-or-later
#include "prerequisites.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::config {

namespace {

void check(const std::string &path, int mode, const std::string &what, const domain::Config &config)
{
    if (path.empty() || path.front() != '/')
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("{} '{}' of domain '{}' must be an absolute path", what, path, config.name));
    if (::access(path.c_str(), mode) != 0)
        throw Error(ErrorCode::SystemError,
                    fmt::format("Cannot access {} '{}' of domain '{}': {}", what, path, config.name,
                                std::strerror(errno)),
                    ErrorDomain::Storage);
}

void check_disk(const xml::Element &disk, const DiskSources &sources, const domain::Config &config)
{
    const auto source = source_of(disk, sources);
    if (!source || source->kind == DiskSource::Kind::Iscsi)
        return;
    const bool is_directory = source->kind == DiskSource::Kind::Directory;
    const bool is_read_only = is_directory || disk.child("readonly").has_value();
    check(source->path, is_read_only ? R_OK : R_OK | W_OK, "storage file", config);
    if (std::filesystem::is_directory(source->path) != is_directory)
        throw Error(ErrorCode::SystemError,
                    fmt::format("Cannot use storage file '{}' of domain '{}': it is {} directory", source->path, config.name,
                                is_directory ? "no" : "a"),
                    ErrorDomain::Storage);
}

// A place for a file that QEMU will make.
void check_directory_of(std::string_view path, const std::string &what, const domain::Config &config)
{
    const auto slash = path.rfind('/');
    check(std::string(path.substr(0, slash == 0 ? 1 : slash)), W_OK | X_OK, what, config);
}

void check_character(const xml::Element &device, const domain::Config &config)
{
    if (const auto log = device.child("log"); log && log->attribute("file"))
        check_directory_of(log->attribute_or("file", ""), "the directory of the console log", config);
    const auto source = device.child("source");
    const std::string_view path = source ? source->attribute_or("path", "") : std::string_view();
    if (device.attribute("type") == "file" && !path.empty())
        check_directory_of(path, "the directory of the console file", config);
}

} // namespace

void check_prerequisites(const domain::Config &config, const DiskSources &sources)
{
    const xml::Element domain = config.document.root();
    if (const auto os = domain.child("os")) {
        for (const std::string_view file : {"kernel", "initrd", "loader"}) {
            if (const auto path = os->child_text(file); path && !path->empty())
                check(std::string(*path), R_OK, std::string(file), config);
        }
        if (os->child_text("initrd").value_or("") != "" && os->child_text("kernel").value_or("").empty())
            throw Error(ErrorCode::ConfigUnsupported,
                        fmt::format("domain '{}' has an <initrd> and no <kernel> to use it", config.name));
    }
    const auto devices = domain.child("devices");
    if (!devices)
        return;
    for (const xml::Element disk : devices->children("disk"))
        check_disk(disk, sources, config);
    for (const std::string_view kind : {"serial", "console", "channel"}) {
        for (const xml::Element device : devices->children(kind))
            check_character(device, config);
    }
    for (const xml::Element interface : devices->children("interface")) {
        if (const auto rom = interface.child("rom"); rom && rom->attribute("file"))
            check(std::string(rom->attribute_or("file", "")), R_OK, "the boot ROM", config);
    }
}

} // namespace modvirt::qemu::config
