// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/interface_lookup.hpp"

#include "base/failure.hpp"

#include <algorithm>
#include <cctype>
#include <strings.h>

namespace modvirt::cli {

namespace {

// Six numbers of one or two hexadecimal digits with colons between them.
bool is_mac(std::string_view text)
{
    unsigned numbers = 1;
    unsigned digits = 0;
    for (const char letter : text) {
        if (letter == ':' && digits > 0) {
            ++numbers;
            digits = 0;
        } else if (std::isxdigit(static_cast<unsigned char>(letter)) == 0 || ++digits > 2) {
            return false;
        }
    }
    return numbers == 6 && digits > 0;
}

std::vector<std::string> names_of(Session &session, unsigned flags)
{
    std::vector<std::string> names;
    for (const Interface &interface : list_interfaces(session, flags))
        names.emplace_back(virInterfaceGetName(interface.get()));
    return names;
}

} // namespace

Interface find_interface(Session &session, const std::string &text, uint8_t by)
{
    virConnectPtr connection = session.connection();
    Interface interface;
    if (!is_mac(text) && (by & InterfaceByName))
        interface.reset(virInterfaceLookupByName(connection, text.c_str()));
    else if (is_mac(text) && (by & InterfaceByMac))
        interface.reset(virInterfaceLookupByMACString(connection, text.c_str()));
    if (!interface)
        fail("failed to get interface '{}'", text);
    return interface;
}

std::vector<Interface> list_interfaces(Session &session, unsigned flags)
{
    virInterfacePtr *raw = nullptr;
    const int count = virConnectListAllInterfaces(session.connection(), &raw, flags);
    const std::unique_ptr<virInterfacePtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list interfaces");
    std::vector<Interface> interfaces(raw, raw + count);
    std::stable_sort(interfaces.begin(), interfaces.end(), [](const Interface &one, const Interface &other) {
        return strcasecmp(virInterfaceGetName(one.get()), virInterfaceGetName(other.get())) < 0;
    });
    return interfaces;
}

std::vector<std::string> complete_host_interface(Session &session, const Arguments &)
{
    return names_of(session, 0);
}

std::vector<std::string> complete_active_interface(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_INTERFACES_ACTIVE);
}

std::vector<std::string> complete_inactive_interface(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_INTERFACES_INACTIVE);
}

std::vector<std::string> complete_host_interface_mac(Session &session, const Arguments &)
{
    std::vector<std::string> addresses;
    for (const Interface &interface : list_interfaces(session, 0))
        if (const char *mac = virInterfaceGetMACString(interface.get()); mac && *mac)
            addresses.emplace_back(mac);
    return addresses;
}

} // namespace modvirt::cli
