// SPDX-License-Identifier: MIT
// The tables of the secret document.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::secret {

const xml::Schema &schema();

} // namespace modvirt::secret
