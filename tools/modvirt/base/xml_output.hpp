// SPDX-License-Identifier: LGPL-2.1-or-later
// How the commands that print a description print it.
#pragma once

#include "base/session.hpp"

namespace modvirt::cli {

inline constexpr Option xpath_option =
    text("xpath", "xpath expression to filter the XML document", nullptr, NamedOnly);
inline constexpr Option wrap_option = flag("wrap", "wrap xpath results in an common root element");

// All of it, or what the two options select. As JSON {"xml": TEXT}, or {"matches": [TEXT ...]} of an expression.
void print_xml(Session &session, const Arguments &arguments, const std::string &xml);

} // namespace modvirt::cli
