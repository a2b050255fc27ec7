// SPDX-License-Identifier: LGPL-2.1-or-later
// Keeps what QEMU programs have told, in memory and in a directory, as long as the programs stay the same.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "emulator.hpp"
#include "kit/store/directory.hpp"

namespace modvirt::qemu::capabilities {

class Cache {
public:
    using Prober = std::function<Emulator(const std::string &path)>;

    // `path` is created when missing.
    explicit Cache(const std::string &path);
    // A seam: tests count and answer the probes.
    Cache(const std::string &path, Prober prober);

    // Throws OperationFailed when there is no such program, and what probe() throws. Thread-safe.
    std::shared_ptr<const Emulator> get(const std::string &program);

private:
    struct Entry {
        nlohmann::json identity;
        std::shared_ptr<const Emulator> emulator;
    };

    std::shared_ptr<const Emulator> read(const std::string &file, const nlohmann::json &identity) const;
    void write(const std::string &file, const Entry &entry);

    store::Directory m_directory;
    Prober m_prober;
    std::mutex m_mutex; // held while a program is asked: whoever wants the same answer waits for it
    std::map<std::string, Entry> m_entries;
};

} // namespace modvirt::qemu::capabilities
