// SPDX-License-Identifier: LGPL-2.1-or-later
// The directory that holds all of one instance, and the lock that keeps other processes out of it:
//
//     etc/    definitions, and autostart/ with the marks      run/  what belongs to running guests
//     log/    a log for each domain                           cache/  what QEMU programs told
//     dump/   core dumps of crashed guests                    save/   managed save images
//     lock    held by the process that has the root open
#pragma once

#include <string>
#include <string_view>

#include "kit/store/root.hpp"

namespace modvirt::qemu {

class Root {
public:
    // Creates what is missing, for the user alone, and takes the lock. `path` is absolute. Throws
    // OperationFailed that names the process that has it, or SystemError.
    explicit Root(std::string path);

    [[nodiscard]] const std::string &path() const noexcept { return m_path; }
    [[nodiscard]] std::string folder(std::string_view name) const { return m_path + "/" + std::string(name); }
    [[nodiscard]] std::string etc() const { return folder("etc"); }
    [[nodiscard]] std::string run() const { return folder("run"); }
    [[nodiscard]] std::string log() const { return folder("log"); }
    [[nodiscard]] std::string cache() const { return folder("cache"); }
    [[nodiscard]] std::string dump() const { return folder("dump"); }
    [[nodiscard]] std::string save() const { return folder("save"); }

private:
    std::string m_path;
    store::RootLock m_lock;
};

} // namespace modvirt::qemu
