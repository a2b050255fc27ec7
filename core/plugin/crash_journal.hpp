// SPDX-License-Identifier: LGPL-2.1-or-later
// What became of files that were tried in a child process, so that each is tried once. A cache: it may be
// deleted at any time, and what cannot be read or understood of it is as if it were not there.
#pragma once

#include "plugin/file_identity.hpp"
#include "plugin/state.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace modvirt::plugin {

struct ProbeResult {
    State state = State::Ready; // or Rejected, or Quarantined
    std::string reason;
    std::string hint;
};

class CrashJournal {
public:
    // `directory` is made when there is something to write.
    explicit CrashJournal(std::filesystem::path directory);

    // The result for this very file; absent once the file, or the set of libraries that it may be linked
    // with, has changed.
    [[nodiscard]] std::optional<ProbeResult> find(const FileIdentity &identity);

    void record(const FileIdentity &identity, const std::filesystem::path &path, const ProbeResult &result);

    [[nodiscard]] const std::filesystem::path &file() const { return m_file; }

private:
    struct Entry {
        FileIdentity identity;
        std::string surroundings;
        std::string path;
        ProbeResult result;
    };

    void load();
    void save() const;

    std::filesystem::path m_file;
    std::string m_surroundings;
    std::vector<Entry> m_entries;
    bool m_loaded = false;
};

} // namespace modvirt::plugin
