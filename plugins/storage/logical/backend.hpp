// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "logical": an LVM volume group, whose logical volumes are the volumes. One object is one
// pool. All that is known is asked of LVM anew for each call, but for a single volume whose group nobody has changed. Any number of
// calls may run at once: while one makes, changes or deletes volumes, which can take as long as they are large, others tell what
// there is.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "arguments.hpp"
#include "kit/block/backend.hpp"
#include "kit/process/command.hpp"
#include "kit/storage/volume.hpp"
#include "kit/xml/document.hpp"
#include "report.hpp"

namespace modvirt::storage_logical {

inline constexpr auto lvm_time = std::chrono::seconds(120); // another tool may hold LVM's lock

class Backend : public block::DeviceBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // `parser` outlives it. `stripes` is how many devices a new volume is spread over.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, uint32_t stripes);

    void pool_build(uint32_t flags) override;
    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    void pool_stop() override;
    void pool_delete(uint32_t flags) override;
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t flags) override;
    std::string pool_describe() override;
    bool pool_check() override;

    FoundVolume volume_create(std::string_view document, uint32_t flags) override;
    FoundVolume volume_create_from(std::string_view document, std::string_view source_path,
                                   std::string_view source_document, uint32_t flags) override;
    void volume_delete(std::string_view name, uint32_t flags) override;
    void volume_resize(std::string_view name, uint64_t capacity, uint32_t flags) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

private:
    // The volumes of the group as LVM has told of them.
    struct Known {
        std::vector<std::string> devices; // of the group, as far as they are known
        std::string bytes;                // group_bytes() of these before and after; empty: nothing stands
        std::vector<LogicalVolume> volumes;
    };

    [[nodiscard]] Device find_device(std::string_view name) const override;
    // Runs one of LVM's tools, and expects that it succeeds.
    process::Outcome lvm(Arguments arguments) const;
    [[nodiscard]] std::optional<Group> find_group(std::chrono::seconds deadline) const;
    [[nodiscard]] Group group() const;
    [[nodiscard]] std::vector<LogicalVolume> list() const;
    [[nodiscard]] std::shared_ptr<const Known> known() const; // null: nothing yet
    [[nodiscard]] std::optional<LogicalVolume> find_known(std::string_view name) const;
    void remember(std::string bytes, const std::vector<LogicalVolume> &volumes) const;
    // One that the pool shows; throws NoStorageVol.
    [[nodiscard]] LogicalVolume find(std::string_view name) const;
    [[nodiscard]] std::string path_of(const std::string &name) const;
    [[nodiscard]] FoundVolume found(const LogicalVolume &volume) const;

    void check_devices(bool overwrite) const;
    void make_group(bool overwrite);
    [[nodiscard]] std::vector<std::string> spare_devices() const;
    void remove_unfinished() const;
    [[nodiscard]] Wish wish_for(const storage::Volume &wanted, const std::vector<LogicalVolume> &present) const;
    void set_origin(Wish &wish, const storage::Volume &wanted, const std::vector<LogicalVolume> &present) const;
    void make_volume(const Wish &wish, const std::vector<LogicalVolume> &present) const;

    uint32_t m_stripes;
    std::string m_group; // the volume group's
    std::string m_target;
    std::vector<std::string> m_devices;
    std::mutex m_changes; // held from the look that a change stands on until it is made
    mutable std::mutex m_known_mutex; // guards the next
    mutable std::shared_ptr<const Known> m_known;
};

} // namespace modvirt::storage_logical
