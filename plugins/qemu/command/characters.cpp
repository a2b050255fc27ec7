// SPDX-License-Identifier: LGPL-2.1-or-later
// Serial ports, consoles and channels, and what they are connected to on the host.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

std::string socket_value(const Subject &subject, const xml::Element &device, std::string_view type)
{
    const auto source = device.child("source");
    const auto at = [&](std::string_view name) {
        return source ? source->attribute_or(name, "") : std::string_view();
    };
    const bool is_server = at("mode") != "connect" || (type == "unix" && at("path").empty());
    std::string value;
    if (type == "unix") {
        const std::string path =
            at("path").empty() ? fmt::format("{}/{}.{}", subject.launch().channel_directory,
                                             subject.config().name, attribute_of(device, "target", "name"))
                               : std::string(at("path"));
        value = fmt::format(",path={}", escape(path));
    } else {
        value = fmt::format(",host={},port={}", escape(at("host")), escape(at("service")));
        if (attribute_of(device, "protocol", "type") == "telnet")
            value += ",telnet=on";
    }
    return is_server ? value + ",server=on,wait=off" : value;
}

void add_backend(Arguments &arguments, const Subject &subject, const xml::Element &device)
{
    const std::string_view type = device.attribute_or("type", "pty");
    const bool is_socket = type == "unix" || type == "tcp";
    std::string value = fmt::format("{},id=char{}", is_socket ? "socket" : type, config::alias_of(device));
    if (is_socket)
        value += socket_value(subject, device, type);
    if (type == "file") {
        value += fmt::format(",path={}", escape(attribute_of(device, "source", "path")));
        if (const auto append = attribute_of(device, "source", "append"); !append.empty())
            value += fmt::format(",append={}", append);
    }
    if (const auto log = device.child("log"); log && log->attribute("file"))
        value += fmt::format(",logfile={},logappend={}", escape(log->attribute_or("file", "")),
                             log->attribute_or("append", "off"));
    arguments.add("-chardev", value);
}

void add_serial(Arguments &arguments, const Subject &subject, const xml::Element &serial)
{
    add_backend(arguments, subject, serial);
    Json device;
    device["driver"] = "isa-serial";
    device["chardev"] = fmt::format("char{}", config::alias_of(serial));
    device["id"] = config::alias_of(serial);
    device["index"] = number(attribute_of(serial, "target", "port"));
    arguments.add("-device", device);
}

void add_virtio_port(Arguments &arguments, const Subject &subject, const xml::Element &port,
                     std::string_view driver)
{
    add_backend(arguments, subject, port);
    const auto at = [&](std::string_view part) { return attribute_of(port, "address", part); };
    Json device;
    device["driver"] = driver;
    device["bus"] = fmt::format("virtio-serial{}.{}", at("controller"), at("bus"));
    device["nr"] = number(at("port"));
    device["chardev"] = fmt::format("char{}", config::alias_of(port));
    device["id"] = config::alias_of(port);
    if (const auto name = attribute_of(port, "target", "name"); !name.empty())
        device["name"] = name;
    arguments.add("-device", device);
}

} // namespace

void add_characters(Arguments &arguments, const Subject &subject)
{
    const xml::Element devices = subject.devices();
    for (const xml::Element serial : devices.children("serial"))
        add_serial(arguments, subject, serial);
    for (const xml::Element channel : devices.children("channel"))
        add_virtio_port(arguments, subject, channel, "virtserialport");
    // A console on a serial port is that port, which is there already.
    for (const xml::Element console : devices.children("console")) {
        if (attribute_of(console, "target", "type") == "virtio")
            add_virtio_port(arguments, subject, console, "virtconsole");
    }
}

} // namespace modvirt::qemu::command
