// SPDX-License-Identifier: LGPL-2.1-or-later
// The markup of one application's metadata: an element in the application's namespace. It is kept with the
// prefix that the application chose, and handed out without.
#pragma once

#include <string>
#include <string_view>

#include "modvirt/xml.h"

namespace modvirt::test {

// `markup` as the element of namespace `uri` under the prefix `key`. Throws XmlDetail for what is no XML, and
// InvalidArg for an element that brings a namespace of its own.
std::string add_namespace(const modvirt_xml_v1 &parser, std::string_view markup, std::string_view key,
                          std::string_view uri);

// Whether the element is of namespace `uri`.
bool is_in_namespace(const modvirt_xml_v1 &parser, std::string_view markup, std::string_view uri);

// The element without its prefix and the declaration of its namespace.
std::string strip_namespace(const modvirt_xml_v1 &parser, std::string_view markup);

} // namespace modvirt::test
