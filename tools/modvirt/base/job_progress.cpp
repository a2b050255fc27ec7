// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/job_progress.hpp"

#include "base/failure.hpp"
#include "base/interrupt.hpp"
#include "base/library_error.hpp"

#include <chrono>
#include <future>

namespace modvirt::cli {

namespace {

struct JobResult {
    int value = -1;
    std::string error;
};

// The library keeps errors per thread, so the worker brings its own along.
JobResult run_call(const std::function<int()> &call)
{
    JobResult result;
    result.value = call();
    if (result.value < 0)
        result.error = take_library_error();
    return result;
}

void show(Output &out, std::string_view label, unsigned long long remaining, unsigned long long total)
{
    unsigned long long percent = 100;
    if (total != 0 && remaining != 0) {
        // Nearly done is not done.
        percent = std::min(99ULL, 100 - remaining / (total / 100 + 1));
    }
    out.progress(fmt::format("\r{}: [{:3} %]", label, percent));
}

void show_current(Output &out, virDomainPtr domain, std::string_view label)
{
    virDomainJobInfo info{};
    if (virDomainGetJobInfo(domain, &info) == 0 && info.dataTotal != 0)
        show(out, label, info.dataRemaining, info.dataTotal);
    forget_library_error();
}

} // namespace

void run_job(Session &session, virDomainPtr domain, std::string_view label, Progress progress,
             const std::function<int()> &call, const std::string &failure)
{
    constexpr auto poll_interval = std::chrono::milliseconds(500);
    if (progress == Progress::Hidden) {
        if (call() < 0)
            fail("{}", failure);
        return;
    }
    const InterruptGuard interrupt;
    std::future<JobResult> job = std::async(std::launch::async, run_call, call);
    while (job.wait_for(poll_interval) != std::future_status::ready) {
        if (interrupt.was_interrupted())
            virDomainAbortJob(domain);
        show_current(session.out, domain, label);
    }
    const JobResult result = job.get();
    if (result.value < 0)
        fail("{}{}", failure, result.error.empty() ? "" : "\nerror: " + result.error);
    show(session.out, label, 0, 1);
}

} // namespace modvirt::cli
