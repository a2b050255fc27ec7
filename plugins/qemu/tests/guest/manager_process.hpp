// SPDX-License-Identifier: LGPL-2.1-or-later
// Another process that manages guests: the program of manager.cpp, run by a test.
#pragma once

#include <string>

#include "kit/process/spawn.hpp"

namespace modvirt::qemu::guest_test {

struct Answer {
    bool is_ok = false;
    int code = 0;     // virErrorNumber of a failure; -1 for one that is not libvirt's
    std::string text; // the error's message, or what was asked for
};

class ManagerProcess {
public:
    ManagerProcess();
    ManagerProcess(const ManagerProcess &) = delete;
    ManagerProcess &operator=(const ManagerProcess &) = delete;
    // Its orders end, and so does it.
    ~ManagerProcess();

    Answer ask(const std::string &order);
    void tell(const std::string &order);
    // The answer to what it was told; not ok, and without a text, when it has ended instead.
    Answer listen();

    void kill();

private:
    process::Fd m_orders;
    process::Fd m_answers;
    process::Child m_child;
};

} // namespace modvirt::qemu::guest_test
