// SPDX-License-Identifier: LGPL-2.1-or-later
// Which plugin serves what: finds them, loads one when it is first wanted, and tells how all of them fare. A
// plugin that cannot be used is a state with a reason; it never takes others down.
#pragma once

#include "config/configuration.hpp"
#include "host/services.hpp"
#include "plugin/plugin.hpp"
#include "plugin/probe.hpp"
#include "registry/catalog.hpp"
#include "registry/search_path.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace modvirt::registry {

// A slot of a table, for telling what a plugin serves.
struct SlotName {
    const char *name;
    std::size_t offset;
};

enum class ServedBy : uint8_t {
    Driver,  // the one that fills the slot
    Library, // itself, whatever the driver
    Nobody,  // there is no slot for it
};

// A public function, for telling which drivers serve it.
struct PublicName {
    const char *name;
    const char *since;
    const char *area;
    ServedBy served_by;
    const char *slot; // the function whose slot is needed: often another one; empty when none is
};

struct SlotNames {
    std::span<const SlotName> hypervisor;
    std::span<const SlotName> network;
    std::span<const SlotName> storage_backend;
    std::span<const SlotName> storage;
    std::span<const SlotName> interface;
    std::span<const SlotName> nodedev;
    std::span<const SlotName> secret;
    std::span<const SlotName> nwfilter;
    std::span<const PublicName> functions;
};

struct Options {
    const config::Configuration &configuration; // these two outlive the registry
    host::Services &services;
    std::filesystem::path library_directory; // where libmodvirt lies; see own_library_directory()
    Environment environment = Environment::of_process();
    SlotNames slots;
    std::chrono::milliseconds probe_time_limit{10'000};
};

// The directory of the library or program that has this code in it. All that belongs to an installation is
// found from there.
std::filesystem::path own_library_directory();

// Thread-safe. Nothing is looked at until it is first asked for a plugin.
class Registry {
public:
    explicit Registry(Options options);
    Registry(const Registry &) = delete;
    Registry &operator=(const Registry &) = delete;
    ~Registry();

    // The hypervisor driver for a URI scheme, loaded and started; it stays valid as long as the registry.
    // Throws Error(NoConnect), which begins with the URI and says what was tried.
    // `uri` is for that message.
    plugin::Plugin &claim_scheme(std::string_view scheme, std::string_view uri);
    // The storage backend for a type of pool. Throws Error(NoConnect).
    plugin::Plugin &claim_pool_type(std::string_view type);
    // The types of pools that usable storage backends claim, sorted. None of them is loaded for that.
    std::vector<std::string> pool_types();

    // The driver of networks, storage or another such kind for the connections of a hypervisor's scheme, loaded
    // and started, or null when no plugin of that kind serves them.
    plugin::Plugin *find_companion(plugin::Kind kind, std::string_view scheme);

    // The plugin of that name when it is active, or null.
    plugin::Plugin *find(std::string_view name);

    // Puts a file, or a directory of plugins, before all others. The path is made absolute.
    void add_file(const std::filesystem::path &file);
    void add_path(const std::filesystem::path &directory);

    // Stops every plugin, last started first. No session may be open any more.
    void stop();

    // Reports, as JSON text. They look at the files anew and try those that are not known yet.
    std::string list();
    std::string show(std::string_view name); // throws Error(InvalidArg) when there is none of that name
    std::string explain(std::string_view uri);
    std::string doctor();
    std::string matrix(); // which driver serves which public function

private:
    friend class Reports;

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Index = std::unordered_map<std::string, plugin::Plugin *, TextHash, std::equal_to<>>;
    using Wanted = std::function<bool(const plugin::Manifest &)>;

    plugin::Plugin *find_claimed(const Index &index, std::string_view key);
    plugin::Plugin *activate_first(const Wanted &wanted);
    Candidate *find_usable(const Wanted &wanted);
    bool examine(Candidate &candidate);
    void examine_overtaken();
    bool load(Candidate &candidate);
    bool activate(Candidate &candidate);
    void forget_scan();
    void scan();
    void scan_once();

    [[nodiscard]] std::string describe_unusable(const Wanted &wanted) const;
    [[nodiscard]] std::string describe_missing(std::string_view uri, std::string_view scheme,
                                               const Wanted &wanted) const;
    [[nodiscard]] std::vector<SearchPlace> places() const;
    [[nodiscard]] std::filesystem::path packages_file() const;

    const Options m_options;
    const Selection m_selection;

    std::mutex m_mutex; // guards all below but the indexes
    std::vector<std::filesystem::path> m_added_files;
    std::vector<std::filesystem::path> m_added_directories;
    plugin::FileCheck m_check;
    plugin::Prober m_prober;
    Catalog m_catalog;
    std::vector<plugin::Plugin *> m_started;
    bool m_scanned = false;

    std::shared_mutex m_index_mutex; // taken after m_mutex where both are
    Index m_by_scheme;
    Index m_by_pool_type;
    std::map<plugin::Kind, Index> m_companions; // by scheme; null where there is none
    Index m_by_name;
};

} // namespace modvirt::registry
