// SPDX-License-Identifier: LGPL-2.1-or-later
// The test driver: domains that are pretended, with all the rules of real ones. This class is a table of
// contents; what a call does stands in the file of its subject.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "injection.hpp"
#include "kit/store/lookups.hpp"
#include "machine.hpp"

namespace modvirt::test {

class Driver : public store::Lookups, public Injected {
public:
    static std::unique_ptr<Driver> open(const OpenRequest &request);
    Driver(std::shared_ptr<Machine> machine, modvirt_connection *connection,
           std::shared_ptr<Injection> asked = nullptr);
    ~Driver() override;

    // connection.cpp
    uint64_t connect_get_version() override;
    std::string connect_get_hostname() override;
    std::string connect_get_capabilities() override;
    int32_t connect_get_max_vcpus(std::optional<std::string_view> type) override;
    bool connect_is_encrypted() override;
    bool connect_is_secure() override;
    bool connect_is_alive() override;
    NodeInfo node_get_info() override;
    HostCpus node_get_cpu_map(uint32_t flags) override;
    uint64_t node_get_free_memory() override;
    void node_get_cells_free_memory(CellSink &cells) override;
    SecurityModel node_get_security_model() override;

    // node.cpp
    std::string connect_get_sysinfo(uint32_t flags) override;
    Parameters node_get_cpu_stats(int32_t cpu, uint32_t flags) override;
    Parameters node_get_memory_stats(int32_t cell, uint32_t flags) override;
    Parameters node_get_memory_parameters(uint32_t flags) override;
    void node_set_memory_parameters(const Parameters &params, uint32_t flags) override;
    void node_get_free_pages(PageRequest &request, uint32_t flags) override;
    int32_t node_alloc_pages(const std::vector<PageAmount> &amounts, int32_t first_cell, uint32_t cells,
                             uint32_t flags) override;

    // processors.cpp
    int32_t connect_compare_cpu(std::string_view xml, uint32_t flags) override;
    int32_t connect_compare_hypervisor_cpu(std::optional<std::string_view> emulator,
                                           std::optional<std::string_view> arch,
                                           std::optional<std::string_view> machine,
                                           std::optional<std::string_view> type, std::string_view xml,
                                           uint32_t flags) override;
    std::string connect_baseline_cpu(const std::vector<std::string_view> &documents, uint32_t flags) override;
    std::string connect_baseline_hypervisor_cpu(std::optional<std::string_view> emulator,
                                                std::optional<std::string_view> arch,
                                                std::optional<std::string_view> machine,
                                                std::optional<std::string_view> type,
                                                const std::vector<std::string_view> &documents,
                                                uint32_t flags) override;
    std::vector<std::string> connect_get_cpu_model_names(std::string_view arch, uint32_t flags) override;

    // domain_list.cpp
    void connect_list_all_domains(DomainSink &domains, uint32_t flags) override;

    // domain_define.cpp
    FoundDomain domain_define_xml_flags(std::string_view xml, uint32_t flags) override;
    void domain_undefine_flags(const DomainRef &domain, uint32_t flags) override;
    void domain_rename(const DomainRef &domain, std::string_view new_name, uint32_t flags) override;
    bool domain_get_autostart(const DomainRef &domain) override;
    void domain_set_autostart(const DomainRef &domain, int32_t autostart) override;
    std::string domain_get_xml_desc(const DomainRef &domain, uint32_t flags) override;

    // domain_metadata.cpp
    std::string domain_get_metadata(const DomainRef &domain, const MetadataName &name,
                                    uint32_t flags) override;
    void domain_set_metadata(const DomainRef &domain, const NewMetadata &metadata, uint32_t flags) override;

    // domain_life.cpp
    FoundDomain domain_create_xml(std::string_view xml, uint32_t flags) override;
    void domain_create_with_flags(LiveDomain &domain, uint32_t flags) override;
    void domain_create_with_files(LiveDomain &domain, std::span<const int32_t> files, uint32_t flags) override;
    FoundDomain domain_create_xml_with_files(std::string_view xml, std::span<const int32_t> files,
                                             uint32_t flags) override;
    void domain_shutdown_flags(LiveDomain &domain, uint32_t flags) override;
    void domain_reboot(LiveDomain &domain, uint32_t flags) override;
    void domain_reset(const DomainRef &domain, uint32_t flags) override;
    void domain_suspend(const DomainRef &domain) override;
    void domain_resume(const DomainRef &domain) override;
    void domain_destroy_flags(LiveDomain &domain, uint32_t flags) override;

    // domain_save.cpp
    void domain_save_flags(LiveDomain &domain, std::string_view path, std::optional<std::string_view> xml,
                           uint32_t flags) override;
    void domain_restore_flags(std::string_view path, std::optional<std::string_view> xml,
                              uint32_t flags) override;
    void domain_managed_save(LiveDomain &domain, uint32_t flags) override;
    bool domain_has_managed_save_image(const DomainRef &domain, uint32_t flags) override;
    void domain_managed_save_remove(const DomainRef &domain, uint32_t flags) override;
    void domain_core_dump_with_format(LiveDomain &domain, std::string_view path, uint32_t format,
                                      uint32_t flags) override;

    // domain_saved_documents.cpp
    std::string domain_save_image_get_xml_desc(std::string_view file, uint32_t flags) override;
    void domain_save_image_define_xml(std::string_view file, std::string_view dxml, uint32_t flags) override;
    std::string domain_managed_save_get_xml_desc(const DomainRef &domain, uint32_t flags) override;
    void domain_managed_save_define_xml(const DomainRef &domain, std::string_view dxml, uint32_t flags) override;
    void domain_save_params(LiveDomain &domain, const Parameters &params, uint32_t flags) override;
    void domain_restore_params(const Parameters &params, uint32_t flags) override;

    // domain_jobs.cpp
    JobStats domain_get_job_stats(const DomainRef &domain, uint32_t flags) override;
    void domain_abort_job_flags(const DomainRef &domain, uint32_t flags) override;

    // domain_block_jobs.cpp
    void domain_block_job_abort(const DomainRef &domain, std::string_view disk, uint32_t flags) override;
    std::optional<BlockJob> domain_get_block_job_info(const DomainRef &domain, std::string_view disk,
                                                      uint32_t flags) override;
    void domain_block_job_set_speed(const DomainRef &domain, std::string_view disk, uint64_t bandwidth,
                                    uint32_t flags) override;
    void domain_block_rebase(const DomainRef &domain, std::string_view disk,
                             std::optional<std::string_view> base, uint64_t bandwidth,
                             uint32_t flags) override;
    void domain_block_copy(const DomainRef &domain, std::string_view disk, std::string_view xml,
                           const Parameters &params, uint32_t flags) override;
    void domain_block_commit(const DomainRef &domain, std::string_view disk,
                             std::optional<std::string_view> base, std::optional<std::string_view> top,
                             uint64_t bandwidth, uint32_t flags) override;

    // domain_backup.cpp
    void domain_backup_begin(const DomainRef &domain, std::string_view backup_xml,
                             std::optional<std::string_view> checkpoint_xml, uint32_t flags) override;
    std::string domain_backup_get_xml_desc(const DomainRef &domain, uint32_t flags) override;

    // migration_settings.cpp
    uint64_t domain_migrate_get_max_downtime(const DomainRef &domain, uint32_t flags) override;
    void domain_migrate_set_max_downtime(const DomainRef &domain, uint64_t downtime, uint32_t flags) override;
    uint64_t domain_migrate_get_max_speed(const DomainRef &domain, uint32_t flags) override;
    void domain_migrate_set_max_speed(const DomainRef &domain, uint64_t bandwidth, uint32_t flags) override;
    uint64_t domain_migrate_get_compression_cache(const DomainRef &domain, uint32_t flags) override;
    void domain_migrate_set_compression_cache(const DomainRef &domain, uint64_t size, uint32_t flags) override;
    void domain_migrate_start_post_copy(const DomainRef &domain, uint32_t flags) override;

    // domain_migration.cpp
    MigrationStep domain_migrate_begin(const DomainRef &domain, const Parameters &params,
                                       uint32_t flags) override;
    MigrationStep domain_migrate_prepare(const Parameters &params, std::span<const uint8_t> bytes,
                                         uint32_t flags) override;
    MigrationStep domain_migrate_perform(const DomainRef &domain, const Parameters &params,
                                         std::span<const uint8_t> bytes, uint32_t flags) override;
    FoundDomain domain_migrate_finish(const Parameters &params, std::span<const uint8_t> bytes,
                                      uint32_t flags, int32_t cancelled) override;
    void domain_migrate_confirm(const DomainRef &domain, const Parameters &params,
                                std::span<const uint8_t> bytes, uint32_t flags, int32_t cancelled) override;

    // dirty_rate.cpp
    void domain_start_dirty_rate_calc(const DomainRef &domain, int32_t seconds, uint32_t flags) override;

    // domain_snapshots.cpp
    FoundSnapshot domain_snapshot_create_xml(const DomainRef &domain, std::string_view xml,
                                             uint32_t flags) override;
    std::string domain_snapshot_get_xml_desc(const SnapshotRef &snapshot, uint32_t flags) override;
    void domain_list_all_snapshots(const DomainRef &domain, SnapshotSink &snapshots, uint32_t flags) override;
    void domain_snapshot_list_all_children(const SnapshotRef &snapshot, SnapshotSink &snapshots,
                                           uint32_t flags) override;
    FoundSnapshot domain_snapshot_lookup_by_name(const DomainRef &domain, std::string_view name,
                                                 uint32_t flags) override;
    bool domain_has_current_snapshot(const DomainRef &domain, uint32_t flags) override;
    FoundSnapshot domain_snapshot_current(const DomainRef &domain, uint32_t flags) override;
    FoundSnapshot domain_snapshot_get_parent(const SnapshotRef &snapshot, uint32_t flags) override;
    bool domain_snapshot_is_current(const SnapshotRef &snapshot, uint32_t flags) override;
    bool domain_snapshot_has_metadata(const SnapshotRef &snapshot, uint32_t flags) override;
    void domain_snapshot_delete(const SnapshotRef &snapshot, uint32_t flags) override;

    // snapshot_revert.cpp
    void domain_revert_to_snapshot(const SnapshotRef &snapshot, uint32_t flags) override;

    // domain_checkpoints.cpp
    FoundCheckpoint domain_checkpoint_create_xml(const DomainRef &domain, std::string_view xml,
                                                 uint32_t flags) override;
    std::string domain_checkpoint_get_xml_desc(const CheckpointRef &checkpoint, uint32_t flags) override;
    void domain_list_all_checkpoints(const DomainRef &domain, CheckpointSink &checkpoints,
                                     uint32_t flags) override;
    void domain_checkpoint_list_all_children(const CheckpointRef &checkpoint, CheckpointSink &checkpoints,
                                             uint32_t flags) override;
    FoundCheckpoint domain_checkpoint_lookup_by_name(const DomainRef &domain, std::string_view name,
                                                     uint32_t flags) override;
    FoundCheckpoint domain_checkpoint_get_parent(const CheckpointRef &checkpoint, uint32_t flags) override;
    void domain_checkpoint_delete(const CheckpointRef &checkpoint, uint32_t flags) override;

    // domain_state.cpp
    DomainInfo domain_get_info(const DomainRef &domain) override;
    DomainState domain_get_state(const DomainRef &domain, uint32_t flags) override;
    DomainControl domain_get_control_info(const DomainRef &domain, uint32_t flags) override;
    std::string domain_get_os_type(const DomainRef &domain) override;
    SecurityLabel domain_get_security_label(const DomainRef &domain) override;
    std::vector<SecurityLabel> domain_get_security_label_list(const DomainRef &domain) override;
    void domain_send_key(const DomainRef &domain, uint32_t code_set, uint32_t hold_time_ms,
                         std::span<const uint32_t> codes, uint32_t flags) override;
    void domain_inject_nmi(const DomainRef &domain, uint32_t flags) override;

    // domain_devices.cpp
    BlockStats domain_block_stats(const DomainRef &domain, std::string_view disk) override;
    InterfaceStats domain_interface_stats(const DomainRef &domain, std::string_view device) override;
    BlockInfo domain_get_block_info(const DomainRef &domain, std::string_view disk, uint32_t flags) override;

    // domain_blocks.cpp
    void domain_block_peek(const DomainRef &domain, std::string_view disk, uint64_t offset,
                           std::span<uint8_t> buffer, uint32_t flags) override;
    void domain_block_resize(const DomainRef &domain, std::string_view disk, uint64_t size,
                             uint32_t flags) override;
    void domain_set_block_threshold(const DomainRef &domain, std::string_view disk, uint64_t threshold,
                                    uint32_t flags) override;

    // domain_hotplug.cpp
    void domain_attach_device_flags(const DomainRef &domain, std::string_view xml, uint32_t flags) override;
    void domain_detach_device_flags(const DomainRef &domain, std::string_view xml, uint32_t flags) override;
    void domain_detach_device_alias(const DomainRef &domain, std::string_view alias, uint32_t flags) override;
    void domain_update_device_flags(const DomainRef &domain, std::string_view xml, uint32_t flags) override;

    // domain_console.cpp
    void domain_open_console(const DomainRef &domain, std::optional<std::string_view> name,
                             StreamSink &stream, uint32_t flags) override;
    void domain_open_channel(const DomainRef &domain, std::optional<std::string_view> name,
                             StreamSink &stream, uint32_t flags) override;

    // domain_screenshot.cpp
    std::string domain_screenshot(const DomainRef &domain, StreamSink &stream, uint32_t screen,
                                  uint32_t flags) override;

    // domain_power.cpp
    void domain_pm_suspend_for_duration(const DomainRef &domain, uint32_t target, uint64_t duration,
                                        uint32_t flags) override;
    void domain_pm_wakeup(const DomainRef &domain, uint32_t flags) override;

    // domain_guest.cpp
    std::string domain_get_hostname(const DomainRef &domain, uint32_t flags) override;
    GuestTime domain_get_time(const DomainRef &domain, uint32_t flags) override;
    void domain_set_time(const DomainRef &domain, int64_t seconds, uint32_t nseconds,
                         uint32_t flags) override;
    void domain_set_user_password(const DomainRef &domain, std::string_view user, std::string_view password,
                                  uint32_t flags) override;
    void domain_send_process_signal(const DomainRef &domain, int64_t pid_value, uint32_t signum,
                                    uint32_t flags) override;
    std::vector<std::string> domain_get_messages(const DomainRef &domain, uint32_t flags) override;
    void domain_memory_peek(const DomainRef &domain, uint64_t start, std::span<uint8_t> buffer,
                            uint32_t flags) override;
    std::vector<MemoryStat> domain_memory_stats(const DomainRef &domain, uint32_t flags) override;

    // domain_agent.cpp
    std::vector<std::string> domain_authorized_ssh_keys_get(const DomainRef &domain, std::string_view user,
                                                            uint32_t flags) override;
    void domain_authorized_ssh_keys_set(const DomainRef &domain, std::string_view user,
                                        const std::vector<std::string_view> &keys, uint32_t flags) override;
    Parameters domain_get_guest_info(const DomainRef &domain, uint32_t types, uint32_t flags) override;
    void domain_agent_set_response_timeout(const DomainRef &domain, int32_t timeout_s, uint32_t flags) override;

    // domain_filesystems.cpp
    void domain_fs_trim(const DomainRef &domain, std::optional<std::string_view> mount_point,
                        uint64_t minimum, uint32_t flags) override;
    int32_t domain_fs_freeze(const DomainRef &domain, const std::vector<std::string_view> &mountpoints,
                             uint32_t flags) override;
    int32_t domain_fs_thaw(const DomainRef &domain, const std::vector<std::string_view> &mountpoints,
                           uint32_t flags) override;
    std::vector<FileSystem> domain_get_fs_info(const DomainRef &domain, uint32_t flags) override;
    std::vector<DiskError> domain_get_disk_errors(const DomainRef &domain, uint32_t flags) override;
    std::vector<GuestInterface> domain_interface_addresses(const DomainRef &domain, uint32_t source,
                                                           uint32_t flags) override;

    // domain_tuning.cpp
    std::string domain_get_scheduler_type(const DomainRef &domain, Aside &nparams) override;
    Parameters domain_get_scheduler_parameters_flags(const DomainRef &domain, uint32_t flags) override;
    void domain_set_scheduler_parameters_flags(const DomainRef &domain, const Parameters &params,
                                               uint32_t flags) override;
    Parameters domain_get_memory_parameters(const DomainRef &domain, uint32_t flags) override;
    void domain_set_memory_parameters(const DomainRef &domain, const Parameters &params,
                                      uint32_t flags) override;
    Parameters domain_get_numa_parameters(const DomainRef &domain, uint32_t flags) override;
    void domain_set_numa_parameters(const DomainRef &domain, const Parameters &params,
                                    uint32_t flags) override;
    Parameters domain_get_perf_events(const DomainRef &domain, uint32_t flags) override;
    void domain_set_perf_events(const DomainRef &domain, const Parameters &params, uint32_t flags) override;
    Parameters domain_get_launch_security_info(const DomainRef &domain, uint32_t flags) override;

    // domain_blkio.cpp
    Parameters domain_get_blkio_parameters(const DomainRef &domain, uint32_t flags) override;
    void domain_set_blkio_parameters(const DomainRef &domain, const Parameters &params,
                                     uint32_t flags) override;

    // device_tuning.cpp
    Parameters domain_get_interface_parameters(const DomainRef &domain, std::string_view device,
                                               uint32_t flags) override;
    void domain_set_interface_parameters(const DomainRef &domain, std::string_view device,
                                         const Parameters &params, uint32_t flags) override;
    Parameters domain_get_block_io_tune(const DomainRef &domain, std::optional<std::string_view> disk,
                                        uint32_t flags) override;
    void domain_set_block_io_tune(const DomainRef &domain, std::string_view disk, const Parameters &params,
                                  uint32_t flags) override;

    // parameter_counts.cpp
    static std::optional<uint64_t> parameter_count(std::string_view call, uint32_t flags);

    // domain_iothreads.cpp
    std::vector<IOThread> domain_get_io_thread_info(const DomainRef &domain, uint32_t flags) override;
    void domain_pin_io_thread(const DomainRef &domain, uint32_t iothread_id, CpuMap cpumap,
                              uint32_t flags) override;
    void domain_add_io_thread(const DomainRef &domain, uint32_t iothread_id, uint32_t flags) override;
    void domain_del_io_thread(const DomainRef &domain, uint32_t iothread_id, uint32_t flags) override;
    void domain_set_io_thread_params(const DomainRef &domain, uint32_t iothread_id, const Parameters &params,
                                     uint32_t flags) override;
    std::vector<uint8_t> domain_get_emulator_pin_info(const DomainRef &domain, uint32_t flags) override;
    void domain_pin_emulator(const DomainRef &domain, CpuMap cpumap, uint32_t flags) override;

    // domain_stats.cpp
    void connect_get_all_domain_stats(const std::vector<DomainRef> &domains, uint32_t stats,
                                      StatsSink &records, uint32_t flags) override;
    void domain_get_cpu_stats(const DomainRef &domain, CpuStatsRequest &request, uint32_t flags) override;

    // domain_policy.cpp
    void domain_set_lifecycle_action(const DomainRef &domain, uint32_t type, uint32_t action,
                                     uint32_t flags) override;
    void domain_set_memory_stats_period(const DomainRef &domain, int32_t period, uint32_t flags) override;

    // domain_memory.cpp
    uint64_t domain_get_max_memory(const DomainRef &domain) override;
    void domain_set_memory_flags(const DomainRef &domain, uint64_t memory_kib, uint32_t flags) override;

    // domain_vcpus.cpp
    void domain_set_vcpus_flags(const DomainRef &domain, uint32_t vcpus, uint32_t flags) override;
    int32_t domain_get_vcpus_flags(const DomainRef &domain, uint32_t flags) override;
    void domain_get_vcpus(const DomainRef &domain, VcpuSink &vcpus) override;
    void domain_pin_vcpu_flags(const DomainRef &domain, uint32_t vcpu, CpuMap cpumap,
                               uint32_t flags) override;
    void domain_get_vcpu_pin_info(const DomainRef &domain, VcpuSink &vcpus, uint32_t flags) override;

private:
    [[nodiscard]] store::Job begin(const DomainRef &domain, const char *what) const;
    // The one configuration that `flags` mean.
    [[nodiscard]] domain::ConfigPtr chosen_config(const DomainRef &domain, uint32_t flags) const;

    std::shared_ptr<Machine> m_machine;
    modvirt_connection *m_connection;
    int64_t m_subscription;
};

} // namespace modvirt::test
