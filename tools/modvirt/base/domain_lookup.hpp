// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the domain that a command is about, and offers names for completion.
#pragma once

#include "base/arguments.hpp"
#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

enum LookupBy : uint8_t { ById = 1, ByUuid = 2, ByName = 4, ByAnything = ById | ByUuid | ByName };

// The domain named by --domain; throws when there is none.
Domain find_domain(Session &session, const Arguments &arguments, uint8_t by = ByAnything);
Domain find_domain(Session &session, const std::string &text, uint8_t by = ByAnything);

std::string domain_name(const Domain &domain);
std::string domain_uuid(virDomainPtr domain);

std::vector<std::string> complete_domain(Session &session, const Arguments &arguments);
std::vector<std::string> complete_active_domain(Session &session, const Arguments &arguments);
std::vector<std::string> complete_inactive_domain(Session &session, const Arguments &arguments);
std::vector<std::string> complete_disk(Session &session, const Arguments &arguments);
std::vector<std::string> complete_interface(Session &session, const Arguments &arguments);

// What nearly every command of a domain starts with.
constexpr Option domain_option(Completer complete, std::string_view help = "domain name, id or uuid")
{
    return argument("domain", help, complete);
}

constexpr Option live_option(std::string_view help = "affect running domain")
{
    return flag("live", help);
}

constexpr Option config_option(std::string_view help = "affect next boot")
{
    return flag("config", help);
}

constexpr Option current_option(std::string_view help = "affect current domain")
{
    return flag("current", help);
}

} // namespace modvirt::cli
