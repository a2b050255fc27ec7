// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "kit/xml/document.hpp"
#include "scsi_host.hpp"

namespace modvirt::storage_scsi {

namespace {

std::string without_end(std::string path)
{
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(block::xml_parser(), request.document(), &process::run);
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places)
    : DeviceBackend(parser, document, std::move(run)), m_places(std::move(places)), m_directory(m_places.devices + "/disk/by-path")
{
    const xml::Element pool = m_document.root();
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

FoundVolume Backend::found(const block::ScsiUnit &unit, const std::string &path)
{
    return block_volume(unit.name(), unit.identifier.empty() ? path : unit.identifier, path, unit.size);
}

Backend::Device Backend::find_device(std::string_view name) const
{
    const block::ScsiUnit unit = find_unit(name);
    const std::string path = path_of(unit, block::DeviceLinks(m_directory));
    if (path.empty())
        throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}': '{}' has no link to {}",
                                                         name, m_name, m_directory, unit.device));
    return {found(unit, path), device_of(unit)};
}

} // namespace modvirt::storage_scsi
