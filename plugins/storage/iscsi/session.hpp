// SPDX-License-Identifier: LGPL-2.1-or-later
// The iSCSI sessions that the kernel has, and the units that they show, as sysfs tells them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discovery.hpp"
#include "kit/block/scsi_unit.hpp"

namespace modvirt::storage_iscsi {

using Unit = block::ScsiUnit;

struct TargetSession {
    uint32_t id = 0;
    Target target;
    std::string address;   // of the portal, in digits
    std::string interface; // of open-iscsi
    bool is_logged_in = false;
    std::vector<Unit> units; // in the order of their numbers
};

// `sysfs` is "/sys", and another directory in tests. Sessions and units that go while they are read are left out.
std::vector<TargetSession> read_sessions(const std::string &sysfs);

// The session of that target at that portal, whose host's addresses are given too; by that interface when one is named.
std::optional<TargetSession> find_session(const std::vector<TargetSession> &sessions, const Target &target,
                                    const std::vector<std::string> &addresses, const std::string &interface);

} // namespace modvirt::storage_iscsi
