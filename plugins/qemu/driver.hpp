// SPDX-License-Identifier: LGPL-2.1-or-later
// The qemu driver: one connection to the instance of a root. This class is a table of contents; what a call
// does stands in the file of its subject under driver/.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <modvirt/plugin.hpp>

#include "instance/instance.hpp"
#include "kit/store/lookups.hpp"

namespace modvirt::qemu {

class Driver : public store::Lookups {
public:
    static std::unique_ptr<Driver> open(const OpenRequest &request);
    Driver(std::shared_ptr<Instance> instance, modvirt_connection *connection);
    ~Driver() override;

    // driver/connection.cpp
    uint64_t connect_get_version() override;
    std::string connect_get_hostname() override;
    std::string connect_get_capabilities() override;
    std::string connect_get_domain_capabilities(std::optional<std::string_view> emulator,
                                                std::optional<std::string_view> arch,
                                                std::optional<std::string_view> machine,
                                                std::optional<std::string_view> type,
                                                uint32_t flags) override;
    int32_t connect_get_max_vcpus(std::optional<std::string_view> type) override;
    bool connect_is_encrypted() override;
    bool connect_is_secure() override;
    bool connect_is_alive() override;
    NodeInfo node_get_info() override;
    HostCpus node_get_cpu_map(uint32_t flags) override;
    uint64_t node_get_free_memory() override;
    void node_get_cells_free_memory(CellSink &cells) override;
    SecurityModel node_get_security_model() override;

    // driver/native.cpp
    std::string connect_domain_xml_to_native(std::string_view format, std::string_view xml, uint32_t flags) override;

    // driver/list.cpp
    void connect_list_all_domains(DomainSink &domains, uint32_t flags) override;

    // driver/define.cpp
    FoundDomain domain_define_xml_flags(std::string_view xml, uint32_t flags) override;
    void domain_undefine_flags(const DomainRef &domain, uint32_t flags) override;
    void domain_rename(const DomainRef &domain, std::string_view new_name, uint32_t flags) override;
    bool domain_get_autostart(const DomainRef &domain) override;
    void domain_set_autostart(const DomainRef &domain, int32_t autostart) override;
    std::string domain_get_xml_desc(const DomainRef &domain, uint32_t flags) override;

    // driver/life.cpp
    FoundDomain domain_create_xml(std::string_view xml, uint32_t flags) override;
    void domain_create_with_flags(LiveDomain &domain, uint32_t flags) override;
    void domain_shutdown_flags(LiveDomain &domain, uint32_t flags) override;
    void domain_reboot(LiveDomain &domain, uint32_t flags) override;
    void domain_reset(const DomainRef &domain, uint32_t flags) override;
    void domain_suspend(const DomainRef &domain) override;
    void domain_resume(const DomainRef &domain) override;
    void domain_destroy_flags(LiveDomain &domain, uint32_t flags) override;

    // driver/save.cpp
    void domain_save_flags(LiveDomain &domain, std::string_view path, std::optional<std::string_view> xml,
                           uint32_t flags) override;
    void domain_restore_flags(std::string_view path, std::optional<std::string_view> xml,
                              uint32_t flags) override;
    void domain_managed_save(LiveDomain &domain, uint32_t flags) override;
    bool domain_has_managed_save_image(const DomainRef &domain, uint32_t flags) override;
    void domain_managed_save_remove(const DomainRef &domain, uint32_t flags) override;
    void domain_core_dump_with_format(LiveDomain &domain, std::string_view path, uint32_t format,
                                      uint32_t flags) override;

    // driver/state.cpp
    DomainInfo domain_get_info(const DomainRef &domain) override;
    DomainState domain_get_state(const DomainRef &domain, uint32_t flags) override;
    DomainControl domain_get_control_info(const DomainRef &domain, uint32_t flags) override;
    std::string domain_get_os_type(const DomainRef &domain) override;
    SecurityLabel domain_get_security_label(const DomainRef &domain) override;

    // driver/memory.cpp
    uint64_t domain_get_max_memory(const DomainRef &domain) override;
    void domain_set_memory_flags(const DomainRef &domain, uint64_t memory_kib, uint32_t flags) override;

    // driver/vcpus.cpp
    void domain_set_vcpus_flags(const DomainRef &domain, uint32_t vcpus, uint32_t flags) override;
    int32_t domain_get_vcpus_flags(const DomainRef &domain, uint32_t flags) override;
    void domain_get_vcpus(const DomainRef &domain, VcpuSink &vcpus) override;

    // driver/blocks.cpp
    BlockStats domain_block_stats(const DomainRef &domain, std::string_view disk) override;
    BlockInfo domain_get_block_info(const DomainRef &domain, std::string_view disk, uint32_t flags) override;
    void domain_block_peek(const DomainRef &domain, std::string_view disk, uint64_t offset,
                           std::span<uint8_t> buffer, uint32_t flags) override;
    void domain_block_resize(const DomainRef &domain, std::string_view disk, uint64_t size,
                             uint32_t flags) override;

    // driver/keys.cpp
    void domain_send_key(const DomainRef &domain, uint32_t code_set, uint32_t hold_time_ms,
                         std::span<const uint32_t> codes, uint32_t flags) override;
    void domain_inject_nmi(const DomainRef &domain, uint32_t flags) override;

private:
    [[nodiscard]] store::Job begin(const DomainRef &domain, const char *what,
                                   store::JobKind kind = store::JobKind::Modify) const;
    BlockInfo ask_for_sizes(const DomainRef &domain, const xml::Element &disk);
    FoundDomain start_new(const domain::ConfigPtr &config, uint32_t flags, int incoming);
    void destroy_with_connection(const Uuid &uuid);

    std::shared_ptr<Instance> m_instance;
    int64_t m_subscription;
    std::mutex m_mutex;
    std::set<Uuid> m_own_domains; // that end with this connection
};

} // namespace modvirt::qemu
