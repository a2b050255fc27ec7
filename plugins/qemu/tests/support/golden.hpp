// SPDX-License-Identifier: LGPL-2.1-or-later
// Compares a text with a file under golden/. With MODVIRT_UPDATE_GOLDEN=1 in the environment the file is
// written.
#pragma once

#include <string>

namespace modvirt::qemu::support {

// A failure of the running test when they differ.
void expect_golden(const std::string &name, const std::string &text);

} // namespace modvirt::qemu::support
