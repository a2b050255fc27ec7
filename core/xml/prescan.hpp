// SPDX-License-Identifier: LGPL-2.1-or-later
// One linear pass over a document before Xerces sees it. It refuses what is hostile (too large, too deep, a
// DOCTYPE, another encoding), names the common mistakes better than Xerces does, and notes where every tag
// and attribute stands. That the rest is well-formed is for Xerces to judge.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::core::xml {

struct Place {
    uint32_t line;
    uint32_t column;
};

struct Fault {
    int32_t code; // MODVIRT_XML_FAULT_*
    Place place;
    std::string message;
};

// Fills `places` with the place of every start tag, each followed by those of its attributes.
// Throws Fault.
void prescan(std::string_view text, std::vector<Place> &places);

// The text without a UTF-8 byte order mark.
std::string_view without_byte_order_mark(std::string_view text);

} // namespace modvirt::core::xml
