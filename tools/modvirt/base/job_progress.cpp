// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/job_progress.hpp"

#include "base/failure.hpp"
#include "base/interrupt.hpp"
#include "base/library_error.hpp"

#include <algorithm>
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

void show_current(Output &out, virDomainPtr domain, std::string_view label)
{
    virDomainJobInfo info{};
    if (virDomainGetJobInfo(domain, &info) == 0 && info.dataTotal != 0)
        out.progress(progress_text(label, info.dataRemaining, info.dataTotal));
}

} // namespace

std::string progress_text(std::string_view label, unsigned long long remaining, unsigned long long total)
{
    int percent = 100;
    if (total != 0 && remaining != 0) {
        const double done = 100.0 - static_cast<double>(remaining) * 100.0 / static_cast<double>(total);
        // Nearly done is not done.
        percent = std::clamp(static_cast<int>(done), 0, 99);
    }
    return fmt::format("\r{}: [{:3} %]", label, percent);
}

void run_job(Session &session, virDomainPtr domain, std::string_view label, Progress progress,
             const std::function<int()> &call, const std::string &failure)
{
    if (progress == Progress::Shown)
        return watch_job(session, domain, {.label = label, .progress = progress}, call, failure);
    if (call() < 0)
        fail("{}", failure);
}

void watch_job(Session &session, virDomainPtr domain, const JobWatch &watch, const std::function<int()> &call,
               const std::string &failure)
{
    constexpr auto poll_interval = std::chrono::milliseconds(500);
    const InterruptGuard interrupt;
    const auto start = std::chrono::steady_clock::now();
    bool timed_out = false;
    std::future<JobResult> job = std::async(std::launch::async, run_call, call);
    while (job.wait_for(poll_interval) != std::future_status::ready) {
        if (interrupt.was_interrupted())
            virDomainAbortJob(domain);
        if (watch.timeout && !timed_out && std::chrono::steady_clock::now() - start > *watch.timeout) {
            timed_out = true;
            watch.on_timeout();
        }
        if (watch.on_poll)
            watch.on_poll();
        if (watch.progress == Progress::Shown)
            show_current(session.out, domain, watch.label);
        forget_library_error();
    }
    const JobResult result = job.get();
    if (result.value < 0)
        fail("{}{}{}", failure, failure.empty() || result.error.empty() ? "" : "\nerror: ", result.error);
    if (watch.progress == Progress::Shown)
        session.out.progress(progress_text(watch.label, 0, 1));
}

} // namespace modvirt::cli
