// SPDX-License-Identifier: LGPL-2.1-or-later
// A directory that looks like sysfs of a host with iSCSI sessions.
#pragma once

#include <cstdint>
#include <string>

#include "kit/testing/fake_tree.hpp"

namespace modvirt::storage_iscsi {

class FakeSysfs : public fakes::FakeTree {
public:
    void add_session(int id, const std::string &target, const std::string &address, const std::string &interface)
    {
        const std::string session = "class/iscsi_session/session" + std::to_string(id);
        write(session + "/targetname", target);
        write(session + "/ifacename", interface);
        write(session + "/state", "LOGGED_IN");
        const std::string connection = "class/iscsi_connection/connection" + std::to_string(id) + ":0";
        write(connection + "/persistent_address", address);
        write(connection + "/address", address);
        write(connection + "/persistent_port", "3260");
    }

    void lose_session(int id) { write("class/iscsi_session/session" + std::to_string(id) + "/state", "FAILED"); }

    void add_unit(int id, const std::string &place, const std::string &device, uint64_t sectors,
                  const std::string &identifier)
    {
        const std::string unit =
            "class/iscsi_session/session" + std::to_string(id) + "/device/target2:0:0/" + place;
        write(unit + "/wwid", identifier);
        if (!device.empty())
            write(unit + "/block/" + device + "/size", std::to_string(sectors));
    }
};

} // namespace modvirt::storage_iscsi
