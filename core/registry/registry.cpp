// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/registry.hpp"

#include "log/log.hpp"
#include "plugin/start_mark.hpp"
#include "registry/driver_packages.hpp"
#include "registry/reports.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <fmt/format.h>
#include <set>
#include <unistd.h>

namespace modvirt::registry {
namespace {

namespace fs = std::filesystem;
using plugin::Kind;
using plugin::Manifest;
using plugin::Plugin;
using plugin::Rejection;
using plugin::State;

bool has(const std::vector<std::string> &words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

// Nowhere to keep a journal is no reason not to start.
fs::path journal_directory(const config::Configuration &configuration)
{
    try {
        return host::base_directory(configuration.directories, host::DirectoryKind::Cache);
    } catch (const Error &error) {
        log::info("registry", "results of trying plugins are not kept: {}", error.what());
        return "/nonexistent";
    }
}

fs::path absolute_path(const fs::path &path)
{
    return fs::absolute(path).lexically_normal();
}

} // namespace

fs::path own_library_directory()
{
    static const char mark = 0;
    Dl_info info{};
    if (dladdr(&mark, &info) == 0 || info.dli_fname == nullptr) {
        throw Error(ErrorCode::InternalError, "the dynamic linker does not know where libmodvirt lies");
    }
    std::error_code failure;
    const fs::path file = fs::canonical(info.dli_fname, failure);
    // The name of a program is as it was called, which may be relative to a directory left long ago.
    return (failure ? fs::canonical("/proc/self/exe") : file).parent_path();
}

Registry::Registry(Options options)
    : m_options(std::move(options)), m_selection(m_options.configuration, m_options.environment),
      m_check(geteuid()),
      m_prober({m_options.library_directory / "modvirt/plugin-probe", m_options.library_directory,
                journal_directory(m_options.configuration), m_options.probe_time_limit}),
      m_catalog(m_check)
{
}

Registry::~Registry()
{
    stop();
}

Plugin &Registry::claim_scheme(std::string_view scheme, std::string_view uri)
{
    if (Plugin *known = find_claimed(m_by_scheme, scheme)) {
        return *known;
    }
    const Wanted wanted = [&](const Manifest &manifest) {
        return manifest.kind == Kind::Hypervisor && has(manifest.uri_schemes, scheme);
    };
    const std::lock_guard lock(m_mutex);
    if (Plugin *found = activate_first(wanted)) {
        const std::unique_lock index_lock(m_index_mutex);
        m_by_scheme.emplace(scheme, found);
        return *found;
    }
    throw Error(ErrorCode::NoConnect, describe_missing(uri, scheme, wanted));
}

Plugin &Registry::claim_pool_type(std::string_view type)
{
    if (Plugin *known = find_claimed(m_by_pool_type, type)) {
        return *known;
    }
    const Wanted wanted = [&](const Manifest &manifest) {
        return manifest.kind == Kind::StorageBackend && has(manifest.pool_types, type);
    };
    const std::lock_guard lock(m_mutex);
    if (Plugin *found = activate_first(wanted)) {
        const std::unique_lock index_lock(m_index_mutex);
        m_by_pool_type.emplace(type, found);
        return *found;
    }
    const std::string unusable = describe_unusable(wanted);
    const std::string package = find_backend_package(packages_file(), type);
    throw Error(ErrorCode::NoConnect,
                fmt::format("no storage backend serves pools of type '{}': {}", type,
                            !unusable.empty()  ? unusable
                            : !package.empty() ? fmt::format("install the package {}", package)
                                               : "install the plugin for it, and see 'modvirt plugin list'"));
}

std::vector<std::string> Registry::pool_types()
{
    const std::lock_guard lock(m_mutex);
    scan_once();
    if (m_catalog.is_outdated()) {
        scan();
    }
    std::set<std::string> types;
    for (const Candidate &candidate : m_catalog.candidates()) {
        if (candidate.is_usable() && candidate.manifest()->kind == Kind::StorageBackend) {
            types.insert(candidate.manifest()->pool_types.begin(), candidate.manifest()->pool_types.end());
        }
    }
    return {types.begin(), types.end()};
}

// That there is none is remembered too: most connections ask, and few have one.
Plugin *Registry::find_companion(Kind kind, std::string_view scheme)
{
    {
        const std::shared_lock lock(m_index_mutex);
        if (const auto index = m_companions.find(kind); index != m_companions.end()) {
            if (const auto known = index->second.find(scheme); known != index->second.end()) {
                return known->second;
            }
        }
    }
    const std::lock_guard lock(m_mutex);
    Plugin *found = activate_first([&](const Manifest &manifest) {
        return manifest.kind == kind && has(manifest.uri_schemes, scheme);
    });
    const std::unique_lock index_lock(m_index_mutex);
    m_companions[kind].insert_or_assign(std::string(scheme), found);
    return found;
}

Plugin *Registry::find(std::string_view name)
{
    return find_claimed(m_by_name, name);
}

void Registry::add_file(const fs::path &file)
{
    const std::lock_guard lock(m_mutex);
    m_added_files.push_back(absolute_path(file));
    forget_scan();
}

void Registry::add_path(const fs::path &directory)
{
    const std::lock_guard lock(m_mutex);
    m_added_directories.push_back(absolute_path(directory));
    forget_scan();
}

void Registry::stop()
{
    const std::lock_guard lock(m_mutex);
    {
        const std::unique_lock index_lock(m_index_mutex);
        m_by_scheme.clear();
        m_by_pool_type.clear();
        m_companions.clear();
        m_by_name.clear();
    }
    for (auto started = m_started.rbegin(); started != m_started.rend(); ++started) {
        (*started)->stop();
    }
    m_started.clear();
    for (Candidate &candidate : m_catalog.candidates()) {
        if (candidate.state == State::Active) {
            candidate.set_state(State::Ready);
        }
    }
}

Plugin *Registry::find_claimed(const Index &index, std::string_view key)
{
    const std::shared_lock lock(m_index_mutex);
    const auto found = index.find(key);
    return found == index.end() ? nullptr : found->second;
}

// The remaining functions are called with m_mutex held.

// When the first choice turns out to be of no use, the next one gets its turn.
Plugin *Registry::activate_first(const Wanted &wanted)
{
    const bool was_scanned = m_scanned;
    scan_once();
    for (bool again = was_scanned;; again = false) {
        while (Candidate *candidate = find_usable(wanted)) {
            if (activate(*candidate)) {
                return candidate->plugin.get();
            }
            m_catalog.settle(m_selection);
        }
        // A plugin may have been installed since the directories were read.
        if (!again || !m_catalog.is_outdated()) {
            return nullptr;
        }
        scan();
    }
}

Candidate *Registry::find_usable(const Wanted &wanted)
{
    for (Candidate &candidate : m_catalog.candidates()) {
        if (candidate.is_usable() && wanted(*candidate.manifest())) {
            return &candidate;
        }
    }
    return nullptr;
}

// Finds out, in a child process, whether the plugin can be loaded.
bool Registry::examine(Candidate &candidate)
{
    if (candidate.state == State::Found) {
        plugin::ProbeResult result = m_prober.probe(candidate.module);
        candidate.set_state(result.state, std::move(result.reason), std::move(result.hint));
        const auto objection =
            plugin::StartMark::find_objection(m_prober.settings().journal_directory, candidate.module);
        if (candidate.is_usable() && objection) {
            candidate.set_state(*objection);
        }
    }
    return candidate.is_usable();
}

// A plugin that stands behind one that comes later in the order, because that one is loaded already: it may
// be faulty all the same.
void Registry::examine_overtaken()
{
    std::set<fs::path> passed;
    for (Candidate &candidate : m_catalog.candidates()) {
        passed.insert(candidate.path);
        if (candidate.state != State::Shadowed || passed.contains(candidate.shadowed_by)) {
            continue;
        }
        plugin::ProbeResult result = m_prober.probe(candidate.module);
        if (result.state != State::Ready) {
            candidate.set_state(result.state, std::move(result.reason), std::move(result.hint));
        }
    }
}

bool Registry::load(Candidate &candidate)
{
    if (!examine(candidate)) {
        return false;
    }
    if (candidate.plugin == nullptr) {
        try {
            candidate.plugin = std::make_unique<Plugin>(candidate.module, m_options.services);
        } catch (const Rejection &rejection) {
            candidate.set_state(rejection);
            return false;
        }
    }
    return true;
}

bool Registry::activate(Candidate &candidate)
{
    if (candidate.state == State::Active) {
        return true;
    }
    if (!examine(candidate)) {
        return false;
    }
    const plugin::StartMark mark(m_prober.settings().journal_directory, candidate.module);
    if (!load(candidate)) {
        return false;
    }
    try {
        candidate.plugin->start();
    } catch (const Rejection &rejection) {
        candidate.set_state(rejection);
        return false;
    }
    candidate.set_state(State::Active);
    m_started.push_back(candidate.plugin.get());
    const std::unique_lock lock(m_index_mutex);
    m_by_name.emplace(candidate.name, candidate.plugin.get());
    return true;
}

void Registry::scan_once()
{
    if (!m_scanned) {
        scan();
    }
}

void Registry::forget_scan()
{
    m_scanned = false;
    const std::unique_lock lock(m_index_mutex);
    m_companions.clear();
}

void Registry::scan()
{
    forget_scan();
    m_catalog.scan(m_added_files, places(), m_selection);
    m_scanned = true;
}

std::vector<SearchPlace> Registry::places() const
{
    return search_places(m_options.configuration, m_options.environment, m_added_directories,
                         m_options.library_directory);
}

fs::path Registry::packages_file() const
{
    return m_options.library_directory / MODVIRT_DATA_FROM_LIBRARY / "driver-packages.json";
}

// What is wrong with the first plugin that would have been the one; empty: there is none.
std::string Registry::describe_unusable(const Wanted &wanted) const
{
    for (const Candidate &candidate : m_catalog.candidates()) {
        if (candidate.manifest() != nullptr && wanted(*candidate.manifest())) {
            return fmt::format("driver \"{}\" ({}) is {}: {}. {}", candidate.name, candidate.path.native(),
                               plugin::name(candidate.state), candidate.reason, candidate.hint);
        }
    }
    return {};
}

std::string Registry::describe_missing(std::string_view uri, std::string_view scheme,
                                       const Wanted &wanted) const
{
    std::string text = fmt::format("{}: ", uri);
    if (const std::string unusable = describe_unusable(wanted); !unusable.empty()) {
        return text + unusable;
    }
    text += fmt::format("no plugin serves the scheme '{}'; searched ", scheme);
    std::vector<std::string> searched;
    for (const SearchPlace &place : places()) {
        std::error_code failure;
        const char *absence = fs::is_directory(place.directory, failure) ? "" : " (absent)";
        searched.push_back(fmt::format("{}{}", place.directory.native(), absence));
    }
    std::set<std::string> drivers;
    std::set<std::string> unreadable;
    for (const Candidate &candidate : m_catalog.candidates()) {
        if (candidate.is_usable() && candidate.manifest()->kind == Kind::Hypervisor) {
            drivers.insert(candidate.name);
        } else if (candidate.manifest() == nullptr) {
            unreadable.insert(fmt::format("{} ({})", candidate.path.native(), candidate.reason));
        }
    }
    text += searched.empty() ? "no directory" : fmt::format("{}", fmt::join(searched, ", "));
    text += drivers.empty() ? "; no driver was found"
                            : fmt::format("; drivers found: {}", fmt::join(drivers, ", "));
    text += unreadable.empty() ? "" : fmt::format("; not usable: {}", fmt::join(unreadable, ", "));
    const std::string package = find_driver_package(packages_file(), scheme);
    return text + (package.empty() ? fmt::format(". See 'modvirt plugin explain {}'.", uri)
                                   : fmt::format(". Install the package {}.", package));
}

std::string Registry::list()
{
    const std::lock_guard lock(m_mutex);
    return Reports(*this).list();
}

std::string Registry::show(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    return Reports(*this).show(name);
}

std::string Registry::explain(std::string_view uri)
{
    const std::lock_guard lock(m_mutex);
    return Reports(*this).explain(uri);
}

std::string Registry::doctor()
{
    const std::lock_guard lock(m_mutex);
    return Reports(*this).doctor();
}

std::string Registry::matrix()
{
    const std::lock_guard lock(m_mutex);
    return Reports(*this).matrix();
}

} // namespace modvirt::registry
