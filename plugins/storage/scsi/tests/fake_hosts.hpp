// SPDX-License-Identifier: LGPL-2.1-or-later
// A directory that looks like sysfs and /dev of a machine with host adapters.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "kit/testing/fake_tree.hpp"

namespace modvirt::storage_scsi {

class FakeHosts : public fakes::FakeTree {
public:
    [[nodiscard]] std::string sysfs() const { return path() + "/sys"; }
    [[nodiscard]] std::string devices() const { return path() + "/dev"; }

    // A host below the PCI device of that address.
    void add_host(int number, const std::string &address = "0000:00:1f.2", int unique_id = 0) const
    {
        const std::string host = "host" + std::to_string(number);
        const std::string folder = "sys/devices/pci0000:00/" + address + "/" + host + "/scsi_host/" + host;
        write(folder + "/unique_id", std::to_string(unique_id));
        write(folder + "/scan", "");
        link("sys/class/scsi_host/" + host, folder);
    }

    void add_names(int number, const std::string &node, const std::string &port) const
    {
        const std::string folder = "sys/class/fc_host/host" + std::to_string(number);
        write(folder + "/node_name", "0x" + node);
        write(folder + "/port_name", "0x" + port);
    }

    // A disk at such a place ("3:0:0:1"), and the link to it in by-path.
    void add_unit(const std::string &place, const std::string &device, uint64_t sectors, const std::string &wwid,
                  const std::string &by_path) const
    {
        const std::string unit = "sys/bus/scsi/devices/" + place;
        write(unit + "/wwid", wwid);
        write(unit + "/block/" + device + "/size", std::to_string(sectors));
        write("dev/" + device, "");
        if (!by_path.empty())
            link("dev/disk/by-path/" + by_path, "dev/" + device);
    }

    // What was written to the host's file.
    [[nodiscard]] std::string scanned(int number) const
    {
        std::string text;
        std::getline(std::ifstream(path() + "/sys/class/scsi_host/host" + std::to_string(number) + "/scan"), text);
        return text;
    }
};

} // namespace modvirt::storage_scsi
