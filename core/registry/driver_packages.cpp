// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/driver_packages.hpp"

#include "log/log.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace modvirt::registry {

namespace {

// What the file has for `name` below `table`.
std::string find_package(const std::filesystem::path &file, const char *table, std::string_view name)
{
    using Json = nlohmann::json;
    std::ifstream stream(file);
    if (!stream) {
        return {};
    }
    const Json json = Json::parse(stream, nullptr, false);
    try {
        const Json &packages = json.at(table);
        const auto package = packages.find(name);
        return package == packages.end() ? std::string() : package->get<std::string>();
    } catch (const Json::exception &error) {
        log::warning("registry", "'{}' is damaged: {}", file.native(), error.what());
        return {};
    }
}

} // namespace

std::string find_driver_package(const std::filesystem::path &file, std::string_view scheme)
{
    return find_package(file, "schemes", scheme);
}

std::string find_backend_package(const std::filesystem::path &file, std::string_view pool_type)
{
    return find_package(file, "pool_types", pool_type);
}

} // namespace modvirt::registry
