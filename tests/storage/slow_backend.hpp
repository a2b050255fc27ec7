// SPDX-License-Identifier: LGPL-2.1-or-later
// Storage on which copying and wiping take their time: a plugin for tests alone. It has one volume, "v".
#pragma once

#include <atomic>
#include <memory>

#include <modvirt/plugin.hpp>

namespace slow {

class Backend : public modvirt::StorageBackend {
public:
    static std::unique_ptr<Backend> open(const modvirt::OpenRequest &) { return std::make_unique<Backend>(); }

    modvirt::PoolUsage pool_refresh(modvirt::VolumeSink &volumes) override;
    modvirt::FoundVolume volume_create_from(std::string_view document, std::string_view source_path,
                                            std::string_view source_document, uint32_t flags) override;
    // A quarter of a copy that is being made is there.
    modvirt::FoundVolume volume_inspect(std::string_view name) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

private:
    std::atomic<bool> m_is_copying = false;
    std::atomic<bool> m_is_copied = false;
};

} // namespace slow
