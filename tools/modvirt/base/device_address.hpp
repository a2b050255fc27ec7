// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a device stands in a guest or in the host, as an option has it: pci:0000.01.02.3, usb:0.1,
// ccw:0xfe.0.0001.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modvirt::cli {

// The order is that of the table of their forms.
enum class AddressBus : uint8_t { Pci, Scsi, Ide, Usb, Ccw, Sata };

struct DeviceAddress {
    AddressBus bus;
    std::array<unsigned, 4> parts{}; // as many as the bus has
};

// The bus, a colon, and the numbers with any sign between them; nothing when the text is something else.
std::optional<DeviceAddress> parse_device_address(std::string_view text);
// 0000:01:02.3
std::optional<DeviceAddress> parse_pci_address(std::string_view text);

enum class Multifunction : uint8_t { No, Yes };

// <address type='pci' ... />, without a line end.
std::string address_element(const DeviceAddress &address, Multifunction multifunction = Multifunction::No);

} // namespace modvirt::cli
