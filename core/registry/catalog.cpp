// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/catalog.hpp"

#include "log/log.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <sys/stat.h>
#include <system_error>

namespace modvirt::registry {
namespace {

namespace fs = std::filesystem;
using plugin::FileIdentity;
using plugin::ModuleFile;
using plugin::Rejection;
using plugin::State;

FileIdentity identity_of(const fs::path &path)
{
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? FileIdentity::of(status) : FileIdentity{};
}

bool is_kept(const Candidate &candidate)
{
    return candidate.plugin != nullptr || candidate.state == State::Failed;
}

} // namespace

bool Candidate::is_usable() const
{
    return state == State::Found || state == State::Ready || state == State::Active;
}

const plugin::Manifest *Candidate::manifest() const
{
    return module.manifest ? &*module.manifest : nullptr;
}

void Candidate::set_state(State new_state, std::string new_reason, std::string new_hint)
{
    state = new_state;
    reason = std::move(new_reason);
    hint = std::move(new_hint);
    shadowed_by.clear();
    if (!reason.empty()) {
        log::info("registry", "'{}' is {}: {}", path.native(), plugin::name(state), reason);
    }
}

void Candidate::set_state(const Rejection &rejection)
{
    set_state(rejection.state(), rejection.what(), rejection.hint());
}

void Catalog::scan(const std::vector<fs::path> &files, const std::vector<SearchPlace> &places,
                   const Selection &selection)
{
    m_check.clear();
    m_loaded_before.clear();
    for (Candidate &candidate : m_candidates) {
        if (is_kept(candidate)) {
            m_loaded_before.push_back(std::move(candidate));
        }
    }
    m_candidates.clear();
    m_stamps.clear();
    for (const fs::path &file : files) {
        add(file, Origin::Named);
    }
    for (const SearchPlace &place : places) {
        m_stamps.push_back({place.directory, identity_of(place.directory)});
        scan_directory(place);
    }
    // The files of these are gone, or replaced by others; they stay loaded nevertheless.
    for (Candidate &candidate : m_loaded_before) {
        m_candidates.push_back(std::move(candidate));
    }
    m_loaded_before.clear();
    settle(selection);
}

void Catalog::scan_directory(const SearchPlace &place)
{
    std::error_code failure;
    std::vector<fs::path> files;
    // Without an order of our own, that of the file system would decide which plugin wins.
    for (fs::directory_iterator at(place.directory, failure), end; !failure && at != end;
         at.increment(failure)) {
        const fs::path &file = at->path();
        if (file.extension() == ".so" && !file.filename().native().starts_with('.')) {
            files.push_back(file);
        }
    }
    if (failure && failure != std::errc::no_such_file_or_directory) {
        log::info("registry", "cannot list the plugin directory '{}': {}", place.directory.native(),
                  failure.message());
    }
    std::ranges::sort(files);
    for (const fs::path &file : files) {
        add(file, Origin::Directory);
    }
}

void Catalog::add(const fs::path &path, Origin origin)
{
    Candidate candidate;
    candidate.path = path;
    candidate.directory = path.parent_path();
    candidate.module = plugin::read_module_file(path, m_check);
    const plugin::Manifest *manifest = candidate.manifest();
    if (manifest == nullptr && !candidate.module.fault) {
        if (origin == Origin::Directory) {
            log::debug("registry", "'{}' is a library but no plugin", path.native());
            return;
        }
        candidate.module.fault = plugin::missing_manifest();
    }
    candidate.name = manifest == nullptr ? path.stem().native() : manifest->name;
    // The same file may be reached by several ways, of which the first good one counts.
    const bool is_known = std::ranges::any_of(m_candidates, [&](const Candidate &known) {
        // As text: comparing paths takes them apart into their components.
        return known.path.native() == path.native() ||
               (known.module.path.native() == candidate.module.path.native() && !known.module.fault);
    });
    if (is_known || keep_loaded(candidate)) {
        return;
    }
    try {
        if (candidate.module.fault) {
            throw Rejection(*candidate.module.fault);
        }
        plugin::check_abi(*manifest, path.native());
    } catch (const Rejection &rejection) {
        candidate.set_state(rejection);
    }
    m_candidates.push_back(std::move(candidate));
}

bool Catalog::keep_loaded(const Candidate &found)
{
    const auto loaded = std::ranges::find_if(m_loaded_before, [&](const Candidate &candidate) {
        return candidate.module.path == found.module.path &&
               candidate.module.identity == found.module.identity;
    });
    if (loaded == m_loaded_before.end()) {
        return false;
    }
    m_candidates.push_back(std::move(*loaded));
    m_loaded_before.erase(loaded);
    return true;
}

void Catalog::settle(const Selection &selection)
{
    std::map<std::string, const Candidate *, std::less<>> first_of_name;
    for (const Candidate &candidate : m_candidates) {
        if (candidate.state == State::Active) {
            first_of_name.emplace(candidate.name, &candidate);
        }
    }
    for (Candidate &candidate : m_candidates) {
        if (candidate.state == State::Shadowed) {
            candidate.set_state(State::Found);
        }
        if (!candidate.is_usable()) {
            continue;
        }
        if (candidate.state != State::Active) {
            if (const auto objection = selection.find_objection(candidate.name)) {
                candidate.set_state(State::Disabled, *objection, "Change that setting to use the plugin.");
                continue;
            }
        }
        const Candidate *first = first_of_name.emplace(candidate.name, &candidate).first->second;
        if (first != &candidate) {
            candidate.set_state(State::Shadowed,
                                fmt::format("'{}' has the same name and comes first", first->path.native()),
                                "Remove one of the two, or change the order of the directories.");
            candidate.shadowed_by = first->path;
        }
    }
}

bool Catalog::is_outdated() const
{
    return std::ranges::any_of(
               m_stamps,
               [](const DirectoryStamp &stamp) { return identity_of(stamp.directory) != stamp.identity; }) ||
           std::ranges::any_of(m_candidates, [](const Candidate &candidate) {
               return !candidate.is_usable() && identity_of(candidate.path) != candidate.module.identity;
           });
}

} // namespace modvirt::registry
