// SPDX-License-Identifier: MIT
// Character devices: <serial>, <parallel>, <console>, <channel>, and the sources that smartcards,
// redirected devices and random number generators share with them.
#pragma once

#include "common.hpp"

namespace modvirt::domain::tables {

inline constexpr Word source_types[] = {"null",     "vc",        "pty",  "dev",          "file",
                                        "pipe",     "stdio",     "udp",  "tcp",          "unix",
                                        "spicevmc", "spiceport", "nmdm", "qemu-vdagent", "dbus"};
inline constexpr Word with_path[] = {"dev", "file", "pipe", "pty", "unix"};
inline constexpr Word with_mode[] = {"tcp", "unix", "udp"};
inline constexpr Word with_host[] = {"tcp", "udp"};
inline constexpr Word with_append[] = {"file"};
inline constexpr Word with_tls[] = {"tcp"};
inline constexpr Word with_channel[] = {"spiceport", "dbus"};
inline constexpr Word with_nmdm[] = {"nmdm"};
inline constexpr Word with_reconnect[] = {"tcp", "unix"};
inline constexpr Word with_vdagent[] = {"qemu-vdagent"};
inline constexpr Word one_source[] = {"null",      "vc",    "pty",          "dev",  "file",
                                      "pipe",      "stdio", "tcp",          "unix", "spicevmc",
                                      "spiceport", "nmdm",  "qemu-vdagent", "dbus"};
inline constexpr Word two_sources[] = {"udp"};
inline constexpr Condition has_path = parent_type(with_path);
inline constexpr Condition has_mode = parent_type(with_mode);
inline constexpr Condition has_host = parent_type(with_host);
inline constexpr Condition has_append = parent_type(with_append);
inline constexpr Condition has_tls = parent_type(with_tls);
inline constexpr Condition has_channel = parent_type(with_channel);
inline constexpr Condition has_nmdm = parent_type(with_nmdm);
inline constexpr Condition has_reconnect = parent_type(with_reconnect);
inline constexpr Condition has_vdagent = parent_type(with_vdagent);
inline constexpr Condition one_source_here = own_type(one_source);
inline constexpr Condition two_sources_here = own_type(two_sources);
inline constexpr Condition tcp_here = own_type(with_tls);
inline constexpr Word without_protocol[] = {"null",      "vc",    "pty",  "dev",          "file",
                                            "pipe",      "stdio", "udp",  "unix",         "spicevmc",
                                            "spiceport", "nmdm",  "dbus", "qemu-vdagent"};
inline constexpr Condition other_here = own_type(without_protocol);

inline constexpr Word socket_modes[] = {"connect", "bind"};
inline constexpr Element chardev_reconnect = reconnect.when(has_reconnect);
inline constexpr Attribute copypaste_attributes[] = {Attribute{"copypaste", rule::yes_no}.needed()};
inline constexpr Element clipboard = Element("clipboard", copypaste_attributes);
inline constexpr Word mouse_modes[] = {"server", "client"};
inline constexpr Attribute mouse_attributes[] = {Attribute{"mode", rule::one_of(mouse_modes)}.needed()};
inline constexpr Element mouse{"mouse", mouse_attributes};
inline constexpr const Element *chardev_source_children[] = {&clipboard, &mouse, &device_label,
                                                             &chardev_reconnect};
inline constexpr Attribute chardev_source_attributes[] = {
    Attribute{"mode", rule::one_of(socket_modes)}.when(has_mode).or_else("connect"),
    Attribute{"path"}.when(has_path),
    Attribute{"append", rule::on_off}.when(has_append),
    Attribute{"host"}.when(has_host),
    Attribute{"service"}.when(has_host),
    Attribute{"tls", rule::yes_no}.when(has_tls),
    Attribute{"channel"}.when(has_channel),
    Attribute{"master"}.when(has_nmdm),
    Attribute{"slave"}.when(has_nmdm),
};
inline constexpr Element chardev_source =
    Element("source", chardev_source_attributes, chardev_source_children)
        .when(one_source_here)
        .once(Refusal::XmlDomain)
        .unless_empty();
inline constexpr Element chardev_sources =
    Element("source", chardev_source_attributes, chardev_source_children).when(two_sources_here).many();
inline constexpr Word protocol_types[] = {"raw", "telnet", "telnets", "tls"};
inline constexpr Attribute protocol_attributes[] = {
    Attribute{"type", rule::one_of(protocol_types)}.or_else("raw").refused_as(Refusal::Unsupported)};
inline constexpr Element chardev_protocol =
    Element("protocol", protocol_attributes).when(tcp_here).once(Refusal::XmlDomain);
// Elsewhere it is read, though it says nothing.
inline constexpr Element other_protocol = Element("protocol").when(other_here).once(Refusal::XmlDomain).unless_empty();
inline constexpr Attribute log_attributes[] = {{"file"}, {"append", rule::on_off}};
inline constexpr Element chardev_log = Element("log", log_attributes).once(Refusal::XmlDomain);

// <target>
inline constexpr Word serial_targets[] = {"isa-serial",    "usb-serial",  "pci-serial", "spapr-vio-serial",
                                          "system-serial", "sclp-serial", "isa-debug"};
inline constexpr Word serial_models[] = {"isa-serial", "usb-serial",  "pci-serial",    "spapr-vty",   "pl011",
                                         "16550a",     "sclpconsole", "sclplmconsole", "isa-debugcon"};
inline constexpr Attribute serial_model_attributes[] = {
    Attribute{"name", rule::one_of(serial_models)}.refused_as(Refusal::Unsupported)};
inline constexpr Element serial_model{"model", serial_model_attributes};
inline constexpr const Element *serial_target_children[] = {&serial_model};
inline constexpr Attribute serial_target_attributes[] = {
    Attribute{"type", rule::one_of(serial_targets)}.refused_as(Refusal::Unsupported),
    Attribute{"port", rule::uint32},
};
inline constexpr Element serial_target{"target", serial_target_attributes, serial_target_children};
inline constexpr Attribute parallel_target_attributes[] = {{"port", rule::uint32}};
inline constexpr Element parallel_target{"target", parallel_target_attributes};
inline constexpr Word console_targets[] = {"serial", "xen",    "uml",  "virtio",
                                           "lxc",    "openvz", "sclp", "sclplm"};
inline constexpr Attribute console_target_attributes[] = {
    Attribute{"type", rule::one_of(console_targets)}.refused_as(Refusal::Unsupported),
    {"port", rule::uint32},
};
inline constexpr Element console_target{"target", console_target_attributes};
inline constexpr Word channel_targets[] = {"guestfwd", "virtio", "xen"};
inline constexpr Word channel_states[] = {"connected", "disconnected"};
inline constexpr Word forwarded[] = {"guestfwd"};
inline constexpr Word named_channel[] = {"virtio", "xen"};
inline constexpr Condition is_forwarded = own_type(forwarded);
inline constexpr Condition is_named = own_type(named_channel);
inline constexpr Attribute channel_target_attributes[] = {
    Attribute{"type", rule::one_of(channel_targets)}.needed().refused_as(Refusal::Unsupported),
    Attribute{"address", rule::ip}
        .when(is_forwarded)
        .needed(Refusal::XmlDomain)
        .refused_as({ErrorCode::SystemError, ErrorDomain::Nowhere}),
    Attribute{"port", rule::uint16}.when(is_forwarded).needed(),
    Attribute{"name"}.when(is_named),
    Attribute{"state", rule::one_of(channel_states)}.when(is_named),
};
inline constexpr Element channel_target = Element("target", channel_target_attributes).needed();

inline constexpr Attribute chardev_attributes[] = {
    Attribute{"type", rule::one_of(source_types)}.or_else("pty").refused_as(Refusal::Unsupported), {"tty"}};
inline constexpr const Element *serial_children[] = {&chardev_source, &chardev_sources, &chardev_protocol, &other_protocol,
                                                     &chardev_log,    &serial_target,   &alias,
                                                     &acpi_index,     &address};
inline constexpr Element serial = Element("serial", chardev_attributes, serial_children).many();
inline constexpr const Element *parallel_children[] = {&chardev_source, &chardev_sources, &chardev_protocol, &other_protocol,
                                                       &chardev_log,    &parallel_target, &alias,
                                                       &acpi_index,     &address};
inline constexpr Element parallel = Element("parallel", chardev_attributes, parallel_children).many();
inline constexpr const Element *console_children[] = {&chardev_source, &chardev_sources, &chardev_protocol, &other_protocol,
                                                      &chardev_log,    &console_target,  &alias,
                                                      &acpi_index,     &address};
inline constexpr Element console = Element("console", chardev_attributes, console_children).many();
inline constexpr const Element *channel_children[] = {&chardev_source, &chardev_sources, &chardev_protocol, &other_protocol,
                                                      &chardev_log,    &channel_target,  &alias,
                                                      &acpi_index,     &address};
inline constexpr Element channel = Element("channel", chardev_attributes, channel_children).many();

// <smartcard>, <redirdev>, <rng>
inline constexpr Word smartcard_modes[] = {"host", "host-certificates", "passthrough"};
inline constexpr Word passthrough_word[] = {"passthrough"};
inline constexpr Condition passed_through{0, "mode", passthrough_word};
inline constexpr Element certificate = Element("certificate").holding(rule::text).many();
inline constexpr Element database = Element("database").holding(rule::text);
inline constexpr const Element *smartcard_children[] = {&certificate,     &database,         &chardev_source,
                                                        &chardev_sources, &chardev_protocol, &other_protocol, &chardev_log,
                                                        &alias,           &address};
inline constexpr Attribute smartcard_attributes[] = {
    Attribute{"mode", rule::one_of(smartcard_modes)}.needed(),
    Attribute{"type", rule::one_of(source_types)}
        .when(passed_through)
        .needed(Refusal::XmlDomain)
        .refused_as(Refusal::Unsupported),
};
inline constexpr Element smartcard = Element("smartcard", smartcard_attributes, smartcard_children).many();

inline constexpr Word usb_bus[] = {"usb"};
inline constexpr const Element *redirdev_children[] = {
    &chardev_source, &chardev_sources, &chardev_protocol, &other_protocol, &chardev_log, &boot_order, &alias, &address};
inline constexpr Attribute redirdev_attributes[] = {
    Attribute{"bus", rule::one_of(usb_bus)}.or_else("usb").refused_as(Refusal::Unsupported),
    Attribute{"type", rule::one_of(source_types)}.needed(Refusal::Internal).refused_as(Refusal::Unsupported),
};
inline constexpr Element redirdev = Element("redirdev", redirdev_attributes, redirdev_children).many().open();
inline constexpr Attribute usbdev_attributes[] = {{"class", rule::upper_hex(2, 0xff)},
                                                  {"vendor", rule::upper_hex(4, 0xffff)},
                                                  {"product", rule::upper_hex(4, 0xffff)},
                                                  {"version"},
                                                  Attribute{"allow", rule::yes_no}.needed()};
inline constexpr Element usbdev = Element("usbdev", usbdev_attributes).many();
inline constexpr const Element *redirfilter_children[] = {&usbdev};
inline constexpr Element redirfilter =
    Element("redirfilter", {}, redirfilter_children).unless_empty().once(Refusal::Internal);

inline constexpr Word rng_backends[] = {"random", "egd", "builtin"};
inline constexpr Word random_word[] = {"random"};
inline constexpr Word egd_word[] = {"egd"};
inline constexpr Word builtin_word[] = {"builtin"};
inline constexpr Condition of_egd{0, "model", egd_word};
inline constexpr Element egd_log = chardev_log.when(of_egd);
inline constexpr const Element *egd_children[] = {&chardev_source, &chardev_sources, &chardev_protocol, &other_protocol,
                                                  &egd_log};
inline constexpr Attribute rng_backend_attributes[] = {
    Attribute{"model", rule::one_of(rng_backends)}.needed(Refusal::Xml).refused_as(Refusal::Unsupported),
    Attribute{"type", rule::one_of(source_types)}
        .when(of_egd)
        .needed(Refusal::XmlDomain)
        .refused_as(Refusal::Unsupported),
};
// A backend holds either the path of a device or the source of a character device.
inline constexpr Element rng_backend =
    Element("backend", rng_backend_attributes, egd_children)
        .holding_either(rule::text)
        .needed()
        .once(Refusal::XmlDomain);
inline constexpr Attribute rng_rate_attributes[] = {{"bytes", rule::uint32}, {"period", rule::uint32}};
inline constexpr Element rng_rate{"rate", rng_rate_attributes};
inline constexpr const Element *rng_children[] = {&rng_rate, &rng_backend, &virtio_driver,
                                                  &alias,    &acpi_index,  &address};
inline constexpr Attribute rng_attributes[] = {
    Attribute{"model", rule::one_of(virtio_models)}.needed(Refusal::Xml).refused_as(Refusal::Unsupported)};
inline constexpr Element rng = Element("rng", rng_attributes, rng_children).many();

} // namespace modvirt::domain::tables
