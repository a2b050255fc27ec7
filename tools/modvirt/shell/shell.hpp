// SPDX-License-Identifier: LGPL-2.1-or-later
// The interactive shell.
#pragma once

#include "base/session.hpp"

namespace modvirt::cli {

// Runs lines until `quit` or the end of input; the result says whether the session could begin.
bool run_shell(Session &session);

} // namespace modvirt::cli
