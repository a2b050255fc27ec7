// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/reports.hpp"

#include "registry/driver_packages.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace modvirt::registry {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using plugin::Kind;
using plugin::Manifest;
using plugin::State;

// Names of files need not be UTF-8.
std::string to_text(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json describe(const Candidate &candidate)
{
    static const Manifest unknown;
    const Manifest *known = candidate.manifest();
    const Manifest &manifest = known == nullptr ? unknown : *known;
    const auto text = [&](std::string_view value) {
        return known == nullptr ? std::string() : std::string(value);
    };
    return {{"name", candidate.name},
            {"kind", text(plugin::name(manifest.kind))},
            {"version", manifest.version},
            {"state", plugin::name(candidate.state)},
            {"reason", candidate.reason},
            {"hint", candidate.hint},
            {"path", candidate.path.native()},
            {"abi", text(to_string(manifest.abi))},
            {"uri_schemes", manifest.uri_schemes},
            {"pool_types", manifest.pool_types},
            {"threading", text(plugin::name(manifest.threading))},
            {"vendor", manifest.vendor},
            {"license", manifest.license},
            {"shadowed_by", candidate.shadowed_by.native()}};
}

// The names of the slots that are filled in a table of this host's size.
template <typename Table>
void append_operations(std::vector<std::string> &operations, const Table *table, std::span<const SlotName> slots)
{
    for (const SlotName &slot : slots) {
        void (*function)() = nullptr;
        if (table != nullptr && slot.offset + sizeof(function) <= sizeof(Table)) {
            std::memcpy(&function, reinterpret_cast<const char *>(table) + slot.offset, sizeof(function));
        }
        if (function != nullptr) {
            operations.emplace_back(slot.name);
        }
    }
}

Json finding(std::string_view severity, std::string_view subject, std::string_view text,
             std::string_view hint)
{
    return {{"severity", severity}, {"subject", subject}, {"text", text}, {"hint", hint}};
}

bool serves_scheme(const Candidate &candidate, std::string_view scheme)
{
    const Manifest *manifest = candidate.manifest();
    return manifest != nullptr && manifest->kind == Kind::Hypervisor &&
           std::ranges::find(manifest->uri_schemes, scheme) != manifest->uri_schemes.end();
}

bool is_faulty(const Candidate &candidate)
{
    return candidate.state == State::Rejected || candidate.state == State::Failed ||
           candidate.state == State::Quarantined;
}

} // namespace

Reports::Reports(Registry &registry) : m_registry(registry)
{
    m_registry.scan();
    // Trying one may let another one of its name come forward.
    for (bool settled = false; !settled;) {
        settled = true;
        for (Candidate &candidate : m_registry.m_catalog.candidates()) {
            if (candidate.state == State::Found && !m_registry.examine(candidate)) {
                settled = false;
            }
        }
        m_registry.m_catalog.settle(m_registry.m_selection);
    }
    m_registry.examine_overtaken();
}

std::string Reports::list() const
{
    Json plugins = Json::array();
    for (const Candidate &candidate : m_registry.m_catalog.candidates()) {
        plugins.push_back(describe(candidate));
    }
    return to_text({{"plugins", plugins}});
}

Candidate &Reports::find_named(std::string_view name) const
{
    Candidate *found = nullptr;
    std::set<std::string> names;
    for (Candidate &candidate : m_registry.m_catalog.candidates()) {
        names.insert(candidate.name);
        const bool is_better = found == nullptr || (!found->is_usable() && candidate.is_usable());
        if (candidate.name == name && is_better) {
            found = &candidate;
        }
    }
    if (found == nullptr) {
        throw Error(ErrorCode::InvalidArg,
                    names.empty()
                        ? fmt::format("there is no plugin '{}': none was found at all", name)
                        : fmt::format("there is no plugin '{}': there are {}", name, fmt::join(names, ", ")));
    }
    return *found;
}

std::vector<std::string> Reports::operations(Candidate &candidate) const
{
    std::vector<std::string> names;
    if (!candidate.is_usable() || !m_registry.load(candidate)) {
        return names;
    }
    const plugin::Plugin &plugin = *candidate.plugin;
    const SlotNames &slots = m_registry.m_options.slots;
    append_operations(names, plugin.hypervisor(), slots.hypervisor);
    append_operations(names, plugin.network(), slots.network);
    append_operations(names, plugin.storage_backend(), slots.storage_backend);
    append_operations(names, plugin.storage(), slots.storage);
    append_operations(names, plugin.interface(), slots.interface);
    append_operations(names, plugin.nodedev(), slots.nodedev);
    append_operations(names, plugin.secret(), slots.secret);
    append_operations(names, plugin.nwfilter(), slots.nwfilter);
    return names;
}

std::string Reports::show(std::string_view name) const
{
    Candidate &candidate = find_named(name);
    const std::vector<std::string> served = operations(candidate);
    Json json = describe(candidate);
    json["operations"] = served;
    const Manifest *manifest = candidate.manifest();
    json["manifest"] = manifest == nullptr ? Json::object() : Json::parse(manifest->text);
    return to_text(json);
}

// Sorted by the drivers' names, so that the answer does not depend on where they lie.
std::string Reports::matrix() const
{
    std::map<std::string, std::set<std::string>> served;
    Json drivers = Json::array();
    for (Candidate &candidate : m_registry.m_catalog.candidates()) {
        const std::vector<std::string> names = operations(candidate);
        if (candidate.is_usable()) {
            served[candidate.name].insert(names.begin(), names.end());
        }
    }
    for (const auto &[name, operations] : served) {
        const Manifest &manifest = *find_named(name).manifest();
        drivers.push_back({{"name", name}, {"kind", plugin::name(manifest.kind)}});
    }
    Json functions = Json::array();
    for (const PublicName &function : m_registry.m_options.slots.functions) {
        Json names = Json::array();
        for (const auto &[name, operations] : served) {
            if (function.served_by == ServedBy::Driver && operations.contains(function.slot)) {
                names.push_back(name);
            }
        }
        const bool by_library = function.served_by == ServedBy::Library;
        const bool by_another = function.slot[0] != '\0' && std::strcmp(function.slot, function.name) != 0;
        functions.push_back({{"name", function.name},
                             {"since", function.since},
                             {"area", function.area},
                             {"served", by_library ? "library" : names.empty() ? "nobody" : "drivers"},
                             {"drivers", names},
                             {"through", by_another ? Json(function.slot) : Json(nullptr)}});
    }
    return to_text({{"drivers", drivers}, {"functions", functions}});
}

Json Reports::searched(const std::function<bool(const Candidate &)> &concerns) const
{
    const auto candidates_of = [&](const fs::path &directory) {
        Json candidates = Json::array();
        for (const Candidate &candidate : m_registry.m_catalog.candidates()) {
            if (candidate.directory == directory && concerns(candidate)) {
                candidates.push_back({{"path", candidate.path.native()},
                                      {"state", plugin::name(candidate.state)},
                                      {"reason", candidate.reason}});
            }
        }
        return candidates;
    };
    Json places = Json::array();
    std::set<fs::path> seen;
    const auto add = [&](const fs::path &directory, std::string_view source) {
        std::error_code failure;
        places.push_back(
            {{"directory", directory.native()},
             {"source", source},
             {"exists", fs::is_directory(directory, failure)},
             {"candidates", seen.insert(directory).second ? candidates_of(directory) : Json::array()}});
    };
    for (const fs::path &file : m_registry.m_added_files) {
        add(file.parent_path(), "added file " + file.filename().native());
    }
    for (const SearchPlace &place : m_registry.places()) {
        add(place.directory, place.source);
    }
    return places;
}

std::string Reports::explain(std::string_view uri) const
{
    const std::string scheme(uri.substr(0, uri.find(':')));
    const Candidate *driver = nullptr;
    const Candidate *obstacle = nullptr;
    for (const Candidate &candidate : m_registry.m_catalog.candidates()) {
        if (serves_scheme(candidate, scheme)) {
            const Candidate *&place = candidate.is_usable() ? driver : obstacle;
            place = place == nullptr ? &candidate : place;
        }
    }
    const std::string package = find_driver_package(m_registry.packages_file(), scheme);
    std::string verdict;
    std::string hint;
    if (driver != nullptr) {
        verdict = fmt::format("driver \"{}\" ({}) opens it", driver->name, driver->path.native());
    } else if (obstacle != nullptr) {
        verdict = fmt::format("driver \"{}\" ({}) would open it, but is {}: {}", obstacle->name,
                              obstacle->path.native(), plugin::name(obstacle->state), obstacle->reason);
        hint = obstacle->hint;
    } else {
        verdict = fmt::format("no plugin serves the scheme '{}'", scheme);
        hint = package.empty()
                   ? "Check the spelling of the URI, or install the plugin that serves the scheme."
                   : fmt::format("Install the package {}.", package);
    }
    // A file without a manifest might be the one that was meant.
    const auto concerns = [&](const Candidate &candidate) {
        return serves_scheme(candidate, scheme) || candidate.manifest() == nullptr;
    };
    return to_text({{"uri", uri},
                    {"scheme", scheme},
                    {"verdict", verdict},
                    {"driver", driver == nullptr ? Json(nullptr) : Json(driver->name)},
                    {"searched", searched(concerns)},
                    {"package", package},
                    {"hint", hint}});
}

std::string Reports::doctor() const
{
    Json findings = Json::array();
    add_installation_findings(findings);
    add_plugin_findings(findings);
    add_conflict_findings(findings);
    add_directory_findings(findings);
    const bool healthy =
        std::ranges::none_of(findings, [](const Json &item) { return item.at("severity") == "error"; });
    return to_text({{"healthy", healthy}, {"findings", findings}});
}

void Reports::add_installation_findings(Json &findings) const
{
    const fs::path xml = m_registry.m_options.library_directory / "modvirt/libmodvirt-xml.so";
    if (!fs::exists(xml)) {
        findings.push_back(finding("error", xml.native(), "the XML module is missing: no XML can be read",
                                   "Install modvirt again."));
    }
    if (!m_registry.m_prober.is_available()) {
        findings.push_back(
            finding("error", m_registry.m_prober.settings().program.native(),
                    "the program that tries plugins is missing: a crash in a plugin is not contained",
                    "Install modvirt again."));
    }
}

void Reports::add_plugin_findings(Json &findings) const
{
    bool any_usable = false;
    for (const Candidate &candidate : m_registry.m_catalog.candidates()) {
        any_usable = any_usable || candidate.is_usable();
        if (is_faulty(candidate)) {
            findings.push_back(finding("error", candidate.path.native(),
                                       fmt::format("plugin \"{}\" is {}: {}", candidate.name,
                                                   plugin::name(candidate.state), candidate.reason),
                                       candidate.hint));
        } else if (candidate.state == State::Shadowed) {
            findings.push_back(
                finding("info", candidate.path.native(),
                        fmt::format("plugin \"{}\" is not used: {}", candidate.name, candidate.reason),
                        candidate.hint));
        }
    }
    if (!any_usable) {
        findings.push_back(finding("error", "plugins", "no usable plugin was found: nothing can be opened",
                                   "Install a driver, or name its directory in MODVIRT_ADD_PLUGIN_PATH."));
    }
}

void Reports::add_conflict_findings(Json &findings) const
{
    std::map<std::string, const Candidate *, std::less<>> first_of_scheme;
    for (const Candidate &candidate : m_registry.m_catalog.candidates()) {
        if (!candidate.is_usable() || candidate.manifest()->kind != Kind::Hypervisor) {
            continue;
        }
        for (const std::string &scheme : candidate.manifest()->uri_schemes) {
            const Candidate *first = first_of_scheme.emplace(scheme, &candidate).first->second;
            if (first != &candidate && first->name != candidate.name) {
                findings.push_back(
                    finding("warning", candidate.path.native(),
                            fmt::format("plugin \"{}\" never gets a URI of scheme '{}': \"{}\" comes first",
                                        candidate.name, scheme, first->name),
                            "Disable one of the two with the setting plugins.disable."));
            }
        }
    }
}

// The local directory need not exist; one that somebody has named should.
void Reports::add_directory_findings(Json &findings) const
{
    for (const SearchPlace &place : m_registry.places()) {
        std::error_code failure;
        if (place.source != "local plugins" && !fs::is_directory(place.directory, failure)) {
            findings.push_back(finding("warning", place.directory.native(),
                                       fmt::format("the plugin directory does not exist ({})", place.source),
                                       "Make the directory, or remove it from the list."));
        }
    }
}

} // namespace modvirt::registry
