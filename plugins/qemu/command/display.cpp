// SPDX-License-Identifier: LGPL-2.1-or-later
// Screens: VNC servers and display cards.
#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

constexpr int first_vnc_port = 5900;

std::string bracketed(std::string_view address)
{
    return address.find(':') == std::string_view::npos ? escape(address)
                                                       : fmt::format("[{}]", escape(address));
}

// Where the server listens.
std::string vnc_place(const Subject &subject, const xml::Element &graphics)
{
    const auto listen = graphics.child("listen");
    const std::string_view type = listen ? listen->attribute_or("type", "address") : "address";
    if (type == "none")
        return "none";
    const std::string_view socket = listen
                                        ? listen->attribute_or("socket", graphics.attribute_or("socket", ""))
                                        : graphics.attribute_or("socket", "");
    if (type == "socket" || !socket.empty()) {
        if (socket.empty())
            throw Error(ErrorCode::ConfigUnsupported,
                        "a VNC server on a socket needs its path: <listen type='socket' "
                        "socket='/path'/>");
        return fmt::format("unix:{}", escape(socket));
    }
    const std::string_view address = listen ? listen->attribute_or("address", config::default_listen_address)
                                            : config::default_listen_address;
    return fmt::format("{}:{}", bracketed(address), subject.launch().facts.vnc_port - first_vnc_port);
}

void add_vnc(Arguments &arguments, const Subject &subject, const xml::Element &graphics)
{
    std::string value = vnc_place(subject, graphics);
    if (subject.launch().facts.vnc_websocket > 0)
        value += fmt::format(",websocket={}", subject.launch().facts.vnc_websocket);
    // The password itself is told through the monitor: a command line can be read by everybody.
    if (graphics.attribute("passwd"))
        value += ",password=on";
    if (const auto policy = graphics.attribute("sharePolicy"))
        value += fmt::format(",share={}", *policy);
    arguments.add("-vnc", value);
    if (const auto keymap = graphics.attribute("keymap"))
        arguments.add("-k", std::string(*keymap));
}

struct CardModel {
    std::string_view model;
    std::string_view primary;
    std::string_view secondary;
    std::string_view memory; // its property for video memory in MiB
};

constexpr CardModel cards[] = {{"vga", "VGA", "secondary-vga", "vgamem_mb"},
                               {"cirrus", "cirrus-vga", "cirrus-vga", ""},
                               {"vmvga", "vmware-svga", "vmware-svga", "vgamem_mb"},
                               {"virtio", "virtio-vga", "virtio-gpu-pci", ""},
                               {"qxl", "qxl-vga", "qxl", "vgamem_mb"},
                               {"bochs", "bochs-display", "bochs-display", ""}};

void add_video(Arguments &arguments, const Subject &subject, const xml::Element &video)
{
    const auto model = video.child("model");
    const std::string_view name = model ? model->attribute_or("type", "cirrus") : "cirrus";
    if (name == "none")
        return;
    const auto *card = std::ranges::find(cards, name, &CardModel::model);
    const bool is_primary = model && model->attribute("primary") == "yes";
    if (card == std::end(cards))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("video model '{}' is not served by the qemu driver", name));
    const std::string driver(is_primary ? card->primary : card->secondary);
    if (!subject.emulator().has_device(driver))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("'{}' has no video card '{}'", subject.emulator().path, driver));
    Json device;
    device["driver"] = driver;
    device["id"] = config::alias_of(video);
    const std::string_view memory = name == "qxl" ? "vgamem" : "vram";
    if (!card->memory.empty() && model && model->attribute(memory))
        device[std::string(card->memory)] = std::max<uint64_t>(1, number_of(*model, memory) / 1024);
    if (name == "virtio" && model && number_of(*model, "heads") > 1)
        device["max_outputs"] = number_of(*model, "heads");
    subject.put_pci_address(device, video);
    arguments.add("-device", device);
}

} // namespace

void add_graphics(Arguments &arguments, const Subject &subject)
{
    int count = 0;
    const xml::Element devices = subject.devices();
    for (const xml::Element graphics : devices.children("graphics")) {
        if (++count > 1)
            throw Error(ErrorCode::ConfigUnsupported, "only 1 graphics device of type 'vnc' is supported");
        add_vnc(arguments, subject, graphics);
    }
}

void add_videos(Arguments &arguments, const Subject &subject)
{
    const xml::Element devices = subject.devices();
    for (const xml::Element video : devices.children("video"))
        add_video(arguments, subject, video);
}

} // namespace modvirt::qemu::command
