// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/manifest.hpp"

#include "host/directories.hpp"
#include "plugin/state.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <modvirt/plugin.h>
#include <nlohmann/json.hpp>

namespace modvirt::plugin {
namespace {

using Json = nlohmann::json;

constexpr const char *rebuild =
    "Rebuild the plugin with modvirt_add_plugin of the modvirt SDK, or ask its vendor for "
    "a repaired one.";

[[noreturn]] void reject_manifest(const std::string &reason)
{
    throw Rejection("its manifest " + reason, rebuild);
}

// Reads members of the manifest; each one that is wrong is named.
class Members {
public:
    explicit Members(const Json &json) : m_json(json) {}

    [[nodiscard]] std::string required_text(const char *member) const
    {
        const Json *value = find(member);
        if (value == nullptr) {
            reject_manifest(fmt::format("lacks \"{}\"", member));
        }
        return text(member, *value);
    }

    [[nodiscard]] std::string text_or_empty(const char *member) const
    {
        const Json *value = find(member);
        return value == nullptr ? std::string() : text(member, *value);
    }

    [[nodiscard]] std::vector<std::string> texts(const char *member) const
    {
        std::vector<std::string> result;
        const Json *list = find(member);
        if (list == nullptr) {
            return result;
        }
        if (!list->is_array() || list->size() > 64) {
            reject_manifest(fmt::format("has \"{}\" that is not a list of at most 64 words", member));
        }
        for (const Json &item : *list) {
            result.push_back(word(member, item));
        }
        return result;
    }

    template <typename Value>
    [[nodiscard]] Value choice(const char *member, std::initializer_list<Value> values) const
    {
        const std::string chosen = required_text(member);
        std::vector<std::string_view> names;
        for (const Value value : values) {
            if (name(value) == chosen) {
                return value;
            }
            names.push_back(name(value));
        }
        reject_manifest(
            fmt::format("has \"{}\" of '{}', which is none of {}", member, chosen, fmt::join(names, ", ")));
    }

    [[nodiscard]] AbiVersion version(const char *member) const
    {
        const std::string value = required_text(member);
        AbiVersion version;
        const char *end = value.data() + value.size();
        const auto major = std::from_chars(value.data(), end, version.major);
        if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') {
            reject_manifest(fmt::format("has \"{}\" of '{}', which is not of the form 1.0", member, value));
        }
        const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
        if (minor.ec != std::errc() || minor.ptr != end) {
            reject_manifest(fmt::format("has \"{}\" of '{}', which is not of the form 1.0", member, value));
        }
        return version;
    }

private:
    [[nodiscard]] const Json *find(const char *member) const
    {
        const auto place = m_json.find(member);
        return place == m_json.end() || place->is_null() ? nullptr : &*place;
    }

    static std::string text(const char *member, const Json &value)
    {
        if (!value.is_string()) {
            reject_manifest(fmt::format("has \"{}\" that is not text", member));
        }
        auto result = value.get<std::string>();
        if (std::ranges::any_of(result, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
            reject_manifest(fmt::format("has \"{}\" with a control character in it", member));
        }
        return result;
    }

    // What may stand in a URI scheme; pool types keep to the same letters.
    static std::string word(const char *member, const Json &value)
    {
        auto result = text(member, value);
        const bool good = !result.empty() && result.size() <= 64 && std::ranges::all_of(result, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        });
        if (!good) {
            reject_manifest(fmt::format(
                "has '{}' in \"{}\": only lower-case letters, digits, '+', '-' and '.' may be used", result,
                member));
        }
        return result;
    }

    const Json &m_json;
};

void check_form(const Json &json)
{
    if (!json.is_object()) {
        reject_manifest("is not a JSON object");
    }
    const auto form = json.find("manifest");
    if (form == json.end() || !form->is_number_integer()) {
        reject_manifest("lacks the number \"manifest\"");
    }
    if (*form != 1) {
        throw Rejection(
            fmt::format("its manifest is of form {}, and this modvirt reads form 1", form->dump()),
            "Upgrade modvirt, or install a build of the plugin for this version of modvirt.");
    }
}

} // namespace

std::string_view name(Kind kind)
{
    switch (kind) {
    case Kind::Hypervisor:
        return "hypervisor";
    case Kind::Network:
        return "network";
    case Kind::Storage:
        return "storage";
    case Kind::Interface:
        return "interface";
    case Kind::NodeDevice:
        return "nodedev";
    case Kind::Secret:
        return "secret";
    case Kind::NWFilter:
        return "nwfilter";
    case Kind::StorageBackend:
        break;
    }
    return "storage-backend";
}

std::string_view name(Threading threading)
{
    switch (threading) {
    case Threading::Serialized:
        return "serialized";
    case Threading::PerHandle:
        return "per_handle";
    case Threading::Parallel:
        break;
    }
    return "parallel";
}

std::string to_string(AbiVersion version)
{
    return fmt::format("{}.{}", version.major, version.minor);
}

Manifest Manifest::parse(std::string_view text)
{
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        reject_manifest("is not JSON");
    }
    check_form(json);
    const Members members(json);
    Manifest manifest;
    manifest.name = members.required_text("name");
    if (!host::is_plugin_name(manifest.name)) {
        reject_manifest(fmt::format("names the plugin '{}': a name is of lower-case letters, digits, '-' and '_'",
                           manifest.name));
    }
    manifest.kind = members.choice("kind", {Kind::Hypervisor, Kind::Network, Kind::StorageBackend, Kind::Storage,
                                            Kind::Interface, Kind::NodeDevice, Kind::Secret, Kind::NWFilter});
    manifest.abi = members.version("abi");
    manifest.min_abi = members.version("min_abi");
    manifest.threading =
        members.choice("threading", {Threading::Serialized, Threading::PerHandle, Threading::Parallel});
    manifest.version = members.required_text("version");
    manifest.uri_schemes = members.texts("uri_schemes");
    manifest.pool_types = members.texts("pool_types");
    manifest.license = members.text_or_empty("license");
    manifest.vendor = members.text_or_empty("vendor");
    manifest.bug_url = members.text_or_empty("bug_url");
    manifest.package = members.text_or_empty("package");
    manifest.text = text;
    return manifest;
}

void reject_abi(const Manifest &manifest, std::string_view file, std::string_view needs)
{
    const AbiVersion host{MODVIRT_ABI_MAJOR, MODVIRT_ABI_MINOR};
    const bool host_is_older = manifest.min_abi > host || manifest.abi.major > host.major;
    const std::string plugin_package =
        manifest.package.empty() ? fmt::format("driver \"{}\"", manifest.name) : manifest.package;
    throw Rejection(
        fmt::format("driver \"{}\" ({} {}, plugin ABI {}) needs {}; this modvirt {} provides {}",
                    manifest.name, file, manifest.version, to_string(manifest.abi), needs, MODVIRT_VERSION,
                    to_string(host)),
        host_is_older
            ? fmt::format("Upgrade modvirt to a release with plugin ABI {}, or install an older {}.",
                          to_string(std::max(manifest.min_abi, AbiVersion{manifest.abi.major, 0})),
                          plugin_package)
            : fmt::format("Upgrade {} to a build for plugin ABI {}.", plugin_package, host.major));
}

void check_abi(const Manifest &manifest, std::string_view file)
{
    if (manifest.abi.major != manifest.min_abi.major || manifest.min_abi > manifest.abi) {
        reject_manifest(fmt::format("claims to be built for ABI {} and to need ABI {}", to_string(manifest.abi),
                           to_string(manifest.min_abi)));
    }
    if (manifest.abi.major != MODVIRT_ABI_MAJOR) {
        reject_abi(manifest, file, fmt::format("a host with plugin ABI {}", manifest.abi.major));
    }
    if (manifest.min_abi.minor > MODVIRT_ABI_MINOR) {
        reject_abi(manifest, file, fmt::format("host ABI >= {}", to_string(manifest.min_abi)));
    }
}

} // namespace modvirt::plugin
