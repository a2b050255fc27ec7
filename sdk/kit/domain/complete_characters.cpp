// SPDX-License-Identifier: MIT
// Serial ports, parallel ports, consoles and channels.
#include <algorithm>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

void complete_source(Node device)
{
    if (!device.attribute("type"))
        device.set_attribute("type", "pty");
    device.remove_attribute("tty");
    const std::string type(device.attribute_or("type", ""));
    // The path of a pseudo terminal is known only while the guest runs.
    if (auto source = device.child("source"); source && type == "pty") {
        source->remove_attribute("path");
        if (!source->first_child())
            source->remove();
    }
    if (type == "tcp" && !device.child("protocol"))
        device.append("protocol").set_attribute("type", "raw");
    if (auto log = device.child("log"); log && !log->attribute("file"))
        log->remove();
}

// Ports without a number get those behind the highest that is written.
void number_ports(Node devices, std::string_view kind)
{
    int64_t highest = -1;
    for_each_child(devices, kind, [&](Node device) {
        const auto written = device.child_or_new("target").attribute("port");
        if (written)
            highest = std::max(highest, xml::parse_integer(*written).value_or(0));
    });
    for_each_child(devices, kind, [&](Node device) {
        Node target = *device.child("target");
        if (!target.attribute("port"))
            target.set_attribute("port", std::to_string(++highest));
    });
}

// A console on a serial port is that port seen once more: it has the same source.
void mirror(Node from, Node to)
{
    while (auto child = to.first_child())
        child->remove();
    to.set_attribute("type", std::string(from.attribute_or("type", "pty")));
    for (auto child = from.first_child(); child; child = child->next())
        if (child->name() == "source" || child->name() == "protocol" || child->name() == "log" ||
            child->name() == "alias" || child->name() == "acpi" || child->name() == "address")
            to.append_copy(*child);
    Node target = to.child_or_new("target");
    target.set_attribute("type", "serial");
    const auto port = from.child("target");
    target.set_attribute("port", std::string(port ? port->attribute_or("port", "0") : "0"));
}

std::string_view console_target(Node console)
{
    const auto target = console.child("target");
    return target ? target->attribute_or("type", "") : std::string_view{};
}

// Ports that a guest is not thought to have its console on.
bool is_for_console(const Node &port)
{
    constexpr std::string_view others[] = {"usb-serial", "pci-serial", "isa-debug"};
    const auto target = port.child("target");
    return !target || !is_one_of(target->attribute_or("type", ""), others);
}

void complete_consoles_of_hvm(Node devices)
{
    auto first = devices.child("console");
    const auto serial = devices.child("serial");
    if (!first && !serial)
        return;
    if (first) {
        for (auto other = first->next_of_kind(); other; other = other->next_of_kind())
            if (const auto type = console_target(*other); type.empty() || type == "serial")
                refuse_unsupported(*other, "Only the first console can be a serial port");
        if (const auto type = console_target(*first); !type.empty() && type != "serial")
            return;
    }
    if (!serial) {
        Node port = devices.append("serial");
        mirror(*first, port);
        if (auto target = port.child("target"))
            target->remove_attribute("type");
    }
    const auto port = devices.child("serial");
    if (!first && !is_for_console(*port))
        return;
    if (!first)
        first = devices.append("console");
    mirror(*port, *first);
}

void complete_consoles_of_others(Node devices)
{
    for_each_child(devices, "console", [&](Node console) {
        Node target = console.child_or_new("target");
        if (!target.attribute("type"))
            target.set_attribute("type", "serial");
    });
}

void number_consoles(Node devices)
{
    uint32_t port = 0;
    for_each_child(devices, "console", [&](Node console) {
        Node target = console.child_or_new("target");
        // One that turns out to be a serial port seen once more gets the number of that.
        target.set_attribute("port", std::to_string(port));
        ++port;
    });
}

} // namespace

void complete_characters(Node devices, std::string_view os_type)
{
    for (const std::string_view kind : {"serial", "parallel", "console", "channel"})
        for_each_child(devices, kind, complete_source);
    number_ports(devices, "serial");
    number_ports(devices, "parallel");
    number_consoles(devices);
    if (os_type == "hvm")
        complete_consoles_of_hvm(devices);
    else
        complete_consoles_of_others(devices);
    number_ports(devices, "serial");
}

} // namespace modvirt::domain
