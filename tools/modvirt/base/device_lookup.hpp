// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the device of the host that a command is about, lists devices, and offers names for completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

using NodeDevice = std::unique_ptr<virNodeDevice, Release<virNodeDeviceFree>>;

// The device that the argument <device> names, or the adapter whose two names it is: "wwnn,wwpn". Throws when there is
// none.
NodeDevice find_device(Session &session, const Arguments &arguments);
NodeDevice find_device_by_name(Session &session, const std::string &name);
// `flags` are VIR_CONNECT_LIST_NODE_DEVICES_*. By name.
std::vector<NodeDevice> list_devices(Session &session, unsigned flags);

std::vector<std::string> complete_device(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
