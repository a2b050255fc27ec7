// SPDX-License-Identifier: MIT
// What contradicts itself in what a guest is seen, heard and steered by: graphics, video, sound, inputs.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"

namespace modvirt::domain {

namespace {

using document::number;
using xml::Node;

// What the attributes say, the first <listen> says too.
void check_first_listen(const Node &graphics, const Node &listen)
{
    const auto expect = [&](std::string_view type, std::string_view own, std::string_view name) {
        const auto given = graphics.attribute(own);
        const std::string_view found = listen.attribute_or(name, "");
        if (listen.attribute("type") == type && given && !given->empty() && !found.empty() && *given != found)
            refuse_unsupported(graphics, fmt::format("graphics '{}' attribute '{}' must match '{}' attribute of first listen "
                                                     "element (found '{}')",
                                                     own, *given, name, found));
    };
    expect("address", "listen", "address");
    expect("socket", "socket", "socket");
}

void check_listens(const Node &graphics)
{
    for_each_child(graphics, "listen", [&](const Node &listen) {
        const std::string_view type = listen.attribute_or("type", "");
        if (graphics.attribute("type") == "rdp" && (type == "socket" || type == "none"))
            refuse_unsupported(listen,
                               fmt::format("listen type '{}' is not available for graphics type 'rdp'", type));
        if (listen == *graphics.child("listen"))
            check_first_listen(graphics, listen);
        if (type != "network" && !listen.attribute_or("network", "").empty())
            refuse_xml(listen, "'network' attribute is valid only for listen type 'network'");
        if (type != "socket" && !listen.attribute_or("socket", "").empty())
            refuse_xml(listen, "'socket' attribute is valid only for listen type 'socket'");
    });
}

// "2020-01-02T03:04:05"
bool is_time(std::string_view text)
{
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    return text.size() == form.size() && std::ranges::equal(text, form, [](char character, char wanted) {
               return wanted == 'd' ? character >= '0' && character <= '9' : character == wanted;
           });
}

void check_password(Node graphics)
{
    if (!graphics.attribute("passwd")) {
        graphics.remove_attribute("passwdValidTo");
        graphics.remove_attribute("connected");
        return;
    }
    if (const auto until = graphics.attribute("passwdValidTo"); until && !is_time(*until))
        refuse(ErrorCode::InternalError, graphics,
               fmt::format("cannot parse password validity time '{}', expect YYYY-MM-DDTHH:MM:SS", *until));
    if (graphics.attribute("type") == "vnc" && graphics.attribute_or("connected", "keep") != "keep")
        refuse_unsupported(graphics, "VNC supports connected='keep' only");
}

void check_audio_side(const Node &audio, std::string_view side)
{
    const auto node = audio.child(side);
    if (!node)
        return;
    const bool is_fixed = node->attribute("fixedSettings") == "yes";
    if (is_fixed && node->attribute("mixingEngine") != "yes")
        refuse_unsupported(*node, "fixed audio settings requires mixing engine: add mixingEngine='yes'");
    if (!is_fixed && node->child("settings"))
        refuse_unsupported(*node, "audio settings specified without fixed settings flag: add fixedSettings='yes'");
}

// What a PC has.
void check_input_bus(const Node &input)
{
    const auto os = input.parent()->parent()->child("os");
    const auto os_type = os ? os->child("type") : std::nullopt;
    if (!os_type || os_type->text() != "hvm")
        return;
    const std::string_view type = input.attribute_or("type", "");
    if (input.attribute("bus") == "ps2" && type != "mouse" && type != "keyboard")
        refuse(ErrorCode::InternalError, input, fmt::format("ps2 bus does not support {} input device", type));
    if (input.attribute("bus") == "xen")
        refuse(ErrorCode::InternalError, input, "unsupported input bus xen");
}

bool has_audio(Node devices, std::string_view id)
{
    for (auto audio = devices.child("audio"); audio; audio = audio->next_of_kind())
        if (audio->attribute("id") == id)
            return true;
    return false;
}

} // namespace

void check_given_graphics(Node graphics)
{
    check_listens(graphics);
    check_password(graphics);
}

void check_given_input(const Node &input)
{
    const auto source = input.child("source");
    const std::string_view type = input.attribute_or("type", "");
    if (source && ((type == "evdev" && !source->attribute("dev")) || (type == "passthrough" && !source->attribute("evdev"))))
        refuse_xml(*source, "Missing evdev path for input device");
}

void check_given_video(const Node &video)
{
    const auto model = video.child("model");
    const auto acceleration = model ? model->child("acceleration") : std::nullopt;
    if (acceleration && !acceleration->attribute("accel2d") && !acceleration->attribute("accel3d") &&
        !acceleration->attribute("rendernode"))
        refuse_unsupported(*acceleration, "missing values for acceleration");
}

void check_given_audio(const Node &audio)
{
    check_audio_side(audio, "input");
    check_audio_side(audio, "output");
    if (audio.attribute("type") == "oss" && audio.attribute_or("dspPolicy", "").starts_with('-'))
        refuse_xml(audio, fmt::format("cannot parse 'dspPolicy' value '{}'", audio.attribute_or("dspPolicy", "")));
}

// What is heard through a backend names one that there is.
void check_audio_of(const Node &device)
{
    const auto audio = device.child("audio");
    if (audio && !has_audio(*device.parent(), audio->attribute_or("id", "")))
        refuse_xml(*audio, fmt::format("no audio device with ID {}", audio->attribute_or("id", "")));
}

void check_listen_networks(const Node &graphics)
{
    check_audio_of(graphics);
    for_each_child(graphics, "listen", [&](const Node &listen) {
        if (listen.attribute("type") == "network" && listen.attribute_or("network", "").empty())
            refuse_xml(listen, "'network' attribute is required for listen type 'network'");
    });
}

void check_audio_ids(Node devices)
{
    std::set<std::string_view> ids;
    for_each_child(devices, "audio", [&](const Node &audio) {
        const std::string_view id = audio.attribute_or("id", "");
        if (!ids.insert(id).second)
            refuse_xml(audio, fmt::format("audio ID {} is used multiple times", id));
    });
}

void check_input(const Node &input)
{
    check_input_bus(input);
    const std::string_view type = input.attribute_or("type", "");
    const std::string_view bus = input.attribute_or("bus", "");
    const std::string_view model = input.attribute_or("model", "");
    if (!model.empty() && bus != "virtio")
        refuse_unsupported(input, fmt::format("only bus 'virtio' is supported for input model '{}'", model));
    if (type == "passthrough" && bus != "virtio")
        refuse_unsupported(input, "only bus 'virtio' is supported for 'passthrough' input devices");
    if (type == "evdev" && !bus.empty() && bus != "none")
        refuse_unsupported(input, "input evdev doesn't support bus element");
}

void check_video(const Node &video)
{
    const auto model = video.child("model");
    const std::string_view type = model ? model->attribute_or("type", "") : std::string_view{};
    if (type != "qxl")
        for (const std::string_view memory : {"ram", "vram64", "vgamem"})
            if (model && number(model->attribute(memory)) > 0)
                refuse_unsupported(*model, fmt::format("{} attribute only supported for video type qxl", memory));
    const auto driver = video.child("driver");
    const bool by_vhost = driver && driver->attribute("name") == "vhostuser";
    if (by_vhost && type != "virtio")
        refuse_unsupported(*driver, "'vhostuser' driver is only supported with 'virtio' device");
    if (const auto acceleration = model ? model->child("acceleration") : std::nullopt) {
        if (acceleration->attribute("rendernode") && !by_vhost)
            refuse_unsupported(*acceleration, "unsupported rendernode accel attribute without 'vhostuser'");
    }
    if (type != "virtio")
        check_virtio_options(video);
}

void check_primary_video(Node devices)
{
    int primary = 0;
    for_each_child(devices, "video", [&](const Node &video) {
        const auto model = video.child("model");
        primary += model && model->attribute("primary") == "yes" ? 1 : 0;
        if (primary > 1)
            refuse_unsupported(video, "Only one primary video device is supported");
        if (model && model->attribute("type") == "none" && devices.child("video")->next_of_kind())
            refuse_unsupported(video, "a 'none' video type must be the only video device defined for the domain");
    });
}

} // namespace modvirt::domain
