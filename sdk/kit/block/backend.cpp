// SPDX-License-Identifier: MIT
#include "backend.hpp"

#include <utility>

#include <fmt/format.h>

#include "contents.hpp"
#include "device.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::block {

const modvirt_xml_v1 &xml_parser()
{
    const auto *const parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (parser == nullptr)
        throw Error(ErrorCode::ConfigUnsupported, "the host offers no XML parser; install modvirt's XML module");
    return *parser;
}

DeviceBackend::DeviceBackend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run)
    : m_parser(parser), m_document(xml::parse(parser, document, storage::pool_schema())), m_run(std::move(run)),
      m_name(m_document.root().child_text("name").value_or(""))
{
}

FoundVolume DeviceBackend::block_volume(std::string name, std::string key, std::string path, uint64_t capacity)
{
    constexpr uint32_t block = 1; // of virStorageVolType
    return {block, std::move(name), std::move(key), std::move(path), {}, capacity, capacity};
}

FoundVolume DeviceBackend::volume_inspect(std::string_view name)
{
    return find_device(name).volume;
}

std::string DeviceBackend::volume_describe(std::string_view name)
{
    const Device device = find_device(name);
    return format_volume(device.volume, device.extents, device.backing_path);
}

void DeviceBackend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipePattern");
    const Device device = find_device(name);
    if (device.node.empty())
        throw Error(ErrorCode::OperationInvalid, fmt::format("volume '{}' of pool '{}' holds no data to wipe", name, m_name));
    refuse_busy(device.node);
    wipe(device.node, algorithm);
}

} // namespace modvirt::block
