// SPDX-License-Identifier: MIT
// Reads a text into a tree by the tables: every known value is checked and brought into its one form, and
// what the tables do not know is refused or reported, with line, column and a suggestion.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/schema.hpp"
#include "modvirt/xml.h"

namespace modvirt::xml {

enum class Strictness : uint8_t {
    Lenient, // unknown elements and attributes are dropped and reported as findings
    Strict,  // they are an error (XmlInvalidSchema) that names every one of them
};

// Something that was dropped.
struct Finding {
    uint32_t line;
    uint32_t column;
    std::string message; // a sentence without the place
};

// "line 3, column 7: unknown element ..."
std::string describe(const Finding &finding);

// What a lenient reader does with a value that is wrong, or missing.
enum class Faults : uint8_t {
    Refuse, // throws where it stands
    Leave,  // reads on, for whoever checks the document to tell it in its turn: see Node::tell_fault()
};

struct ReadOptions {
    Strictness strictness = Strictness::Lenient;
    std::vector<Finding> *findings = nullptr; // filled when given
    Refusal other_root = Refusal::Xml;        // what becomes of a root that is none of the parent's children
    Faults faults = Faults::Refuse;
};

// Throws Error: XmlDetail with the schema's domain for a text that is not well-formed or is hostile; XmlError
// for another root element; what the tables say for a bad value; XmlInvalidSchema when strict.
Editor read(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
            const ReadOptions &options = {});

// The same for a text whose root is one of the children of `parent`, such as a device.
Editor read_child(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
                  const ElementRule &parent, const ReadOptions &options = {});

// The same as read(), finished; the places of its elements are kept.
Document parse(const modvirt_xml_v1 &parser, std::string_view text, const Schema &schema,
               const ReadOptions &options = {});

} // namespace modvirt::xml
