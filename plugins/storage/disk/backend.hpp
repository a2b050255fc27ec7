// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of pools of type "disk": a whole disk, whose partitions are the volumes. One object is one pool. Each call
// looks whether the partition table is still the one that parted told of, and asks parted only when it is not. Any number
// of calls may run at once: while one makes, changes or deletes volumes, which can take as long as the disk is large,
// others tell what there is.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>
#include <modvirt/xml.h>

#include "arguments.hpp"
#include "kit/block/backend.hpp"
#include "kit/process/command.hpp"
#include "kit/xml/document.hpp"
#include "labels.hpp"
#include "layout.hpp"
#include "table.hpp"

namespace modvirt::storage_disk {

class Backend : public block::DeviceBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);

    // `parser` outlives it.
    Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run);

    void pool_build(uint32_t flags) override;
    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    void pool_stop() override {} // a disk cannot be let go of
    void pool_delete(uint32_t flags) override;
    std::string pool_describe() override;
    bool pool_check() override;

    FoundVolume volume_create(std::string_view document, uint32_t flags) override;
    FoundVolume volume_create_from(std::string_view document, std::string_view source_path,
                                   std::string_view source_document, uint32_t flags) override;
    void volume_delete(std::string_view name, uint32_t flags) override;
    void volume_resize(std::string_view name, uint64_t capacity, uint32_t flags) override;
    void volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags) override;

private:
    // What is on the disk now.
    struct Disk {
        std::string path; // its links resolved
        Table table;
        const Label *label = nullptr;
        std::map<uint32_t, std::string> types; // of its partitions, by their numbers
        uint64_t grain = 0; // what the places of partitions are multiples of, in bytes
    };
    // A disk as the tools have told of it.
    struct Known {
        std::string bytes; // table_bytes() before and after
        Disk disk;
    };

    [[nodiscard]] Device find_device(std::string_view name) const override;
    // By parted, while udev leaves the nodes of partitions where they are.
    process::Outcome run_parted(const std::string &disk, const process::Invocation &invocation) const;
    void write_table(const std::string &path, Arguments arguments) const;
    [[nodiscard]] std::string device() const; // its links resolved
    [[nodiscard]] Table print_table(const std::string &disk) const;
    [[nodiscard]] uint64_t cylinder_size(const Disk &disk) const;
    // Throws StorageProbeFailed unless it has a table of the pool's format.
    [[nodiscard]] Disk read() const;
    // The disk that has that table, with what the other tools tell.
    [[nodiscard]] Disk complete(const std::string &path, Table table) const;
    // `bytes` were there when the disk was as this.
    void remember(std::string bytes, Disk disk) const;
    [[nodiscard]] std::string node(const Disk &disk, uint32_t number) const;
    [[nodiscard]] std::string name_of(const Disk &disk, uint32_t number) const;
    [[nodiscard]] FoundVolume found(const Disk &disk, const Region &partition) const;
    // Throws NoStorageVol.
    [[nodiscard]] const Region &find(const Disk &disk, std::string_view name) const;
    // The device of a volume that nobody uses.
    [[nodiscard]] std::string idle_node(const Disk &disk, const Region &partition) const;

    // `fill` is called with the place of the partition before there is one.
    using Fill = std::function<void(const Placement &)>;
    void make(const Disk &disk, const std::string &name, uint64_t capacity, std::string_view format, const Fill &fill = {}) const;
    void check_made(const Placement &placement) const;
    void take_back(const Disk &disk, const Placement &placement) const;

    std::string m_device; // as the pool names it
    std::string m_format;
    std::string m_target;
    int m_separator = -1; // as for block::partition_path()
    std::mutex m_changes; // held from the look at the table that a change stands on until it is made
    mutable std::shared_mutex m_table; // of the disk: tools read it at the same time, and one alone writes it
    mutable std::mutex m_known_mutex; // guards the next
    mutable std::shared_ptr<const Known> m_known;
};

} // namespace modvirt::storage_disk
