// SPDX-License-Identifier: LGPL-2.1-or-later
// The part of XPath that people use to pick something out of a domain's XML: paths with /, //, *, @name,
// text(), ., .. and the predicates [3], [last()], [@name], [@name='value'], [child], [child='value'].
#pragma once

#include "base/xml_tree.hpp"

#include <string>
#include <vector>

namespace modvirt::cli {

// What a path selected, in document order: an element as XML, an attribute as ` name="value"`, a text as it
// is. Throws Error when the expression is not understood.
std::vector<std::string> select_as_text(const XmlElement &root, const std::string &expression);

// Everything that was selected, inside one <nodes> element and indented. Attributes become its attributes.
std::string select_wrapped(const XmlElement &root, const std::string &expression);

} // namespace modvirt::cli
