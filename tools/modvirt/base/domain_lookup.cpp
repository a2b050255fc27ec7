// SPDX-License-Identifier: LGPL-2.1-or-later
// A text is tried as an id, as a UUID and as a name, in this order.
#include "base/domain_lookup.hpp"

#include "base/domain_list.hpp"
#include "base/domain_xml.hpp"
#include "base/failure.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"

namespace modvirt::cli {

namespace {

Domain try_id(virConnectPtr connection, const std::string &text)
{
    const auto id = parse_integer<int>(text);
    return Domain(id && *id >= 0 ? virDomainLookupByID(connection, *id) : nullptr);
}

std::vector<std::string> names_of(Session &session, unsigned flags)
{
    std::vector<std::string> names;
    for (const Domain &domain : list_domains(session, flags))
        names.push_back(domain_name(domain));
    return names;
}

// The given field of each device that the XML of the named domain describes.
template <typename Read>
std::vector<std::string> device_names(Session &session, const Arguments &arguments, Read read)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    return read(DomainXml::of(domain, 0));
}

} // namespace

Domain find_domain(Session &session, const std::string &text, uint8_t by)
{
    virConnectPtr connection = session.connection();
    Domain domain;
    if (by & ById)
        domain = try_id(connection, text);
    if (!domain && (by & ByUuid) && text.size() == VIR_UUID_STRING_BUFLEN - 1)
        domain.reset(virDomainLookupByUUIDString(connection, text.c_str()));
    if (!domain && (by & ByName))
        domain.reset(virDomainLookupByName(connection, text.c_str()));
    if (domain) {
        forget_library_error();
        return domain;
    }
    // That there is no such domain is all that can be said; any other reason is worth a line.
    const int code = last_library_code();
    if (code == VIR_ERR_NO_DOMAIN || code == VIR_ERR_INVALID_ARG)
        forget_library_error();
    fail("failed to get domain '{}'", text);
}

Domain find_domain(Session &session, const Arguments &arguments, uint8_t by)
{
    return find_domain(session, arguments.required_text("domain"), by);
}

std::string domain_name(const Domain &domain)
{
    const char *name = virDomainGetName(domain.get());
    return name ? name : "";
}

std::string domain_uuid(virDomainPtr domain)
{
    char text[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString(domain, text) < 0)
        return {};
    return text;
}

std::vector<std::string> complete_domain(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_DOMAINS_ACTIVE | VIR_CONNECT_LIST_DOMAINS_INACTIVE);
}

std::vector<std::string> complete_active_domain(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
}

std::vector<std::string> complete_inactive_domain(Session &session, const Arguments &)
{
    return names_of(session, VIR_CONNECT_LIST_DOMAINS_INACTIVE);
}

std::vector<std::string> complete_disk(Session &session, const Arguments &arguments)
{
    return device_names(session, arguments, [](const DomainXml &xml) {
        std::vector<std::string> names;
        for (const DiskEntry &disk : xml.disks())
            names.push_back(disk.target);
        return names;
    });
}

std::vector<std::string> complete_interface(Session &session, const Arguments &arguments)
{
    return device_names(session, arguments, [](const DomainXml &xml) {
        std::vector<std::string> names;
        for (const InterfaceEntry &interface : xml.interfaces())
            names.push_back(interface.name.empty() ? interface.mac : interface.name);
        return names;
    });
}

} // namespace modvirt::cli
