// SPDX-License-Identifier: LGPL-2.1-or-later
// XML as a run of events, from the host's parser to a C++ class, and back into text. For documents that no
// table describes: the host description, and metadata.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "modvirt/error.hpp"
#include "modvirt/xml.h"

namespace modvirt::test {

using Attributes = std::span<const modvirt_xml_attribute_v1>;

std::optional<std::string_view> find_attribute(Attributes attributes, std::string_view name);

// Gets what a document holds. What it throws ends the parse.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view name, Attributes attributes, uint32_t line) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;
};

// `origin` names the document in errors; those of the text itself are XmlDetail of `domain`.
void read_events(const modvirt_xml_v1 &parser, std::string_view text, const std::string &origin,
                 ErrorDomain domain, XmlHandler &handler);

// Writes events as text. Every element gets the line that it had, so that errors found in the text later name
// the right one.
class MarkupWriter {
public:
    void start(std::string_view name, Attributes attributes, uint32_t line = 0);
    void end(std::string_view name);
    void text(std::string_view text);
    [[nodiscard]] std::string take();

private:
    void close_start_tag();
    void append_escaped(std::string_view text, bool is_attribute);
    void append(char letter);

    std::string m_text;
    uint32_t m_line = 1;
    bool m_is_tag_open = false;
};

} // namespace modvirt::test
