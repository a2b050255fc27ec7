// SPDX-License-Identifier: LGPL-2.1-or-later
// The command lines that the backend gives to iscsiadm. Nothing here runs a tool.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "discovery.hpp"

namespace modvirt::storage_iscsi {

using Arguments = std::vector<std::string>;

// What iscsiadm leaves with; see iscsiadm(8).
inline constexpr int status_unconnected = 4;  // the connection came to nothing
inline constexpr int status_unreachable = 8;  // nobody was there to log in to, as long as was tried
inline constexpr int status_silent = 11;      // whoever was there did not answer
inline constexpr int status_exists = 15;  // a session exists
inline constexpr int status_nothing = 21; // no record, session or target
inline constexpr int status_refused = 24; // the login was refused

// The targets of a portal. What is found is not kept on the host.
Arguments discover(const Portal &portal, const std::string &interface);

// open-iscsi's interface that logs in as that initiator: its name, how it is made, and how it gets the initiator's.
std::string interface_of(const std::string &initiator);
Arguments show_interface(const std::string &interface);
Arguments make_interface(const std::string &interface);
Arguments name_initiator(const std::string &interface, const std::string &initiator);

// The record of a target, which a login needs. `interface` may be empty.
Arguments show_record(const Target &target, const std::string &interface);
Arguments make_record(const Target &target, const std::string &interface);
Arguments set_record(const Target &target, const std::string &interface, const std::string &name,
                     const std::string &value);
Arguments delete_record(const Target &target, const std::string &interface);
Arguments log_in(const Target &target, const std::string &interface);
Arguments log_out(uint32_t session);
Arguments rescan(uint32_t session);

} // namespace modvirt::storage_iscsi
