// SPDX-License-Identifier: MIT
// Every kind of document there is: for tools that are given a file and have to find out what is in it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kit/xml/reader.hpp"
#include "kit/xml/schema.hpp"
#include "modvirt/xml.h"

namespace modvirt::catalog {

struct Kind {
    std::string_view name; // "network", "storagepool", ...: what its schema's file is called
    const xml::Schema &(*schema)();
    // Reads, completes and checks a document as a driver does, and writes what it then tells of it, secrets too.
    // Throws Error.
    std::string (*rewrite)(const modvirt_xml_v1 &parser, std::string_view text,
                           const xml::ReadOptions &options);
};

std::span<const Kind> kinds();

// The kind of that name; null when there is none.
const Kind *find(std::string_view name);

// The kind whose documents have that root element, judged by the beginning of the text; null when there is
// none.
const Kind *kind_of(std::string_view text);

struct Verdict {
    const Kind *kind = nullptr;        // null: the text is of no known kind
    std::vector<xml::Finding> dropped; // has no meaning, and would be dropped; with line, column and remedy
    std::string error; // why it would be refused, with line and column; empty: it would be accepted

    [[nodiscard]] bool valid() const { return error.empty() && dropped.empty(); }
};

// All that is wrong with a document. `kind` is found out when it is not given. Does not throw for any text.
Verdict validate(const modvirt_xml_v1 &parser, std::string_view text, const Kind *kind = nullptr);

} // namespace modvirt::catalog
