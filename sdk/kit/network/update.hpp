// SPDX-License-Identifier: MIT
// Changes of one element of a network: hosts and ranges of its DHCP server, interfaces that it forwards through,
// port groups, and DNS records.
#pragma once

#include <cstdint>
#include <string_view>

#include "kit/network/config.hpp"

namespace modvirt::network {

// The numbers are those of virNetworkUpdateCommand and virNetworkUpdateSection; others are refused.
struct Update {
    uint32_t command = 0;
    uint32_t section = 0;
    int32_t parent_index = -1; // which <ip>; -1 for the one that is meant
    std::string_view xml;      // the element
};

// Throws Error with libvirt's codes: OperationUnsupported for what cannot be changed so, OperationInvalid for an
// element that is not there, or there already, and what a parse throws.
ConfigPtr with_update(const Config &config, const modvirt_xml_v1 &parser, const Update &update,
                      const Options &options = {});

} // namespace modvirt::network
