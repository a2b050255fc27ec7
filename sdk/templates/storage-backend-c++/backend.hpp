// SPDX-License-Identifier: MIT
// The storage of pools of type "@name@". One object is one pool.
#pragma once

#include <map>

#include <modvirt/plugin.hpp>

namespace @name_@ {

class Backend : public modvirt::StorageBackend {
public:
    static std::unique_ptr<Backend> open(const modvirt::OpenRequest &request);

    void pool_start() override;
    void pool_stop() override;
    modvirt::PoolUsage pool_refresh(modvirt::VolumeSink &volumes) override;
    void volume_delete(std::string_view name, uint32_t flags) override;
    void volume_resize(std::string_view name, uint64_t capacity, uint32_t flags) override;

private:
    uint64_t &find(std::string_view name);
    void need_started() const;

    // Stands for the storage: replace it by your own. Volumes and their sizes in bytes.
    static constexpr uint64_t capacity = 1024ull * 1024 * 1024;
    std::map<std::string, uint64_t, std::less<>> m_volumes{{"empty", 0}, {"small", 64ull * 1024 * 1024}};
    bool m_started = false;
};

} // namespace @name_@
