// SPDX-License-Identifier: LGPL-2.1-or-later
// One named value of the library as text.
#pragma once

#include <libvirt/libvirt.h>
#include <string>

namespace modvirt::cli {

std::string parameter_text(const virTypedParameter &parameter);

} // namespace modvirt::cli
