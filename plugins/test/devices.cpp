// SPDX-License-Identifier: LGPL-2.1-or-later
#include "devices.hpp"

namespace modvirt::test {

std::vector<xml::Element> devices_of(const domain::Config &config, std::string_view name)
{
    std::vector<xml::Element> found;
    if (const auto devices = config.document.root().child("devices")) {
        for (const xml::Element each : devices->children(name))
            found.push_back(each);
    }
    return found;
}

std::optional<std::string_view> child_attribute(const xml::Element &element, std::string_view child,
                                                std::string_view name)
{
    const auto found = element.child(child);
    return found ? found->attribute(name) : std::nullopt;
}

std::optional<std::string_view> source_of(const xml::Element &disk)
{
    const auto source = disk.child("source");
    if (!source)
        return std::nullopt;
    for (const char *form : {"file", "dev", "dir", "volume", "name"}) {
        if (const auto value = source->attribute(form))
            return value;
    }
    return std::nullopt;
}

std::optional<xml::Element> find_disk(const domain::Config &config, std::string_view disk)
{
    for (const xml::Element each : devices_of(config, "disk")) {
        if (child_attribute(each, "target", "dev") == disk || source_of(each) == disk)
            return each;
    }
    return std::nullopt;
}

std::optional<std::size_t> find_interface(const domain::Config &config, std::string_view device)
{
    const auto interfaces = devices_of(config, "interface");
    for (std::size_t place = 0; place < interfaces.size(); ++place) {
        if (child_attribute(interfaces[place], "target", "dev") == device ||
            child_attribute(interfaces[place], "mac", "address") == device)
            return place;
    }
    return std::nullopt;
}

std::string guest_address(std::string_view type, int32_t id, uint32_t place)
{
    // The network's range of addresses has room for so many interfaces of each domain.
    constexpr uint32_t addresses_per_domain = 20;
    constexpr uint32_t first_address = 3;
    if (type != "network")
        return "192.168.0." + std::to_string(place + 1);
    const auto number = static_cast<uint32_t>(id - 1) * addresses_per_domain + place + first_address;
    return "192.168.122." + std::to_string(number);
}

} // namespace modvirt::test
