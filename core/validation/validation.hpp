// SPDX-License-Identifier: LGPL-2.1-or-later
// The entry point of the validation module. The core finds it with dlsym(); tests link it statically.
#pragma once

#include <modvirt/xml.h>

#include <cstdint>

// What is wrong with a document, as JSON in memory from malloc(); null without memory.
//
//   {"kind": name or null, "valid": bool,
//    "findings": [{"severity": "error"|"warning", "line", "column", "element", "message", "remedy"}]}
//
// A warning is about what would be dropped without a word. `kind` may be null: then the root element tells it. A
// kind that there is not is answered with {"unknown_kind": message}.
extern "C" [[gnu::visibility("default")]] char *modvirt_validate_xml_v1(const modvirt_xml_v1 *parser,
                                                                        const char *text, uint64_t size,
                                                                        const char *kind);
