// SPDX-License-Identifier: MIT
// Writes a document in libvirt's order and form, as its tables say.
#pragma once

#include <cstdint>
#include <string>

#include "kit/xml/document.hpp"
#include "kit/xml/schema.hpp"
#include "kit/xml/writer.hpp"

namespace modvirt::xml {

enum class Secrets : uint8_t { Omit, Include };

struct FormatRules {
    Secrets secrets = Secrets::Omit;
    std::string_view root_attribute = {}; // one more attribute of the root, such as the id of a domain,
    std::string_view root_value = {};     // behind those that the tables give it
};

// The whole document, ending in a newline.
std::string format(const Document &document, const FormatRules &rules = {});

// One element and what is below it, at the writer's place.
void format(const Element &element, Writer &writer, const FormatRules &rules = {});

} // namespace modvirt::xml
