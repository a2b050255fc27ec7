// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the host interface that a command is about, lists interfaces, and offers names for completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

using Interface = std::unique_ptr<virInterface, Release<virInterfaceFree>>;

enum InterfaceBy : uint8_t { InterfaceByName = 1, InterfaceByMac = 2 };

// The interface that `text` names: a text of the form of a MAC address is one. Throws when there is none.
Interface find_interface(Session &session, const std::string &text,
                         uint8_t by = InterfaceByName | InterfaceByMac);
// `flags` are VIR_CONNECT_LIST_INTERFACES_*. By name.
std::vector<Interface> list_interfaces(Session &session, unsigned flags);

std::vector<std::string> complete_host_interface(Session &session, const Arguments &arguments);
std::vector<std::string> complete_active_interface(Session &session, const Arguments &arguments);
std::vector<std::string> complete_inactive_interface(Session &session, const Arguments &arguments);
std::vector<std::string> complete_host_interface_mac(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
