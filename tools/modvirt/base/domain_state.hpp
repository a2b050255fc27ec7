// SPDX-License-Identifier: LGPL-2.1-or-later
// The words for what a domain is doing and why.
#pragma once

namespace modvirt::cli {

// Numbers this tool does not know read "no state" and "unknown".
const char *state_text(int state);
const char *state_reason_text(int state, int reason);

} // namespace modvirt::cli
