// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "group_bytes.hpp"
#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "kit/xml/writer.hpp"

namespace modvirt::storage_logical {

namespace {

constexpr auto check_time = std::chrono::seconds(5);

// The administrator's, of section [plugin.logical].
uint32_t configured_stripes()
{
    const std::string text = host().config("logical", "stripes").value_or("1");
    uint32_t stripes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), stripes);
    if (error != std::errc() || end != text.data() + text.size() || stripes < 1 || stripes > 128)
        throw Error(ErrorCode::ConfSyntax,
                    fmt::format("plugin.logical: stripes = {}: it is a number of devices from 1 to 128", text));
    return stripes;
}

bool is_shown(const LogicalVolume &volume)
{
    // What is not active has no device node: nobody could use it.
    return volume.is_active && !volume.is_unfinished && volume.kind != VolumeKind::Internal &&
           volume.kind != VolumeKind::ThinPool;
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(block::xml_parser(), request.document(), &process::run, configured_stripes());
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, uint32_t stripes)
    : DeviceBackend(parser, document, std::move(run)), m_stripes(stripes)
{
    const xml::Element pool = m_document.root();
    m_group = m_name;
    if (const auto source = pool.child("source")) {
        if (const auto group = source->child_text("name"); group && !group->empty())
            m_group = *group;
        for (const xml::Element device : source->children("device"))
            m_devices.emplace_back(device.attribute_or("path", ""));
    }
    if (!is_name(m_group))
        throw Error(ErrorCode::XmlError,
                    fmt::format("pool '{}' cannot have a volume group '{}': its name has letters, digits, '+', '_', '.' and '-', "
                                "and does not begin with '-'",
                                m_name, m_group));
    m_target = "/dev/" + m_group;
}

process::Outcome Backend::lvm(Arguments arguments) const
{
    const process::Invocation invocation{
        .argv = std::move(arguments), .package = "lvm2", .deadline = lvm_time};
    process::Outcome outcome = m_run(invocation);
    process::expect_success(invocation, outcome);
    return outcome;
}

std::optional<Group> Backend::find_group(std::chrono::seconds deadline) const
{
    const process::Invocation invocation{.argv = list_group(m_group), .package = "lvm2", .deadline = deadline};
    const process::Outcome outcome = m_run(invocation);
    // A group that does not exist is a failure to vgs, and no report of it can be relied on.
    return outcome.status == 0 ? parse_group(outcome.output) : std::nullopt;
}

Group Backend::group() const
{
    auto group = find_group(lvm_time);
    if (!group)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("this host has no volume group '{}': build pool '{}', or attach its devices", m_group, m_name));
    return *group;
}

std::shared_ptr<const Backend::Known> Backend::known() const
{
    const std::lock_guard lock(m_known_mutex);
    return m_known;
}

std::vector<LogicalVolume> Backend::list() const
{
    const auto known = this->known();
    const std::vector<std::string> &devices = known ? known->devices : m_devices;
    std::string bytes = group_bytes(devices);
    std::vector<LogicalVolume> volumes = parse_volumes(lvm(list_volumes(m_group)).output);
    if (bytes != group_bytes(devices))
        bytes.clear();
    remember(std::move(bytes), volumes);
    return volumes;
}

void Backend::remember(std::string bytes, const std::vector<LogicalVolume> &volumes) const
{
    std::set<std::string> devices;
    for (const LogicalVolume &volume : volumes)
        for (const block::Extent &extent : volume.extents)
            devices.insert(extent.device);
    if (devices.empty())
        devices.insert(m_devices.begin(), m_devices.end());
    auto known = std::make_shared<const Known>(std::vector(devices.begin(), devices.end()), std::move(bytes), volumes);
    const std::lock_guard lock(m_known_mutex);
    m_known = std::move(known);
}

// What the group's own data tell, and those of its devices that are there. How full snapshots and thin volumes are, LVM alone tells.
std::optional<LogicalVolume> Backend::find_known(std::string_view name) const
{
    const auto known = this->known();
    if (!known || known->bytes.empty())
        return std::nullopt;
    const auto found = std::ranges::find(known->volumes, name, &LogicalVolume::name);
    if (found == known->volumes.end() || found->kind != VolumeKind::Plain || !is_shown(*found) ||
        !block::is_block_device(path_of(found->name)) || known->bytes != group_bytes(known->devices))
        return std::nullopt;
    return *found;
}

LogicalVolume Backend::find(std::string_view name) const
{
    if (auto known = find_known(name))
        return *std::move(known);
    if (is_name(name))
        for (const LogicalVolume &volume : list())
            if (volume.name == name && is_shown(volume))
                return volume;
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
}

std::string Backend::path_of(const std::string &name) const
{
    return fmt::format("{}/{}", m_target, name);
}

FoundVolume Backend::found(const LogicalVolume &volume) const
{
    FoundVolume found = block_volume(volume.name, volume.uuid, path_of(volume.name), volume.capacity());
    found.allocation = volume.allocation();
    return found;
}

void Backend::pool_start()
{
    lvm(activate_group(m_group));
    remove_unfinished();
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    const Group group = this->group();
    for (const LogicalVolume &volume : list())
        if (is_shown(volume))
            volumes.put(found(volume));
    return {.capacity = group.size, .allocation = group.size - group.free, .available = group.free};
}

void Backend::pool_stop()
{
    if (find_group(lvm_time))
        lvm(deactivate_group(m_group));
}

bool Backend::pool_check()
{
    const auto group = find_group(check_time);
    return group && !group->is_partial;
}

std::string Backend::pool_find_sources(std::optional<std::string_view>, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    auto physical = parse_physical(lvm(list_physical()).output);
    std::erase_if(physical, [](const PhysicalVolume &volume) { return volume.group.empty(); });
    std::ranges::stable_sort(physical, {}, &PhysicalVolume::group);
    xml::Writer writer;
    writer.open("sources");
    for (std::size_t at = 0; at < physical.size();) {
        const std::string &group = physical[at].group;
        writer.open("source");
        for (; at < physical.size() && physical[at].group == group; ++at)
            writer.open("device").attribute("path", physical[at].device).close("device");
        writer.element("name", group);
        writer.open("format").attribute("type", "lvm2").close("format");
        writer.close("source");
    }
    writer.close("sources");
    return std::move(writer).str();
}

std::string Backend::pool_describe()
{
    xml::Editor editor(storage::pool_schema(), m_document);
    xml::Node source = editor.root().child_or_new("source");
    if (m_devices.empty())
        for (const PhysicalVolume &volume : parse_physical(lvm(list_physical()).output))
            if (volume.group == m_group)
                source.append("device").set_attribute("path", volume.device);
    source.child_or_new("name").set_text(m_group);
    source.child_or_new("format").set_attribute("type", "lvm2");
    return xml::format(editor.finish());
}

Backend::Device Backend::find_device(std::string_view name) const
{
    const LogicalVolume volume = find(name);
    return {found(volume), path_of(volume.name), volume.extents,
            volume.origin.empty() ? std::string() : path_of(volume.origin)};
}

} // namespace modvirt::storage_logical
