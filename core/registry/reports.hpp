// SPDX-License-Identifier: LGPL-2.1-or-later
// What the registry tells about itself, as JSON. Made while the registry is locked; changes nothing but
// states.
#pragma once

#include "registry/registry.hpp"

#include <nlohmann/json_fwd.hpp>

namespace modvirt::registry {

class Reports {
public:
    // Looks at all files anew and tries those that are not known.
    explicit Reports(Registry &registry);

    [[nodiscard]] std::string list() const;
    [[nodiscard]] std::string show(std::string_view name) const;
    [[nodiscard]] std::string explain(std::string_view uri) const;
    [[nodiscard]] std::string doctor() const;
    [[nodiscard]] std::string matrix() const;

private:
    using Json = nlohmann::ordered_json;

    // What a plugin serves, by the names of its filled slots; empty when it cannot be used.
    [[nodiscard]] std::vector<std::string> operations(Candidate &candidate) const;
    [[nodiscard]] Candidate &find_named(std::string_view name) const;
    [[nodiscard]] Json searched(const std::function<bool(const Candidate &)> &concerns) const;
    void add_plugin_findings(Json &findings) const;
    void add_installation_findings(Json &findings) const;
    void add_directory_findings(Json &findings) const;
    void add_conflict_findings(Json &findings) const;

    Registry &m_registry;
};

} // namespace modvirt::registry
