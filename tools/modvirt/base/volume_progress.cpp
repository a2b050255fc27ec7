// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/volume_progress.hpp"

#include "base/job_progress.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <unistd.h>

namespace modvirt::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto shown_after = 1s;
constexpr auto drawn_every = 200ms;
constexpr auto polled_every = 500ms;
constexpr double mib = 1024 * 1024;

} // namespace

VolumeProgress::VolumeProgress(Output &out, std::string label, const std::function<unsigned long long()> &total)
    : m_out(out), m_label(std::move(label)), m_is_wanted(!out.is_quiet() && ::isatty(STDERR_FILENO) != 0),
      m_total(m_is_wanted && total ? total() : 0)
{
}

VolumeProgress::~VolumeProgress()
{
    end_line();
}

void VolumeProgress::advance(unsigned long long bytes)
{
    m_done += bytes;
    show(m_done);
}

void VolumeProgress::show(std::optional<unsigned long long> done)
{
    const auto now = Clock::now();
    if (now - m_begin >= shown_after && now - m_drawn >= drawn_every)
        draw(text(done));
}

void VolumeProgress::finish()
{
    if (!m_is_shown)
        return;
    draw(m_total != 0 ? progress_text(m_label, 0, m_total) : text(m_done != 0 ? std::optional(m_done) : std::nullopt));
    end_line();
}

void VolumeProgress::end_line()
{
    if (m_is_shown)
        m_out.progress("\n");
    m_is_shown = false;
}

std::string VolumeProgress::text(std::optional<unsigned long long> done) const
{
    // Nothing yet is no sign that it will ever be told.
    if (done && m_total != 0 && *done != 0)
        return progress_text(m_label, std::max(m_total - std::min(*done, m_total), 1ull), m_total);
    if (done && *done != 0)
        return fmt::format("\r{}: {:.1f} MiB", m_label, static_cast<double>(*done) / mib);
    return fmt::format("\r{}: {} s", m_label, std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - m_begin).count());
}

void VolumeProgress::draw(const std::string &text)
{
    if (!m_is_wanted)
        return;
    m_out.progress(text);
    m_is_shown = true;
    m_drawn = Clock::now();
}

VolumeWatch::VolumeWatch(VolumeProgress &progress, std::function<std::optional<unsigned long long>()> look)
{
    if (!progress.is_wanted())
        return;
    m_thread = std::jthread([&progress, look = std::move(look)](const std::stop_token &stop) {
        std::mutex mutex;
        std::condition_variable_any stopped;
        std::unique_lock lock(mutex);
        while (!stopped.wait_for(lock, stop, polled_every, [&] { return stop.stop_requested(); }))
            progress.show(look());
    });
}

} // namespace modvirt::cli
