// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "kit/block/contents.hpp"
#include "kit/block/volume_text.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/reader.hpp"
#include "scsi_host.hpp"

namespace modvirt::storage_scsi {

namespace {

constexpr uint32_t block_volume = 1; // of virStorageVolType

FoundVolume found(const block::ScsiUnit &unit, const std::string &path)
{
    return {.type = block_volume,
            .name = unit.name(),
            .key = unit.identifier.empty() ? path : unit.identifier,
            .path = path,
            .format = {},
            .capacity = unit.size,
            .allocation = unit.size};
}

std::string without_end(std::string path)
{
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (!parser)
        throw Error(ErrorCode::ConfigUnsupported, "the host offers no XML parser (interface xml/1)");
    return std::make_unique<Backend>(*parser, request.document(), &process::run);
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places)
    : m_run(std::move(run)), m_places(std::move(places)), m_directory(m_places.devices + "/disk/by-path")
{
    const xml::Document read = xml::parse(parser, document, storage::pool_schema());
    const xml::Element pool = read.root();
    m_name = pool.child_text("name").value_or("");
    const auto source = pool.child("source");
    const auto adapter = source ? source->child("adapter") : std::nullopt;
    if (!adapter)
        throw Error(ErrorCode::XmlError, fmt::format("pool '{}' names no adapter: add <adapter name='host0'/> to its <source>", m_name));
    m_adapter = read_adapter(*adapter);
    if (const auto target = pool.child("target"))
        m_directory = without_end(std::string(target->child_text("path").value_or(m_directory)));
}

uint32_t Backend::number() const
{
    return find_host(m_places.sysfs, m_adapter);
}

// Only there are nodes, and links to them.
void Backend::need_directory() const
{
    if (m_directory != m_places.devices && !m_directory.starts_with(m_places.devices + "/"))
        throw Error(ErrorCode::InvalidArg, fmt::format("unable to use target path '{}': the units of a host adapter are shown below {} only",
                                                       m_directory, m_places.devices));
}

void Backend::pool_start()
{
    need_directory();
    scan_host(m_places.sysfs, number());
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    need_directory();
    const uint32_t number = this->number();
    scan_host(m_places.sysfs, number);
    block::settle(m_run);
    std::error_code error;
    if (!std::filesystem::is_directory(m_directory, error))
        throw Error(ErrorCode::SystemError, fmt::format("cannot read dir '{}': {}; udev makes it when the host has units that belong there",
                                                        m_directory, std::strerror(error ? error.value() : ENOTDIR)));
    const block::DeviceLinks links(m_directory);
    uint64_t bytes = 0;
    for (const block::ScsiUnit &unit : units_of_host(m_places.sysfs, number)) {
        const std::string path = path_of(unit, links);
        if (path.empty()) {
            host().log(LogLevel::Warning, "storage", fmt::format("storage pool '{}' is shown without {} ({}): '{}' has no link to it",
                                                                 m_name, unit.name(), unit.device, m_directory));
            continue;
        }
        volumes.put(found(unit, path));
        bytes += unit.size;
    }
    return {.capacity = bytes, .allocation = bytes, .available = 0};
}

bool Backend::pool_check()
{
    return has_host(m_places.sysfs, number());
}

// Empty when the directory has no name for it: that of the device changes from one start of the host to the next.
std::string Backend::path_of(const block::ScsiUnit &unit, const block::DeviceLinks &links) const
{
    return m_directory == m_places.devices ? device_of(unit) : links.path_of(device_of(unit));
}

block::ScsiUnit Backend::find_unit(std::string_view name) const
{
    for (block::ScsiUnit &unit : units_of_host(m_places.sysfs, number()))
        if (unit.name() == name)
            return std::move(unit);
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
}

FoundVolume Backend::volume_inspect(std::string_view name)
{
    const block::ScsiUnit unit = find_unit(name);
    const std::string path = path_of(unit, block::DeviceLinks(m_directory));
    if (path.empty())
        throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}': '{}' has no link to {}",
                                                         name, m_name, m_directory, unit.device));
    return found(unit, path);
}

std::string Backend::volume_describe(std::string_view name)
{
    return block::format_volume(volume_inspect(name), {});
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipe");
    const std::string device = device_of(find_unit(name));
    block::refuse_busy(device);
    block::wipe(device, algorithm);
}

} // namespace modvirt::storage_scsi
