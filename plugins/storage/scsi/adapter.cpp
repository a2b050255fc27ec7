// SPDX-License-Identifier: LGPL-2.1-or-later
#include "adapter.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_scsi {

namespace {

uint32_t parse_name(std::string_view name)
{
    for (const std::string_view prefix : {"host", "scsi_host", "fc_host"}) {
        if (!name.starts_with(prefix))
            continue;
        const std::string_view digits = name.substr(prefix.size());
        uint32_t number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error == std::errc() && end == digits.data() + digits.size())
            return number;
    }
    throw Error(ErrorCode::InternalError,
                fmt::format("Invalid adapter name '{}' for SCSI pool: it is called like 'host5' or 'scsi_host5'", name));
}

// The number of an attribute such as "0x1f", which the document's table has checked.
uint32_t hexadecimal(const xml::Element &element, std::string_view attribute)
{
    std::string_view digits = element.attribute_or(attribute, "0");
    if (digits.starts_with("0x"))
        digits.remove_prefix(2);
    uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}

PlacedAdapter read_place(const xml::Element &parent)
{
    const auto address = parent.child("address");
    if (!address)
        throw Error(ErrorCode::XmlError, "Missing scsi_host PCI address element");
    PlacedAdapter placed;
    placed.address = fmt::format("{:04x}:{:02x}:{:02x}.{:x}", hexadecimal(*address, "domain"), hexadecimal(*address, "bus"),
                                 hexadecimal(*address, "slot"), hexadecimal(*address, "function"));
    const std::string_view id = parent.attribute_or("unique_id", "");
    std::from_chars(id.data(), id.data() + id.size(), placed.unique_id);
    return placed;
}

std::string in_lower_case(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char letter) { return letter >= 'A' && letter <= 'F' ? static_cast<char>(letter + 32) : letter; });
    return lower;
}

} // namespace

Adapter read_adapter(const xml::Element &adapter)
{
    Adapter read;
    if (adapter.attribute_or("type", "") == "fc_host") {
        read.fibre_channel = {.node_name = in_lower_case(adapter.attribute_or("wwnn", "")),
                              .port_name = in_lower_case(adapter.attribute_or("wwpn", "")),
                              .parent = std::string(adapter.attribute_or("parent", ""))};
    } else if (const auto name = adapter.attribute("name")) {
        read.numbered = {parse_name(*name)};
    } else if (const auto parent = adapter.child("parentaddr")) {
        read.placed = read_place(*parent);
    } else {
        throw Error(ErrorCode::XmlError, "Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
    }
    return read;
}

} // namespace modvirt::storage_scsi
