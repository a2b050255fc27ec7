// SPDX-License-Identifier: LGPL-2.1-or-later
// attach-device, detach-device, update-device, detach-device-alias: devices that a file or an alias names.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/device_element.hpp"
#include "base/device_flags.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"

namespace modvirt::cli {

namespace {

// What the three commands of a file have in common; `change` is the call, which is told where it is to go.
template <typename Change>
void change_device(Session &session, const Arguments &arguments, const char *done, const char *failed,
                   Change change)
{
    check_device_flags(arguments);
    const Domain domain = find_domain(session, arguments);
    const std::string path = arguments.required_text("file");
    const std::optional<unsigned> flags = device_flags(arguments, domain);
    if (change(domain.get(), read_description(path).c_str(), flags) < 0)
        fail(fmt::runtime(failed), path);
    session.out.remark(fmt::runtime(done));
}

void run_attach_device(Session &session, const Arguments &arguments)
{
    change_device(session, arguments, sentence("Device attached successfully\n"),
                  sentence("Failed to attach device from {}"),
                  [](virDomainPtr domain, const char *xml, std::optional<unsigned> flags) {
                      return flags ? virDomainAttachDeviceFlags(domain, xml, *flags)
                                   : virDomainAttachDevice(domain, xml);
                  });
}

void run_detach_device(Session &session, const Arguments &arguments)
{
    change_device(session, arguments, sentence("Device detached successfully\n"),
                  sentence("Failed to detach device from {}"),
                  [](virDomainPtr domain, const char *xml, std::optional<unsigned> flags) {
                      return flags ? virDomainDetachDeviceFlags(domain, xml, *flags)
                                   : virDomainDetachDevice(domain, xml);
                  });
}

void run_update_device(Session &session, const Arguments &arguments)
{
    const unsigned force = arguments.has("force") ? VIR_DOMAIN_DEVICE_MODIFY_FORCE : 0;
    change_device(session, arguments, sentence("Device updated successfully\n"),
                  sentence("Failed to update device from {}"),
                  [force](virDomainPtr domain, const char *xml, std::optional<unsigned> flags) {
                      return virDomainUpdateDeviceFlags(domain, xml, flags.value_or(0) | force);
                  });
}

void run_detach_device_alias(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const Domain domain = find_domain(session, arguments);
    const std::string alias = arguments.required_text("alias");
    if (virDomainDetachDeviceAlias(domain.get(), alias.c_str(), flags) < 0)
        fail("Failed to detach device with alias {}", alias);
    session.out.remark("Device detach request sent successfully\n");
}

std::vector<std::string> complete_alias(Session &session, const Arguments &arguments)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    const DomainXml xml = DomainXml::of(domain, 0);
    std::vector<std::string> aliases;
    for (const XmlElement *devices : xml.root().children("devices"))
        for (const XmlNode &node : devices->nodes)
            if (const auto *device = std::get_if<XmlElement>(&node))
                if (std::string alias = attribute_of_child(*device, "alias", "name"); !alias.empty())
                    aliases.push_back(std::move(alias));
    return aliases;
}

constexpr Option device_options[] = {
    domain_option(complete_domain),
    argument("file", "XML file", complete_path),
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
};
constexpr Option update_options[] = {
    domain_option(complete_domain),
    argument("file", "XML file", complete_path),
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
    flag("force", "force device update"),
};
constexpr Option alias_options[] = {
    domain_option(complete_domain),
    argument("alias", "device alias", complete_alias),
    config_option(),
    live_option(),
    current_option(),
};

} // namespace

constexpr Command attach_device_command{.name = "attach-device",
                                        .summary = "attach device from an XML file",
                                        .description = "Attach device from an XML <file>.",
                                        .options = device_options,
                                        .run = run_attach_device};
constexpr Command detach_device_command{.name = "detach-device",
                                        .summary = "detach device from an XML file",
                                        .description = "Detach device from an XML <file>",
                                        .options = device_options,
                                        .run = run_detach_device};
constexpr Command update_device_command{.name = "update-device",
                                        .summary = "update device from an XML file",
                                        .description = "Update device from an XML <file>.",
                                        .options = update_options,
                                        .run = run_update_device};
constexpr Command detach_device_alias_command{.name = "detach-device-alias",
                                              .summary = "detach device from an alias",
                                              .description =
                                                  "Detach device identified by the given alias from a domain",
                                              .options = alias_options,
                                              .run = run_detach_device_alias};

} // namespace modvirt::cli
