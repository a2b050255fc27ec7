// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a long call on a domain while its progress is shown; ^C asks the hypervisor to abort it.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

#include <functional>

namespace modvirt::cli {

enum class Progress : uint8_t { Hidden, Shown };

// Runs `call`, which returns a negative number on failure, and shows "LABEL: [ 12 %]" when asked to.
// Throws with `failure` when the call fails.
void run_job(Session &session, virDomainPtr domain, std::string_view label, Progress progress,
             const std::function<int()> &call, const std::string &failure);

} // namespace modvirt::cli
