// SPDX-License-Identifier: LGPL-2.1-or-later
// The two ways to reach a guest's console, both seen as one file descriptor.
#pragma once

#include "console/console.hpp"

#include <memory>

namespace modvirt::cli {

class ConsoleLink {
public:
    ConsoleLink() = default;
    ConsoleLink(const ConsoleLink &) = delete;
    ConsoleLink &operator=(const ConsoleLink &) = delete;
    virtual ~ConsoleLink() = default;

    // Non-blocking; what is read from it comes from the guest, what is written goes there.
    [[nodiscard]] virtual int descriptor() const = 0;
    // The terminal has a new size; links that cannot pass it on do nothing.
    virtual void resize(int terminal) { static_cast<void>(terminal); }
};

// Asks the driver for a stream; null when the driver cannot give one at all, and only then.
std::unique_ptr<ConsoleLink> open_console_stream(Session &session, const Domain &domain,
                                                 const ConsoleRequest &request);

// Opens the pseudo terminal at `path`, which belongs to the guest `name`. `flags` are VIR_DOMAIN_CONSOLE_*.
std::unique_ptr<ConsoleLink> open_console_terminal(const std::string &name, const std::string &path,
                                                   unsigned flags);

} // namespace modvirt::cli
