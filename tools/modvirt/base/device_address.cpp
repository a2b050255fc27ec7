// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/device_address.hpp"

#include <charconv>
#include <fmt/format.h>
#include <iterator>

namespace modvirt::cli {

namespace {

struct Form {
    std::string_view prefix;
    size_t parts;
    int base;
};

constexpr Form forms[] = {{"pci:", 4, 16}, {"scsi:", 3, 10}, {"ide:", 3, 10},
                          {"usb:", 2, 10}, {"ccw:", 3, 16},  {"sata:", 3, 10}};

// Takes a number off the front; nothing when there is none.
std::optional<unsigned> take_number(std::string_view &text, int base)
{
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X")))
        text.remove_prefix(2);
    unsigned value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (result.ec != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<size_t>(result.ptr - text.data()));
    return value;
}

std::optional<DeviceAddress> parse_parts(AddressBus bus, std::string_view text)
{
    const Form &form = forms[static_cast<size_t>(bus)];
    DeviceAddress address{bus, {}};
    for (size_t i = 0; i < form.parts; ++i) {
        if (i > 0 && text.empty())
            return std::nullopt;
        if (i > 0)
            text.remove_prefix(1);
        const auto number = take_number(text, form.base);
        if (!number)
            return std::nullopt;
        address.parts[i] = *number;
    }
    return address;
}

} // namespace

std::optional<DeviceAddress> parse_device_address(std::string_view text)
{
    for (size_t i = 0; i < std::size(forms); ++i)
        if (text.starts_with(forms[i].prefix))
            return parse_parts(static_cast<AddressBus>(i), text.substr(forms[i].prefix.size()));
    return std::nullopt;
}

std::optional<DeviceAddress> parse_pci_address(std::string_view text)
{
    return parse_parts(AddressBus::Pci, text);
}

std::string address_element(const DeviceAddress &address, Multifunction multifunction)
{
    const auto &[first, second, third, fourth] = address.parts;
    switch (address.bus) {
    case AddressBus::Pci:
        return fmt::format(
            "<address type='pci' domain='{:#06x}' bus='{:#04x}' slot='{:#04x}' function='{:#x}'{}/>", first,
            second, third, fourth, multifunction == Multifunction::Yes ? " multifunction='on'" : "");
    case AddressBus::Ccw:
        return fmt::format("<address type='ccw' cssid='{:#04x}' ssid='{:#x}' devno='{:#06x}'/>", first,
                           second, third);
    case AddressBus::Usb:
        return fmt::format("<address type='usb' bus='{}' port='{}'/>", first, second);
    default:
        return fmt::format("<address type='drive' controller='{}' bus='{}' unit='{}'/>", first, second,
                           third);
    }
}

} // namespace modvirt::cli
