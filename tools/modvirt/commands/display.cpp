// SPDX-License-Identifier: LGPL-2.1-or-later
// ttyconsole, vncdisplay, domdisplay: where a guest can be seen.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_xml.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"

#include <arpa/inet.h>

namespace modvirt::cli {

namespace {

void run_ttyconsole(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const auto path = DomainXml::of(domain, 0).console_path();
    if (!path)
        fail();
    if (wants_json(session, arguments))
        print_json(session, {{"tty", *path}});
    else
        session.out.print("{}\n", *path);
}

Domain find_running(Session &session, const Arguments &arguments)
{
    Domain domain = find_domain(session, arguments);
    if (virDomainIsActive(domain.get()) != 1)
        fail("Domain is not running");
    return domain;
}

constexpr int first_vnc_port = 5900;

int port_of(const XmlElement &graphics, std::string_view attribute)
{
    return parse_integer<int>(graphics.attribute_or(attribute, "")).value_or(0);
}

// Where the display listens; the address of a <listen> element counts when the attribute is missing.
std::string listen_address(const XmlElement &graphics)
{
    if (const std::string *address = graphics.attribute("listen"))
        return *address;
    for (const XmlElement *listen : graphics.children("listen"))
        if (const std::string *address = listen->attribute("address"))
            return *address;
    return {};
}

bool is_any_address(const std::string &address)
{
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, address.c_str(), &four) == 1)
        return four.s_addr == INADDR_ANY;
    return inet_pton(AF_INET6, address.c_str(), &six) == 1 && IN6_IS_ADDR_UNSPECIFIED(&six);
}

void run_vncdisplay(Session &session, const Arguments &arguments)
{
    const Domain domain = find_running(session, arguments);
    const DomainXml xml = DomainXml::of(domain, 0);
    for (const XmlElement *graphics : xml.devices("graphics")) {
        const int port = port_of(*graphics, "port");
        if (graphics->attribute_or("type", "") != "vnc" || port <= 0)
            continue;
        const std::string address = listen_address(*graphics);
        const std::string shown = is_any_address(address) ? "" : address;
        if (wants_json(session, arguments))
            return print_json(session, {{"address", shown.empty() ? JsonValue(nullptr) : JsonValue(shown)},
                                        {"display", port - first_vnc_port},
                                        {"port", port}});
        return session.out.print("{}:{}\n", shown, port - first_vnc_port);
    }
    fail("Failed to get VNC port. Is this domain using VNC?");
}

struct Display {
    std::string type;
    std::string uri;
};

// A display on all addresses is reached where the hypervisor was: at the host of the connection's URI.
std::string host_for_any_address(Session &session)
{
    const LibraryText uri(virConnectGetURI(session.connection()));
    const std::string_view text = uri ? uri.get() : "";
    const size_t start = text.find("://");
    if (start == std::string_view::npos)
        return "localhost";
    std::string_view host = text.substr(start + 3);
    host = host.substr(0, host.find_first_of("/?"));
    if (const size_t at = host.rfind('@'); at != std::string_view::npos)
        host.remove_prefix(at + 1);
    if (!host.starts_with('['))
        host = host.substr(0, host.find(':'));
    return host.empty() ? "localhost" : std::string(host);
}

std::string address_part(Session &session, const std::string &address)
{
    if (address.empty())
        return "localhost";
    if (is_any_address(address))
        return host_for_any_address(session);
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

std::string socket_uri(const XmlElement &graphics)
{
    if (const std::string *socket = graphics.attribute("socket"))
        return *socket;
    for (const XmlElement *listen : graphics.children("listen"))
        if (const std::string *socket = listen->attribute("socket"))
            return *socket;
    return {};
}

std::string spice_parameters(const XmlElement &graphics, int port, int tls_port)
{
    std::string text;
    const std::string password = graphics.attribute_or("passwd", "");
    if (tls_port > 0)
        text = fmt::format("{}tls-port={}", port > 0 ? "?" : "", tls_port);
    if (!password.empty())
        text += fmt::format("{}password={}", tls_port > 0 ? "&" : "?", password);
    return text;
}

// The URI of one <graphics> element, or nothing when it cannot be reached from outside.
std::optional<std::string> display_uri(Session &session, const XmlElement &graphics)
{
    const std::string type = graphics.attribute_or("type", "");
    if (type == "dbus") {
        const std::string *address = graphics.attribute("address");
        return address ? std::optional("dbus+" + *address) : std::nullopt;
    }
    if (const std::string socket = socket_uri(graphics); !socket.empty())
        return fmt::format("{}+unix://{}", type, socket);
    const int port = port_of(graphics, "port");
    const int tls_port = port_of(graphics, "tlsPort");
    if (port <= 0 && tls_port <= 0)
        return std::nullopt;
    const std::string password = graphics.attribute_or("passwd", "");
    std::string uri = type + "://";
    if (type == "vnc" && !password.empty())
        uri += ":" + password + "@";
    uri += address_part(session, listen_address(graphics));
    if (type == "spice" && port <= 0)
        return uri + "?" + spice_parameters(graphics, port, tls_port);
    uri += fmt::format(":{}", type == "vnc" ? port - first_vnc_port : port);
    if (type == "spice")
        uri += spice_parameters(graphics, port, tls_port);
    return uri;
}

std::vector<Display> find_displays(Session &session, const DomainXml &xml)
{
    std::vector<Display> displays;
    for (const std::string_view type : {"vnc", "spice", "rdp", "dbus"})
        for (const XmlElement *graphics : xml.devices("graphics"))
            if (graphics->attribute_or("type", "") == type)
                if (auto uri = display_uri(session, *graphics))
                    displays.push_back({std::string(type), *uri});
    return displays;
}

void run_domdisplay(Session &session, const Arguments &arguments)
{
    const Domain domain = find_running(session, arguments);
    const auto wanted = arguments.text("type");
    const unsigned flags = arguments.has("include-password") ? VIR_DOMAIN_XML_SECURE : 0;
    std::vector<Display> displays = find_displays(session, DomainXml::of(domain, flags));
    if (wanted && *wanted != "default")
        std::erase_if(displays, [&wanted](const Display &display) { return display.type != *wanted; });
    if (displays.empty()) {
        if (wanted)
            fail("No graphical display with type '{}' found", *wanted);
        fail("No graphical display found");
    }
    if (!arguments.has("all"))
        displays.resize(1);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Display &display : displays)
            list.push_back({{"type", display.type}, {"uri", display.uri}});
        return print_json(session, list);
    }
    // A single one is left without a line end, as virsh leaves it.
    if (!arguments.has("all"))
        return session.out.write(displays.front().uri);
    for (const Display &display : displays)
        session.out.print("{}\n", display.uri);
}

constexpr Option domain_only[] = {domain_option(complete_active_domain)};
constexpr Option domdisplay_options[] = {
    domain_option(complete_active_domain),
    flag("include-password", "includes the password into the connection URI if available"),
    text("type", "select particular graphical display (e.g. \"vnc\", \"spice\", \"rdp\", \"dbus\")"),
    flag("all", "show all possible graphical displays"),
};

} // namespace

constexpr Command ttyconsole_command{.name = "ttyconsole",
                                     .summary = "tty console",
                                     .description = "Output the device for the TTY console.",
                                     .options = domain_only,
                                     .run = run_ttyconsole,
                                     .traits = Json};
constexpr Command vncdisplay_command{.name = "vncdisplay",
                                     .summary = "vnc display",
                                     .description =
                                         "Output the IP address and port number for the VNC display.",
                                     .options = domain_only,
                                     .run = run_vncdisplay,
                                     .traits = Json};
constexpr Command domdisplay_command{.name = "domdisplay",
                                     .summary = "domain display connection URI",
                                     .description =
                                         "Output the IP address and port number for the graphical display.",
                                     .options = domdisplay_options,
                                     .run = run_domdisplay,
                                     .traits = Json};

} // namespace modvirt::cli
