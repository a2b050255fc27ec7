// SPDX-License-Identifier: LGPL-2.1-or-later
// What <adapter> says of the host adapter that a pool stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kit/xml/document.hpp"

namespace modvirt::storage_scsi {

// By its number: "host5", "scsi_host5", "fc_host5".
struct NumberedAdapter {
    uint32_t number = 0;
};

// By the PCI device that it belongs to, and its number among the hosts of that driver.
struct PlacedAdapter {
    std::string address; // "0000:00:1f.2"
    uint32_t unique_id = 0;
};

// By its names in a Fibre Channel fabric: 16 hexadecimal digits each, in lower case.
struct FibreChannelAdapter {
    std::string node_name;
    std::string port_name;
    std::string parent; // which is to make it, as the document says; may be empty
};

struct Adapter {
    std::optional<NumberedAdapter> numbered; // one of the three
    std::optional<PlacedAdapter> placed;
    std::optional<FibreChannelAdapter> fibre_channel;
};

// Throws InternalError for a name that no adapter has, as libvirt does, and XmlError when nothing tells which adapter is meant.
Adapter read_adapter(const xml::Element &adapter);

} // namespace modvirt::storage_scsi
