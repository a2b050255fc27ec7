// SPDX-License-Identifier: LGPL-2.1-or-later
// Finding the console of a domain and the way to it.
#include "console/console.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_xml.hpp"
#include "base/failure.hpp"
#include "base/library_error.hpp"
#include "base/terminal.hpp"
#include "console/link.hpp"
#include "console/loop.hpp"

#include <unistd.h>

namespace modvirt::cli {

namespace {

std::string escape_text(char escape)
{
    const auto byte = static_cast<unsigned char>(escape);
    if (byte >= 0x20)
        return std::string(1, escape);
    const char letter = static_cast<char>(byte + '@');
    return fmt::format("^{} (Ctrl + {})", letter, letter);
}

void refuse_inactive(const Domain &domain)
{
    int state = 0;
    if (virDomainGetState(domain.get(), &state, nullptr, 0) < 0)
        fail("Unable to get domain status");
    if (state == VIR_DOMAIN_SHUTOFF)
        fail("The domain is not running");
}

std::unique_ptr<ConsoleLink> open_link(Session &session, const Domain &domain, const ConsoleRequest &request)
{
    if (auto link = open_console_stream(session, domain, request))
        return link;
    // Keep the driver's own answer unless a pseudo terminal can stand in for it.
    const std::string reason = take_library_error();
    const DomainXml xml = DomainXml::of(domain, 0);
    const auto path = request.device.empty() ? xml.console_path() : xml.character_device_path(request.device);
    if (!path)
        fail("{}", reason);
    return open_console_terminal(domain_name(domain), *path, request.flags);
}

} // namespace

void run_console(Session &session, const Domain &domain, const ConsoleRequest &request)
{
    refuse_inactive(domain);
    session.out.print("Connected to domain '{}'\n", domain_name(domain));
    session.out.print("Escape character is {}\n", escape_text(session.settings.escape));
    static_cast<void>(session.out.flush());
    const std::unique_ptr<ConsoleLink> link = open_link(session, domain, request);
    {
        const RawTerminal raw(STDIN_FILENO);
        run_console_loop(*link, session.settings.escape);
    }
    session.out.print("\n");
}

} // namespace modvirt::cli
