// SPDX-License-Identifier: LGPL-2.1-or-later
#include "registry/driver_packages.hpp"

#include "log/log.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace modvirt::registry {

std::string find_driver_package(const std::filesystem::path &file, std::string_view scheme)
{
    using Json = nlohmann::json;
    std::ifstream stream(file);
    if (!stream) {
        return {};
    }
    const Json json = Json::parse(stream, nullptr, false);
    try {
        const Json &schemes = json.at("schemes");
        const auto package = schemes.find(scheme);
        return package == schemes.end() ? std::string() : package->get<std::string>();
    } catch (const Json::exception &error) {
        log::warning("registry", "'{}' is damaged: {}", file.native(), error.what());
        return {};
    }
}

} // namespace modvirt::registry
