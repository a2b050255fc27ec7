// SPDX-License-Identifier: MIT
// One device of a domain: read on its own, and attached to a configuration, detached from it, or changed in it,
// by libvirt's rules and with its codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kit/domain/config.hpp"

namespace modvirt::domain {

// Which of a domain's configurations changes. A running guest can do less, and its devices have names.
enum class Side : uint8_t { Config, Live };

// A configuration with another device, or without one.
struct DeviceChange {
    ConfigPtr config;
    std::string alias{};    // of the device, on the live side; empty for what has no name
    bool was_there = false; // the device did not come, but changed
    bool is_medium = false; // and what lies in the drive is another
};

// One device on its own ("<disk ...>...</disk>"), read by the rule that its name has under <devices>. Throws
// ConfigUnsupported for what is no device.
xml::Document parse_device(const modvirt_xml_v1 &parser, std::string_view text,
                           const ParseOptions &options = {});

// The same for a device that is to be attached: what it leaves to chance is settled once, so that it is the
// same in both configurations.
xml::Document parse_new_device(const modvirt_xml_v1 &parser, std::string_view text, const Options &options);

// None of these changes the configuration that is given.
DeviceChange with_device(const Config &config, const xml::Document &device, Side side,
                         const Options &options = {});
DeviceChange without_device(const Config &config, const xml::Document &device, Side side,
                            const Options &options = {});
DeviceChange without_alias(const Config &config, std::string_view alias, Side side, const Options &options = {});
DeviceChange with_changed_device(const Config &config, const xml::Document &device, Side side,
                                 const Options &options = {});

} // namespace modvirt::domain
