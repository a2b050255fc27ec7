// SPDX-License-Identifier: MIT
// The parameters of a <filterref>.
#pragma once

#include "kit/xml/editor.hpp"

namespace modvirt::nwfilter {

// Brings them into the order of their names; those of one name stay as they are.
void sort_parameters(xml::Node reference);

} // namespace modvirt::nwfilter
