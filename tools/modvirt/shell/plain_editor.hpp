// SPDX-License-Identifier: LGPL-2.1-or-later
// Lines from a pipe or a file.
#pragma once

#include "shell/line_editor.hpp"

namespace modvirt::cli {

std::unique_ptr<LineEditor> make_plain_editor();

} // namespace modvirt::cli
