// SPDX-License-Identifier: LGPL-2.1-or-later
// The plugins that were found, in order of precedence, with the state of each. Not thread-safe: the registry
// guards it.
#pragma once

#include "plugin/module_file.hpp"
#include "plugin/plugin.hpp"
#include "registry/search_path.hpp"

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modvirt::registry {

struct Candidate {
    std::filesystem::path path; // as it was found
    std::filesystem::path directory;
    std::string name; // of the manifest, or of the file when there is none
    plugin::ModuleFile module;
    plugin::State state = plugin::State::Found;
    std::string reason;
    std::string hint;
    std::filesystem::path shadowed_by;
    std::unique_ptr<plugin::Plugin> plugin; // once it is loaded

    [[nodiscard]] bool is_usable() const;
    [[nodiscard]] const plugin::Manifest *manifest() const;
    void set_state(plugin::State new_state, std::string new_reason = {}, std::string new_hint = {});
    void set_state(const plugin::Rejection &rejection);
};

class Catalog {
public:
    explicit Catalog(plugin::FileCheck &check) : m_check(check) {}

    // Looks at every file again. What is loaded, or has failed to start, is kept.
    void scan(const std::vector<std::filesystem::path> &files, const std::vector<SearchPlace> &places,
              const Selection &selection);

    // Decides which plugin of each name comes first; called again when one turns out to be of no use.
    void settle(const Selection &selection);

    // Whether a directory, or a file that could not be used, has changed since the last scan.
    [[nodiscard]] bool is_outdated() const;

    [[nodiscard]] std::deque<Candidate> &candidates() { return m_candidates; }
    [[nodiscard]] const std::deque<Candidate> &candidates() const { return m_candidates; }

private:
    enum class Origin { Named, Directory };

    void scan_directory(const SearchPlace &place);
    void add(const std::filesystem::path &path, Origin origin);
    bool keep_loaded(const Candidate &found);

    struct DirectoryStamp {
        std::filesystem::path directory;
        plugin::FileIdentity identity; // all zero when there is no such directory
    };

    plugin::FileCheck &m_check;
    std::deque<Candidate> m_candidates;
    std::deque<Candidate> m_loaded_before; // during a scan
    std::vector<DirectoryStamp> m_stamps;
};

} // namespace modvirt::registry
