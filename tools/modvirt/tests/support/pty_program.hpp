// SPDX-License-Identifier: LGPL-2.1-or-later
// A program on a pseudo terminal, driven as a person would.
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace modvirt::cli::testing {

class PtyProgram {
public:
    explicit PtyProgram(const std::vector<std::string> &words);
    // Runs `body` in the child instead of a program; its result is the exit status.
    explicit PtyProgram(const std::function<int()> &body);
    ~PtyProgram();
    PtyProgram(const PtyProgram &) = delete;
    PtyProgram &operator=(const PtyProgram &) = delete;

    void send(const std::string &text);
    // Waits until `text` has been shown after what earlier calls found; false after 20 seconds.
    bool expect(const std::string &text);
    // Waits until the program reads key by key; false after 20 seconds. A key typed before may be lost.
    bool expect_raw();
    // Waits for the end; -1 after 20 seconds.
    int wait_for_exit();
    void send_signal(int number) const;
    void resize(unsigned short rows, unsigned short columns) const;
    [[nodiscard]] std::string shown() const { return m_shown; }
    // The terminal's flags, to see whether it was left as it was found.
    [[nodiscard]] bool is_raw() const;

private:
    void start(const std::function<int()> &body);
    bool read_some(int timeout_ms);

    int m_fd = -1;
    pid_t m_child = -1;
    std::string m_shown;
    size_t m_seen = 0;
};

} // namespace modvirt::cli::testing
