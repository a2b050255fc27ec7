// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "scsi": a host adapter, whose units are the volumes. One object is one pool. What there is, is
// asked of the kernel for each call. Any number of calls may run at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "adapter.hpp"
#include "kit/block/backend.hpp"
#include "kit/block/device.hpp"
#include "kit/block/scsi_unit.hpp"
#include "kit/process/command.hpp"

namespace modvirt::storage_scsi {

// Where it finds what the host has; other places in tests.
struct Places {
    std::string sysfs = "/sys";
    std::string devices = "/dev";
};

class Backend : public block::DeviceBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // Throws what read_adapter() does.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places = {});

    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    bool pool_check() override;

private:
    [[nodiscard]] Device find_device(std::string_view name) const override;
    [[nodiscard]] uint32_t number() const;
    void need_directory() const;
    [[nodiscard]] block::ScsiUnit find_unit(std::string_view name) const;
    [[nodiscard]] static FoundVolume found(const block::ScsiUnit &unit, const std::string &path);
    [[nodiscard]] std::string path_of(const block::ScsiUnit &unit, const block::DeviceLinks &links) const;
    [[nodiscard]] std::string device_of(const block::ScsiUnit &unit) const { return m_places.devices + "/" + unit.device; }

    Places m_places;
    Adapter m_adapter;
    std::string m_directory; // where its volumes are shown
};

} // namespace modvirt::storage_scsi
