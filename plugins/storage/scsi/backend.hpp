// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "scsi": a host adapter, whose units are the volumes. One object is one pool. What there is, is
// asked of the kernel for each call.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "adapter.hpp"
#include "kit/block/device.hpp"
#include "kit/block/scsi_unit.hpp"
#include "kit/process/command.hpp"

namespace modvirt::storage_scsi {

// Where it finds what the host has; other places in tests.
struct Places {
    std::string sysfs = "/sys";
    std::string devices = "/dev";
};

class Backend : public StorageBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // Throws what read_adapter() does.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places = {});

    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    bool pool_check() override;

    FoundVolume volume_inspect(std::string_view name) override;
    std::string volume_describe(std::string_view name) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

private:
    [[nodiscard]] uint32_t number() const;
    void need_directory() const;
    [[nodiscard]] block::ScsiUnit find_unit(std::string_view name) const;
    [[nodiscard]] std::string path_of(const block::ScsiUnit &unit, const block::DeviceLinks &links) const;
    [[nodiscard]] std::string device_of(const block::ScsiUnit &unit) const { return m_places.devices + "/" + unit.device; }

    process::Runner m_run;
    Places m_places;
    std::string m_name; // the pool's
    Adapter m_adapter;
    std::string m_directory; // where its volumes are shown
};

} // namespace modvirt::storage_scsi
