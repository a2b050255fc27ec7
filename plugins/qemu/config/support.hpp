// SPDX-License-Identifier: LGPL-2.1-or-later
// Which elements and attributes of a domain this driver carries out. What would be ignored is refused
// instead.
#pragma once

#include "kit/xml/document.hpp"

namespace modvirt::qemu::config {

// `domain` is the document as it was written, with its places. Throws ConfigUnsupported that names the
// element, the line, and what would be served.
void check_supported(const xml::Element &domain);

} // namespace modvirt::qemu::config
