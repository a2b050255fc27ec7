// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a long call on a domain while its progress is shown; ^C asks the hypervisor to abort it.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace modvirt::cli {

// "LABEL: [ 12 %]" over what stood in the line before. Where there is nothing to do all is done.
std::string progress_text(std::string_view label, unsigned long long remaining, unsigned long long total);

enum class Progress : uint8_t { Hidden, Shown };

// Runs `call`, which returns a negative number on failure, and shows "LABEL: [ 12 %]" when asked to.
// Throws with `failure` when the call fails.
void run_job(Session &session, virDomainPtr domain, std::string_view label, Progress progress,
             const std::function<int()> &call, const std::string &failure);

struct JobWatch {
    std::string_view label;
    Progress progress = Progress::Hidden;
    std::optional<std::chrono::milliseconds> timeout = {};
    std::function<void()> on_timeout = {}; // once
    std::function<void()> on_poll = {};    // now and then
};

// The same with more to do meanwhile, for the calls that take long whether their progress is shown or not.
// Without a `failure` the library's own words are all that is said.
void watch_job(Session &session, virDomainPtr domain, const JobWatch &watch, const std::function<int()> &call,
               const std::string &failure);

} // namespace modvirt::cli
