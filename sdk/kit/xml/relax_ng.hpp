// SPDX-License-Identifier: MIT
// The RELAX NG schema that tables describe, for editors and validators that are not ours. Conditions of the
// tables are not in it: what counts only beside some other value is allowed beside all of them.
#pragma once

#include <string>

#include "kit/xml/schema.hpp"

namespace modvirt::xml {

// A whole schema, in XML syntax.
std::string relax_ng(const Schema &schema);

} // namespace modvirt::xml
