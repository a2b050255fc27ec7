// SPDX-License-Identifier: LGPL-2.1-or-later
// One reused Xerces SAX2 reader, which tells a document to the callbacks of modvirt/xml.h. Only this file and
// its .cpp know Xerces.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "modvirt/xml.h"

namespace modvirt::core::xml {

// Not to be used by two threads at a time. Xerces is initialised by the first one made.
class Reader {
public:
    Reader();
    ~Reader();
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    // 0, or what the callback returned that ended the parse. Throws Fault. Reusable after either.
    int32_t parse(std::string_view text, const modvirt_xml_events_v1 &events);

private:
    class Handler;
    std::unique_ptr<Handler> m_handler;
};

} // namespace modvirt::core::xml
