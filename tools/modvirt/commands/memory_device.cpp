// SPDX-License-Identifier: LGPL-2.1-or-later
// update-memory-device: how much of a memory device a guest is asked to use.
#include "commands/commands.hpp"

#include "base/device_element.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

constexpr unsigned long long kib = 1024;

bool is_on_node(const XmlElement &device, unsigned node)
{
    const XmlElement *target = device.child("target");
    const XmlElement *element = target ? target->child("node") : nullptr;
    return element && element->text() == std::to_string(node);
}

const XmlElement &find_memory(const DomainXml &xml, const Arguments &arguments)
{
    const auto alias = arguments.text("alias");
    const auto node = arguments.unsigned_integer("node");
    std::vector<const XmlElement *> found = xml.devices("memory");
    std::erase_if(found, [&](const XmlElement *device) {
        return (alias && attribute_of_child(*device, "alias", "name") != *alias) ||
               (node && !is_on_node(*device, *node));
    });
    if (found.empty())
        fail("no memory device found");
    if (found.size() > 1)
        fail("multiple memory devices found, use --alias or --node to select one");
    return *found.front();
}

XmlElement *child_of(XmlElement *element, std::string_view name)
{
    if (!element)
        return nullptr;
    for (XmlNode &node : element->nodes)
        if (auto *child = std::get_if<XmlElement>(&node); child && child->name == name)
            return child;
    return nullptr;
}

void request_size(XmlElement &device, unsigned long long bytes)
{
    XmlElement *requested = child_of(child_of(&device, "target"), "requested");
    if (!requested)
        fail("virtio-mem device is missing <requested/>");
    requested->attributes = {{"unit", "KiB"}};
    requested->nodes.clear();
    requested->nodes.emplace_back(std::to_string((bytes + kib - 1) / kib));
}

void run_update_memory_device(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("node", "alias");
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const unsigned description = arguments.has("config") ? VIR_DOMAIN_XML_INACTIVE : 0;
    const DomainXml xml = DomainXml::of(domain, description, Blanks::Kept);
    XmlElement device = find_memory(xml, arguments);
    // Rounding up must not go past the end.
    constexpr auto limit = std::numeric_limits<unsigned long long>::max() - kib;
    if (const auto size = arguments.bytes("requested-size", kib, limit))
        request_size(device, *size);
    const std::string text = serialize_as_it_is(device);
    if (arguments.has("print-xml"))
        return session.out.write(text);
    if (virDomainUpdateDeviceFlags(domain.get(), text.c_str(), flags) < 0)
        fail();
}

std::vector<std::string> complete_memory_alias(Session &session, const Arguments &arguments)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    const DomainXml xml = DomainXml::of(domain, 0);
    std::vector<std::string> aliases;
    for (const XmlElement *device : xml.devices("memory"))
        aliases.push_back(attribute_of_child(*device, "alias", "name"));
    return aliases;
}

constexpr Option update_memory_device_options[] = {
    domain_option(complete_domain),
    config_option(),
    live_option(),
    current_option(),
    flag("print-xml", "print updated memory device XML instead of executing the change"),
    text("alias", "memory device alias", complete_memory_alias),
    number("node", "memory device target node"),
    number("requested-size", "new value of <requested/> size, as scaled integer (default KiB)"),
};

} // namespace

constexpr Command update_memory_device_command{.name = "update-memory-device",
                                               .summary = "update memory device of a domain",
                                               .description = "Update values of a memory device of a domain",
                                               .options = update_memory_device_options,
                                               .run = run_update_memory_device};

} // namespace modvirt::cli
