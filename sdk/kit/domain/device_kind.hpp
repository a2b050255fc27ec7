// SPDX-License-Identifier: MIT
// What is known of each kind of device: where it may come and go, and what it is called in errors.
#pragma once

#include <string_view>

#include "kit/domain/device.hpp"

namespace modvirt::domain {

enum class Deed : uint8_t { Attach, Detach, Update };

struct DeviceKind {
    std::string_view element;
    std::string_view name;  // in errors
    bool in_config = false; // comes to and goes from a definition
    bool in_guest = false;  // the same of a running guest
    bool changes = false;   // may be updated
};

// The kind of that element. Throws ConfigUnsupported for what is no device.
const DeviceKind &device_kind(const xml::Node &device);

// Refuses what cannot be done to the kind.
void check_deed(const DeviceKind &kind, Deed deed, Side side);

// Refuses what a running guest cannot take or give back. `device` is complete.
void check_hot(const xml::Node &device, Deed deed);

} // namespace modvirt::domain
