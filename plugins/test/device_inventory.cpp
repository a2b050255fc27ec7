// SPDX-License-Identifier: LGPL-2.1-or-later
#include "device_inventory.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/nodedev/schema.hpp"
#include "kit/store/store.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::test {

namespace {

using Entry = DeviceInventory::Entry;
using Changed = DeviceInventory::Changed;
using Change = DeviceInventory::Change;

constexpr std::string_view adapter_name = "scsi_host";
constexpr uint32_t first_port = 12; // adapters of the default host end with 11

[[noreturn]] void refuse(const std::string &message, ErrorCode code = ErrorCode::InternalError)
{
    throw Error(code, message, ErrorDomain::Nodedev);
}

std::optional<xml::Element> capability_of(const xml::Element &parent, std::string_view type)
{
    for (const xml::Element capability : parent.children("capability")) {
        if (capability.attribute("type") == type)
            return capability;
        if (const auto inner = capability_of(capability, type))
            return inner;
    }
    return std::nullopt;
}

std::string_view fabric_of(const nodedev::Config &config)
{
    const auto adapter = capability_of(config.document.root(), "fc_host");
    return adapter ? adapter->child_text("fabric_wwn").value_or("") : "";
}

std::string_view parent_attribute(const nodedev::Config &config, std::string_view name)
{
    const auto parent = config.document.root().child("parent");
    return parent ? parent->attribute_or(name, "") : "";
}

// Two names of a parent go together.
void check_parent_names(const nodedev::Config &config)
{
    const std::string_view wwnn = parent_attribute(config, "wwnn");
    const std::string_view wwpn = parent_attribute(config, "wwpn");
    if (wwnn.empty() == wwpn.empty())
        return;
    const bool has_node = wwpn.empty();
    refuse(fmt::format("when providing parent {}='{}', the {} must also be provided",
                       has_node ? "wwnn" : "wwpn", has_node ? wwnn : wwpn, has_node ? "wwpn" : "wwnn"),
           ErrorCode::XmlError);
}

bool offers_mediated(const nodedev::Config &parent, std::string_view type)
{
    const auto offer = capability_of(parent.document.root(), "mdev_types");
    if (!offer)
        return false;
    return std::ranges::any_of(offer->children("type"),
                               [&](const xml::Element &each) { return each.attribute("id") == type; });
}

} // namespace

bool has_capability(const nodedev::Config &config, std::string_view type)
{
    return std::ranges::find(config.capabilities, type) != config.capabilities.end();
}

void DeviceInventory::add(nodedev::ConfigPtr config)
{
    const std::lock_guard lock(m_lock);
    if (find_any(config->name))
        get(config->name).live = std::move(config);
    else
        m_all.push_back({std::move(config), nullptr});
}

Changed DeviceInventory::create(const nodedev::Config &config)
{
    const std::lock_guard lock(m_lock);
    nodedev::ConfigPtr made = has_capability(config, "mdev") ? make_mediated(config) : make_port(config);
    std::string name = made->name;
    if (find_any(name))
        refuse(fmt::format("device '{}' exists already", name), ErrorCode::OperationFailed);
    m_all.push_back({std::move(made), nullptr});
    return {std::move(name), Change::Created};
}

Changed DeviceInventory::destroy(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = get(name);
    if (!entry.live)
        refuse(fmt::format("device '{}' is not active", name), ErrorCode::OperationInvalid);
    if (entry.live->parent.empty())
        refuse(fmt::format("device '{}' stands on no other one, and cannot be taken away", name),
               ErrorCode::OperationInvalid);
    entry.live = nullptr;
    if (!entry.defined)
        forget(entry);
    return {std::string(name), Change::Deleted};
}

Changed DeviceInventory::define(const nodedev::Config &config)
{
    const std::lock_guard lock(m_lock);
    if (!has_capability(config, "mdev"))
        refuse("only a mediated device can be defined: one with <capability type='mdev'>",
               ErrorCode::OperationUnsupported);
    nodedev::ConfigPtr made = make_mediated(config);
    std::string name = made->name;
    if (!find_any(name)) {
        m_all.push_back({nullptr, std::move(made)});
        return {std::move(name), Change::Defined};
    }
    const bool was_defined = std::exchange(get(name).defined, std::move(made)) != nullptr;
    return {std::move(name), was_defined ? Change::Updated : Change::Defined};
}

Changed DeviceInventory::undefine(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = get(name);
    if (!entry.defined)
        refuse(fmt::format("device '{}' is not defined", name), ErrorCode::OperationInvalid);
    entry.defined = nullptr;
    entry.autostart = false;
    if (!entry.live)
        forget(entry);
    return {std::string(name), Change::Undefined};
}

Changed DeviceInventory::start(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = get(name);
    if (entry.live)
        refuse(fmt::format("device '{}' is already active", name), ErrorCode::OperationInvalid);
    entry.live = entry.defined;
    return {std::string(name), Change::Created};
}

void DeviceInventory::set_autostart(std::string_view name, bool autostart)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = get(name);
    if (!entry.defined)
        refuse(fmt::format("device '{}' is not defined, and cannot be started with the host", name),
               ErrorCode::OperationInvalid);
    entry.autostart = autostart;
}

Entry DeviceInventory::find(std::string_view name) const
{
    const std::lock_guard lock(m_lock);
    const Entry *entry = find_any(name);
    if (!entry)
        throw Error(ErrorCode::NoNodeDevice, fmt::format("no node device with matching name '{}'", name));
    return *entry;
}

Entry DeviceInventory::find_adapter(std::string_view wwnn, std::string_view wwpn) const
{
    const std::lock_guard lock(m_lock);
    for (const Entry &entry : m_all)
        if (has_capability(entry.config(), "fc_host") && entry.config().wwnn == wwnn &&
            entry.config().wwpn == wwpn)
            return entry;
    throw Error(ErrorCode::NoNodeDevice,
                fmt::format("no node device with matching wwnn '{}' and wwpn '{}'", wwnn, wwpn));
}

std::vector<Entry> DeviceInventory::all() const
{
    const std::lock_guard lock(m_lock);
    return m_all;
}

// The adapter that a new port is to be on: the one that is named, in whatever way, or the first that can.
const nodedev::Config &DeviceInventory::port_parent(const nodedev::Config &config) const
{
    check_parent_names(config);
    const std::string_view wwnn = parent_attribute(config, "wwnn");
    const std::string_view fabric = parent_attribute(config, "fabric_wwn");
    const auto is_meant = [&](const nodedev::Config &each) {
        if (!config.parent.empty())
            return each.name == config.parent;
        if (!wwnn.empty())
            return each.wwnn == wwnn && each.wwpn == parent_attribute(config, "wwpn");
        return has_capability(each, "vport_ops") && (fabric.empty() || fabric_of(each) == fabric);
    };
    for (const Entry &entry : m_all) {
        if (!entry.live || !is_meant(*entry.live))
            continue;
        if (!has_capability(*entry.live, "vport_ops"))
            refuse(fmt::format("Parent device {} is not capable of vport operations", entry.live->name));
        return *entry.live;
    }
    refuse(fmt::format("Could not find parent device for '{}'", config.name));
}

nodedev::ConfigPtr DeviceInventory::make_port(const nodedev::Config &config) const
{
    if (!has_capability(config, "fc_host"))
        refuse("Device is not a fibre channel HBA");
    if (config.wwnn.empty())
        refuse(fmt::format("no WWNN supplied for '{}', and auto-generation failed", config.name));
    if (config.wwpn.empty())
        refuse(fmt::format("no WWPN supplied for '{}', and auto-generation failed", config.name));
    const nodedev::Config &parent = port_parent(config);
    for (const Entry &entry : m_all)
        if (entry.config().wwnn == config.wwnn && entry.config().wwpn == config.wwpn)
            refuse(fmt::format("device '{}' has WWNN {} and WWPN {} already", entry.config().name,
                               config.wwnn, config.wwpn),
                   ErrorCode::OperationFailed);
    uint32_t number = first_port;
    while (find_any(fmt::format("{}{}", adapter_name, number)))
        ++number;

    xml::Editor editor(nodedev::schema());
    xml::Node device = editor.root();
    device.append("name").set_text(fmt::format("{}{}", adapter_name, number));
    device.append("parent").set_text(parent.name);
    xml::Node host = device.append("capability");
    host.set_attribute("type", "scsi_host");
    host.append("host").set_text(std::to_string(number));
    host.append("unique_id").set_text(std::to_string(number - 1));
    xml::Node port = host.append("capability");
    port.set_attribute("type", "fc_host");
    port.append("wwnn").set_text(config.wwnn);
    port.append("wwpn").set_text(config.wwpn);
    port.append("fabric_wwn").set_text(fabric_of(parent));
    return nodedev::complete(editor);
}

nodedev::ConfigPtr DeviceInventory::make_mediated(const nodedev::Config &config) const
{
    const Entry *parent = find_any(config.parent);
    if (!parent)
        refuse(fmt::format("Could not find parent device for '{}'", config.name));
    xml::Editor editor(nodedev::schema(), config.document);
    xml::Node device = editor.root();
    xml::Node capability = *device.child("capability");
    const std::string type(capability.child("type")->attribute_or("id", ""));
    if (!offers_mediated(parent->config(), type))
        refuse(fmt::format("Parent device {} offers no mediated devices of type '{}'", config.parent, type));
    xml::Node uuid = capability.child_or_new("uuid");
    if (uuid.text().empty())
        uuid.set_text(store::to_text(document::random_uuid({})));
    std::string name = fmt::format("mdev_{}_{}", uuid.text(), config.parent);
    std::ranges::replace(name, '-', '_');
    device.child_or_new("name").set_text(name);
    return nodedev::complete(editor);
}

const Entry *DeviceInventory::find_any(std::string_view name) const
{
    const auto found =
        std::ranges::find_if(m_all, [&](const Entry &each) { return each.config().name == name; });
    return found == m_all.end() ? nullptr : &*found;
}

Entry &DeviceInventory::get(std::string_view name)
{
    const Entry *entry = find_any(name);
    if (!entry)
        throw Error(ErrorCode::NoNodeDevice, fmt::format("no node device with matching name '{}'", name));
    return m_all[static_cast<std::size_t>(entry - m_all.data())];
}

void DeviceInventory::forget(const Entry &entry)
{
    m_all.erase(m_all.begin() + (&entry - m_all.data()));
}

} // namespace modvirt::test
