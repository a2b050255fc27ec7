// SPDX-License-Identifier: LGPL-2.1-or-later
// How far long work on a volume is: on a terminal, after the first second, and not with --quiet. Elsewhere nothing is shown, as by
// virsh.
#pragma once

#include "base/output.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace modvirt::cli {

// One line, which ends with this object. One thread at a time uses it.
class VolumeProgress {
public:
    // `total` tells how many bytes there are, 0 when nobody knows; it is asked only where something will be shown.
    VolumeProgress(Output &out, std::string label, const std::function<unsigned long long()> &total = {});
    ~VolumeProgress();
    VolumeProgress(const VolumeProgress &) = delete;
    VolumeProgress &operator=(const VolumeProgress &) = delete;

    // So many bytes more. Holes count as what they stand for.
    void advance(unsigned long long bytes);
    // So many in all; nothing: it cannot be told, and the time is shown.
    void show(std::optional<unsigned long long> done);
    // It has come to its end: the line ends as well.
    void finish();
    [[nodiscard]] bool is_wanted() const { return m_is_wanted; }

private:
    using Clock = std::chrono::steady_clock;

    void draw(const std::string &text);
    void end_line();
    [[nodiscard]] std::string text(std::optional<unsigned long long> done) const;

    Output &m_out;
    std::string m_label;
    bool m_is_wanted;
    unsigned long long m_total;
    unsigned long long m_done = 0;
    bool m_is_shown = false;
    Clock::time_point m_begin = Clock::now();
    Clock::time_point m_drawn;
};

// While one lives, a thread of its own shows now and then how many bytes `look` tells. Where nothing is to be shown it does nothing.
class VolumeWatch {
public:
    VolumeWatch(VolumeProgress &progress, std::function<std::optional<unsigned long long>()> look);
    VolumeWatch(const VolumeWatch &) = delete;
    VolumeWatch &operator=(const VolumeWatch &) = delete;

private:
    std::jthread m_thread;
};

} // namespace modvirt::cli
