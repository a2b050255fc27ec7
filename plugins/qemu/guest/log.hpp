// SPDX-License-Identifier: LGPL-2.1-or-later
// The log of a domain: what was started, and what QEMU printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest {

class Log {
public:
    // Opens root/log/NAME.log for appending. Throws SystemError.
    Log(const std::string &directory, std::string_view domain);
    // An existing log, for reading. It may be missing.
    static Log existing(const std::string &directory, std::string_view domain);

    [[nodiscard]] int fd() const noexcept { return m_file.get(); }
    [[nodiscard]] int64_t end() const noexcept;
    void note(std::string_view text) const noexcept;
    void note_command(const std::vector<std::string> &argv) const noexcept;

    // The last lines that QEMU printed since `offset`, as one line.
    [[nodiscard]] std::string printed_since(int64_t offset) const;

private:
    Log() = default;

    process::Fd m_file;
};

// A name for a file that belongs to a domain: the domain's own where that is safe.
std::string file_base(std::string_view domain);

} // namespace modvirt::qemu::guest
