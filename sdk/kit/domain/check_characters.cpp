// SPDX-License-Identifier: MIT
// What contradicts itself in a character device, and in the source that other devices share with them.
#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

void check_channel_name(const Node &device, const std::optional<Node> &source)
{
    const auto name = source ? source->attribute("channel") : std::nullopt;
    if (!name || name->empty())
        refuse_unsupported(device, "Missing source channel attribute for char device");
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (name->find_first_not_of(allowed) != std::string_view::npos)
        refuse(ErrorCode::InvalidArg, *source, "Invalid character in source channel for char device");
}

// A UDP device sends to one address and is bound to another one.
bool names_service(const Node &device, std::string_view type)
{
    bool found = false;
    for_each_child(device, "source", [&](const Node &source) {
        found = found || (source.attribute("service") && (type == "tcp" || source.attribute("mode") != "bind"));
    });
    return found;
}

} // namespace

void check_character_source(const Node &device)
{
    const std::string_view type = device.attribute_or("type", "");
    const auto source = device.child("source");
    constexpr std::string_view with_path[] = {"dev", "file", "pipe", "unix"};
    // A name for the socket of a named channel is found when the guest starts.
    const auto target = device.name() == "channel" ? device.child("target") : std::nullopt;
    const bool chooses_path = type == "unix" && target && target->attribute("type") != "guestfwd";
    if (std::ranges::find(with_path, type) != std::end(with_path) && !chooses_path && !has(source, "path"))
        refuse(ErrorCode::InternalError, device, "Missing source path attribute for char device");
    if (type == "tcp" && !has(source, "host"))
        refuse(ErrorCode::InternalError, device, "Missing source host attribute for char device");
    if ((type == "tcp" || type == "udp") && !names_service(device, type))
        refuse(ErrorCode::InternalError, device, "Missing source service attribute for char device");
    if (type == "nmdm" && has(source, "master") != has(source, "slave"))
        refuse(ErrorCode::InternalError, device,
               "Should define both master and slave path attributes for nmdm device");
    if (type == "spiceport" || type == "dbus")
        check_channel_name(device, source);
    const auto reconnect = source ? source->child("reconnect") : std::nullopt;
    if (reconnect && reconnect->attribute("enabled") == "yes" && source->attribute("mode") == "bind")
        refuse(ErrorCode::InternalError, *reconnect, "chardev reconnect is possible only for connect mode");
}

// Labels of what a device is backed by.
void check_source_labels(Node source)
{
    std::set<std::string_view> models;
    for_each_child(source, "seclabel", [&](const Node &label) {
        const auto model = label.attribute("model");
        if (model && !models.insert(*model).second)
            refuse(ErrorCode::XmlDetail, label, fmt::format("seclabel for model {} is already provided", *model));
    });
    for_each_child(source, "seclabel", [&](const Node &label) {
        const auto text = label.child("label");
        if (text && !text->text().empty() && label.attribute("relabel") == "no")
            refuse_xml(label, "Cannot specify a label if relabelling is turned off");
    });
}

void check_given_character(const Node &device)
{
    const std::string_view kind = device.name();
    const auto target = device.child("target");
    const bool on_virtio = kind == "channel" && target && target->attribute("type") == "virtio";
    if (device.attribute("type") == "spicevmc" && !on_virtio)
        refuse_unsupported(device, "spicevmc device type only supports virtio");
}

} // namespace modvirt::domain
