// SPDX-License-Identifier: MIT
// Graphics and video.
#include <bit>
#include <optional>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

int64_t port_of(const Node &graphics, std::string_view attribute)
{
    const auto port = graphics.attribute(attribute);
    return port ? xml::parse_integer(*port).value_or(0) : 0;
}

// The first <listen> and the attribute of the same meaning say the same.
void complete_listen(Node graphics, bool shown_by_attribute)
{
    auto listen = graphics.child("listen");
    const std::string attribute(graphics.attribute_or("listen", ""));
    if (!listen) {
        listen = graphics.append("listen");
        listen->set_attribute("type", "address");
        if (!attribute.empty())
            listen->set_attribute("address", attribute);
        return;
    }
    if (listen->attribute("type") != "address")
        return;
    const std::string address(listen->attribute_or("address", ""));
    if (address.empty() && !attribute.empty())
        listen->set_attribute("address", attribute);
    else if (!address.empty() && shown_by_attribute)
        graphics.set_attribute("listen", address);
}

void complete_vnc(Node graphics)
{
    if (graphics.attribute("socket")) {
        graphics.remove_attribute("port");
        graphics.remove_attribute("autoport");
        if (!graphics.child("listen")) {
            Node listen = graphics.append("listen");
            listen.set_attribute("type", "socket");
            listen.set_attribute("socket", std::string(graphics.attribute_or("socket", "")));
        }
        return;
    }
    if (const auto listen = graphics.child("listen");
        listen && (listen->attribute("type") == "socket" || listen->attribute("type") == "none")) {
        if (const auto socket = listen->attribute("socket"))
            graphics.set_attribute("socket", *socket);
        for (const std::string_view attribute : {"port", "autoport", "listen"})
            graphics.remove_attribute(attribute);
        return;
    }
    const bool asks_for_none = !graphics.attribute("port") || port_of(graphics, "port") == -1;
    const bool automatic =
        graphics.attribute("autoport") == "yes" || (asks_for_none && graphics.attribute("autoport") != "no");
    if (automatic)
        graphics.set_attribute("port", "-1");
    else if (asks_for_none || port_of(graphics, "port") == 0)
        graphics.remove_attribute("port");
    graphics.set_attribute("autoport", automatic ? "yes" : "no");
    complete_listen(graphics, true);
}

void complete_spice(Node graphics)
{
    const bool automatic = graphics.attribute("autoport") == "yes" || port_of(graphics, "port") < 0 ||
                           port_of(graphics, "tlsPort") < 0;
    const bool fixed = port_of(graphics, "port") > 0 || port_of(graphics, "tlsPort") > 0;
    if (port_of(graphics, "port") < 0 && port_of(graphics, "tlsPort") < 0)
        graphics.set_attribute("autoport", "yes");
    if (graphics.attribute("autoport") == "yes") {
        graphics.remove_attribute("port");
        graphics.remove_attribute("tlsPort");
    }
    for (const std::string_view attribute : {"port", "tlsPort"})
        if (graphics.attribute(attribute) && port_of(graphics, attribute) == 0)
            graphics.remove_attribute(attribute);
    if (automatic || fixed) {
        graphics.set_attribute("autoport", graphics.attribute("autoport") == "yes" ? "yes" : "no");
        complete_listen(graphics, true);
        return;
    }
    // Without any port there is nothing to listen on.
    graphics.remove_attribute("autoport");
    Node listen = graphics.child_or_new("listen");
    if (listen.attribute_or("type", "address") != "address")
        return complete_listen(graphics, true);
    graphics.remove_attribute("listen");
    listen.set_attribute("type", "none");
    listen.remove_attribute("address");
}

void complete_graphics(Node graphics)
{
    const std::string type(graphics.attribute_or("type", ""));
    if (type == "vnc") {
        complete_vnc(graphics);
    } else if (type == "spice") {
        complete_spice(graphics);
    } else if (type == "rdp") {
        const bool automatic = port_of(graphics, "port") <= 0 || graphics.attribute("autoport") == "yes";
        if (automatic) {
            graphics.set_attribute("port", "0");
            graphics.set_attribute("autoport", "yes");
        } else {
            graphics.remove_attribute("autoport");
        }
        for (const std::string_view attribute : {"replaceUser", "multiUser"})
            if (graphics.attribute(attribute) == "no")
                graphics.remove_attribute(attribute);
        complete_listen(graphics, true);
    }
}

struct VideoMemory {
    std::string_view model;
    uint32_t vram_kib;
    uint32_t ram_kib;
};

constexpr VideoMemory video_memory[] = {{"vga", 16384, 0},   {"cirrus", 16384, 0},   {"vmvga", 16384, 0},
                                        {"bochs", 16384, 0}, {"qxl", 65536, 65536},  {"xen", 4096, 0},
                                        {"vbox", 8192, 0},   {"parallels", 16384, 0}};

void complete_video_memory(Node model)
{
    const std::string_view type = model.attribute_or("type", "");
    for (const VideoMemory &memory : video_memory) {
        if (memory.model != type)
            continue;
        const auto amount = [&](std::string_view attribute, uint32_t otherwise) {
            const auto written = model.attribute(attribute);
            const uint64_t kib = written ? xml::parse_unsigned(*written).value_or(otherwise) : otherwise;
            // Graphics memory comes in powers of two.
            return std::to_string(kib > UINT32_MAX / 2 ? kib : std::bit_ceil(kib));
        };
        if (memory.ram_kib > 0)
            model.set_attribute("ram", amount("ram", memory.ram_kib));
        model.set_attribute("vram", amount("vram", memory.vram_kib));
    }
}

void complete_video(Node video, bool first, std::string_view os_type)
{
    Node model = video.child_or_new("model");
    if (!model.attribute("type") || model.attribute("type") == "default")
        model.set_attribute("type", os_type == "xen" || os_type == "linux" ? "xen" : "cirrus");
    if (model.attribute("type") == "none")
        return;
    complete_video_memory(model);
    if (!model.attribute("heads"))
        model.set_attribute("heads", "1");
    // More than one that says so is refused with the complete document.
    if (first)
        model.set_attribute("primary", "yes");
    else if (model.attribute("primary") != "yes")
        model.remove_attribute("primary");
}

bool is_primary(const Node &video)
{
    const auto model = video.child("model");
    return model && model->attribute("primary") == "yes";
}

// The primary one stands before the others.
void order_videos(Node devices)
{
    const auto first = devices.child("video");
    for (auto video = first; video; video = video->next_of_kind())
        if (is_primary(*video)) {
            if (!(*video == *first))
                video->move_before(first);
            return;
        }
}

} // namespace

void complete_display(Node devices, std::string_view os_type)
{
    for_each_child(devices, "graphics", complete_graphics);
    if (devices.child("graphics") && !devices.child("video"))
        devices.append("video");
    order_videos(devices);
    bool first = true;
    for_each_child(devices, "video", [&](Node video) {
        complete_video(video, first, os_type);
        first = false;
    });
}

} // namespace modvirt::domain
