// SPDX-License-Identifier: LGPL-2.1-or-later
// attach-interface: a network interface that is described by options instead of a file.
#include "commands/commands.hpp"

#include "base/bandwidth.hpp"
#include "base/device_address.hpp"
#include "base/device_flags.hpp"
#include "base/failure.hpp"
#include "base/xml_tree.hpp"

namespace modvirt::cli {

namespace {

class InterfaceText {
public:
    explicit InterfaceText(const Arguments &arguments)
        : m_arguments(arguments), m_type(arguments.required_text("type")),
          m_source(arguments.required_text("source")), m_mode(arguments.text("source-mode").value_or(""))
    {
    }

    std::string make()
    {
        refuse_other_types();
        if (!m_mode.empty() && m_mode != "server" && m_mode != "client")
            fail("Invalid source mode: {}", m_mode);
        std::string text = fmt::format("<interface type='{}'{}>\n", m_type,
                                       m_arguments.has("managed") ? " managed='yes'" : "");
        const std::string bandwidth = bandwidth_text();
        text += source_text();
        text += element("target", "dev");
        text += element("mac", "address");
        text += element("script", "path");
        text += element("model", "type");
        text += element("alias", "name");
        return text + bandwidth + "</interface>\n";
    }

private:
    void refuse_other_types() const
    {
        for (const std::string_view type : {"network", "bridge", "direct", "hostdev", "vhostuser"})
            if (m_type == type)
                return;
        fail("No support for {} in command 'attach-interface'", m_type);
    }

    [[nodiscard]] std::string source_text() const
    {
        if (m_type == "hostdev") {
            const auto address = parse_pci_address(m_source);
            if (!address)
                fail("cannot parse pci address '{}' for network interface", m_source);
            return fmt::format("  <source>\n    {}\n  </source>\n", address_element(*address));
        }
        if (m_type == "vhostuser") {
            if (m_mode.empty())
                fail("source-mode is mandatory");
            return fmt::format("  <source type='unix' path={} mode={}/>\n", in_quotes(m_source),
                               in_quotes(m_mode));
        }
        return fmt::format("  <source {}={}/>\n", m_type == "direct" ? "dev" : m_type, in_quotes(m_source));
    }

    // <option attribute='value'/>
    [[nodiscard]] std::string element(std::string_view option, std::string_view attribute) const
    {
        const auto value = m_arguments.text(option);
        return value ? fmt::format("  <{} {}={}/>\n", option, attribute, in_quotes(*value)) : std::string();
    }

    [[nodiscard]] std::string bandwidth_text() const
    {
        std::string text = rate_text(Direction::Inbound);
        text += rate_text(Direction::Outbound);
        return text.empty() ? text : "  <bandwidth>\n" + text + "  </bandwidth>\n";
    }

    [[nodiscard]] std::string rate_text(Direction direction) const
    {
        const auto rate = rate_of(m_arguments, direction);
        if (!rate)
            return {};
        need_average(*rate, direction);
        std::string text = fmt::format("    <{}", direction_name(direction));
        const auto attribute = [&text](const char *name, unsigned long long value) {
            if (value != 0)
                text += fmt::format(" {}='{}'", name, value);
        };
        attribute("average", rate->average);
        attribute("peak", rate->peak);
        attribute("burst", rate->burst);
        attribute("floor", rate->floor);
        return text + "/>\n";
    }

    const Arguments &m_arguments;
    std::string m_type;
    std::string m_source;
    std::string m_mode;
};

void run_attach_interface(Session &session, const Arguments &arguments)
{
    check_device_flags(arguments);
    attach_described(session, arguments, InterfaceText(arguments).make(), sentence("Interface attached successfully\n"),
                     sentence("Failed to attach interface"));
}

std::vector<std::string> complete_interface_type(Session &, const Arguments &)
{
    return {"bridge", "direct", "hostdev", "network", "vhostuser"};
}

std::vector<std::string> complete_interface_mode(Session &, const Arguments &)
{
    return {"client", "server"};
}

constexpr Option attach_interface_options[] = {
    domain_option(complete_domain),
    argument("type", "network interface type", complete_interface_type),
    argument("source", "source of network interface"),
    text("target", "target network name"),
    text("mac", "MAC address"),
    text("script", "script used to bridge network interface"),
    text("model", "model type"),
    text("alias", "custom alias name of interface device"),
    inbound_option,
    outbound_option,
    persistent_option(),
    config_option(),
    live_option(),
    current_option(),
    flag("print-xml", "print XML document rather than attach the interface"),
    flag("managed", "libvirt will automatically detach/attach the device from/to host"),
    text("source-mode", "mode attribute of <source/> element", complete_interface_mode),
};

} // namespace

constexpr Command attach_interface_command{.name = "attach-interface",
                                           .summary = "attach network interface",
                                           .description = "Attach new network interface.",
                                           .options = attach_interface_options,
                                           .run = run_attach_interface};

} // namespace modvirt::cli
