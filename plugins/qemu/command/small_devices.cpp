// SPDX-License-Identifier: LGPL-2.1-or-later
// Inputs, sound, balloon, random numbers, watchdog, panic and generation id.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

constexpr std::string_view audio_id = "audio1";

void add_input(Arguments &arguments, const Subject &subject, const xml::Element &input)
{
    const std::string_view bus = input.attribute_or("bus", "ps2");
    const std::string_view type = input.attribute_or("type", "");
    if (bus == "ps2")
        return; // the board has both
    Json device;
    if (bus == "usb") {
        device["driver"] = fmt::format("usb-{}", type == "keyboard" ? "kbd" : type);
        device["id"] = config::alias_of(input);
        device["bus"] = "usb.0";
        if (const auto port = attribute_of(input, "address", "port"); !port.empty())
            device["port"] = port;
    } else {
        device["driver"] = fmt::format("virtio-{}-pci", type);
        device["id"] = config::alias_of(input);
        subject.put_pci_address(device, input);
    }
    arguments.add("-device", device);
}

void add_sound(Arguments &arguments, const Subject &subject, const xml::Element &sound)
{
    const std::string_view model = sound.attribute_or("model", "");
    const std::string_view alias = config::alias_of(sound);
    Json device;
    if (model == "ich6" || model == "ich9") {
        device["driver"] = model == "ich6" ? "intel-hda" : "ich9-intel-hda";
        device["id"] = alias;
        subject.put_pci_address(device, sound);
        arguments.add("-device", device);
        Json codec;
        codec["driver"] = "hda-duplex";
        codec["id"] = fmt::format("{}-codec0", alias);
        codec["bus"] = fmt::format("{}.0", alias);
        codec["cad"] = 0;
        codec["audiodev"] = audio_id;
        arguments.add("-device", codec);
        return;
    }
    device["driver"] = model == "es1370" ? "ES1370"
                       : model == "ac97" ? "AC97"
                       : model == "usb"  ? "usb-audio"
                                         : model;
    device["id"] = alias;
    device["audiodev"] = audio_id;
    if (model == "usb")
        device["bus"] = "usb.0";
    subject.put_pci_address(device, sound);
    arguments.add("-device", device);
}

void add_balloon(Arguments &arguments, const Subject &subject, const xml::Element &balloon)
{
    if (balloon.attribute("model") == "none")
        return;
    Json device;
    device["driver"] = "virtio-balloon-pci";
    device["id"] = config::alias_of(balloon);
    if (const auto deflate = balloon.attribute("autodeflate"))
        device["deflate-on-oom"] = *deflate == "on";
    if (const auto reporting = balloon.attribute("freePageReporting"))
        device["free-page-reporting"] = *reporting == "on";
    subject.put_pci_address(device, balloon);
    arguments.add("-device", device);
}

void add_rng(Arguments &arguments, const Subject &subject, const xml::Element &rng)
{
    const std::string_view alias = config::alias_of(rng);
    const auto backend = rng.child("backend");
    const bool is_builtin = backend && backend->attribute("model") == "builtin";
    Json object;
    object["qom-type"] = is_builtin ? "rng-builtin" : "rng-random";
    object["id"] = fmt::format("obj{}", alias);
    if (!is_builtin)
        object["filename"] = backend && !backend->text().empty() ? backend->text() : "/dev/urandom";
    arguments.add("-object", object);
    Json device;
    device["driver"] = "virtio-rng-pci";
    device["rng"] = fmt::format("obj{}", alias);
    device["id"] = alias;
    if (const auto rate = rng.child("rate")) {
        device["max-bytes"] = number_of(*rate, "bytes");
        device["period"] = rate->attribute("period") ? number_of(*rate, "period") : 1000;
    }
    subject.put_pci_address(device, rng);
    arguments.add("-device", device);
}

void add_watchdog(Arguments &arguments, const Subject &subject, const xml::Element &watchdog)
{
    Json device;
    device["driver"] = watchdog.attribute_or("model", "");
    device["id"] = config::alias_of(watchdog);
    subject.put_pci_address(device, watchdog);
    arguments.add("-device", device);
    arguments.add("-action", fmt::format("watchdog={}", watchdog.attribute_or("action", "reset")));
}

} // namespace

void add_small_devices(Arguments &arguments, const Subject &subject)
{
    const xml::Element devices = subject.devices();
    for (const xml::Element input : devices.children("input"))
        add_input(arguments, subject, input);
    if (devices.child("sound"))
        arguments.add("-audiodev", Json{{"id", audio_id}, {"driver", "none"}});
    for (const xml::Element sound : devices.children("sound"))
        add_sound(arguments, subject, sound);
    for (const xml::Element watchdog : devices.children("watchdog"))
        add_watchdog(arguments, subject, watchdog);
    for (const xml::Element balloon : devices.children("memballoon"))
        add_balloon(arguments, subject, balloon);
    for (const xml::Element rng : devices.children("rng"))
        add_rng(arguments, subject, rng);
    for (const xml::Element panic : devices.children("panic"))
        arguments.add("-device",
                      Json{{"driver", "pvpanic"}, {"id", config::alias_of(panic)}, {"ioport", 0x505}});
    if (const auto genid = subject.domain().child_text("genid"))
        arguments.add("-device", Json{{"driver", "vmgenid"}, {"guid", *genid}, {"id", "vmgenid0"}});
    if (const auto features = subject.domain().child("features");
        features && features->child("vmcoreinfo") &&
        features->child("vmcoreinfo")->attribute_or("state", "on") == "on")
        arguments.add("-device", std::string("vmcoreinfo"));
}

} // namespace modvirt::qemu::command
