// SPDX-License-Identifier: LGPL-2.1-or-later
// A directory for one test, gone with it.
#pragma once

#include <string>
#include <string_view>

namespace modvirt::qemu::support {

class Scratch {
public:
    Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
    ~Scratch();

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::string file(std::string_view name) const { return m_path + "/" + std::string(name); }
    // Writes a file, with the directories above it; answers its path.
    std::string write(std::string_view name, std::string_view text) const;

private:
    std::string m_path;
};

std::string read_file(const std::string &path);

} // namespace modvirt::qemu::support
