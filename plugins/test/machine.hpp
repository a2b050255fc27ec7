// SPDX-License-Identifier: LGPL-2.1-or-later
// The machine that the driver pretends to manage: its node, its users, its domains and all else. It lives as long as a
// connection to it is open; all connections to test:///default share one.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "default_host.hpp"
#include "description.hpp"
#include "device_inventory.hpp"
#include "disk_sizes.hpp"
#include "filter_inventory.hpp"
#include "guest_jobs.hpp"
#include "interface_inventory.hpp"
#include "job_clock.hpp"
#include "kit/domain/config.hpp"
#include "kit/moment/tree.hpp"
#include "kit/network/config.hpp"
#include "kit/secret_store/inventory.hpp"
#include "kit/store/inventory.hpp"
#include "kit/store/list_filter.hpp"
#include "kit/store/store.hpp"
#include "lines.hpp"
#include "memory_pages.hpp"
#include "migrations.hpp"
#include "modvirt/plugin.h"
#include "modvirt/values.hpp"
#include "pool_store.hpp"
#include "port_inventory.hpp"

namespace modvirt::test {

class Injection;

inline constexpr int32_t default_agent_timeout = -2; // virDomainAgentResponseTimeoutValues: wait for ever

// What waits for the next start. libvirt's test driver starts from the definition whatever was saved; a document that
// was put into its place is meant, and taken.
struct ManagedSave {
    domain::ConfigPtr config; // null when it is the definition
    bool is_replaced = false;
    bool starts_paused = false;
};

// What the driver keeps with a domain beside its configuration.
class Guest : public store::DriverData {
public:
    std::optional<ManagedSave> managed_save;
    std::map<std::string, std::vector<std::string>, std::less<>> ssh_keys; // by user
    int32_t agent_timeout_s = default_agent_timeout;
    std::array<bool, 2> is_frozen{}; // by file system
    GuestTime time = default_guest_time;
    moment::SnapshotTree snapshots;
    moment::CheckpointTree checkpoints;
    DiskSizes disks;
    Lines lines;
    GuestJobs jobs;
};

// The figures of a domain that calls ask for most.
struct Figures {
    uint64_t memory_kib = default_domain_memory_kib;
    uint64_t current_memory_kib = default_domain_current_memory_kib;
    uint32_t vcpus_max = default_domain_vcpus;
    uint32_t vcpus = default_domain_vcpus;
};

// The host's XML parser. Throws ConfigUnsupported when it has none.
const modvirt_xml_v1 &xml_parser();

using NetworkInventory = store::Inventory<network::Config>;

class Machine {
public:
    static std::shared_ptr<Machine> shared_default();
    static std::shared_ptr<Machine> described(const std::string &path);

    [[nodiscard]] const Node &node() const noexcept { return m_node; }
    [[nodiscard]] std::span<const Cell> cells() const noexcept { return m_cells; }
    [[nodiscard]] std::span<const User> users() const noexcept { return m_users; }
    [[nodiscard]] store::Store &store() noexcept { return m_store; }
    // What the default host has of these is read when first asked for.
    [[nodiscard]] NetworkInventory &networks();
    [[nodiscard]] PortInventory &ports() noexcept { return m_ports; }
    [[nodiscard]] PoolStore &pools();
    [[nodiscard]] InterfaceInventory &interfaces();
    [[nodiscard]] DeviceInventory &devices();
    [[nodiscard]] secret_store::Inventory &secrets() noexcept { return m_secrets; }
    [[nodiscard]] FilterInventory &filters() noexcept { return m_filters; }
    [[nodiscard]] MemoryPages &pages() noexcept { return m_pages; }
    [[nodiscard]] JobClock &clock() noexcept { return m_clock; }
    [[nodiscard]] Migrations &migrations() noexcept { return m_migrations; }

    // Reads the default domain's XML, when that has not been done yet. Whoever defines domains or looks into
    // a configuration calls it first; a configuration that is null belongs to the default domain and its
    // figures are known all the same.
    void complete();

    [[nodiscard]] static Figures figures(const domain::Config *config) noexcept;
    // What the driver keeps with the domain, made when there is none yet. Under Store::write().
    static Guest &guest(store::Domain &domain);
    [[nodiscard]] static bool has_managed_save(const store::Domain &domain) noexcept;
    // What the domain has that lists of domains are filtered by.
    [[nodiscard]] static store::ListTraits traits(const store::Domain &domain) noexcept;
    // Under Store::write(). `config` is what was saved, null when it is the definition.
    static void keep_managed_save(store::Domain &domain, domain::ConfigPtr config);
    static void drop_managed_save(store::Domain &domain);

private:
    Machine();
    void add_default_domain();
    void add(const DescribedDomain &described);
    void add(const DescribedDocument &described);
    void add(const DescribedPool &described);
    void add_network(std::string_view xml);
    void add_interface(std::string_view xml);
    void add_device(std::string_view xml);

    Node m_node;
    std::vector<Cell> m_cells;
    std::vector<User> m_users;
    store::Store m_store;
    NetworkInventory m_networks{{"network", ErrorCode::NoNetwork, ErrorDomain::Network}};
    PortInventory m_ports;
    InterfaceInventory m_interfaces;
    DeviceInventory m_devices;
    secret_store::Inventory m_secrets;
    FilterInventory m_filters;
    MemoryPages m_pages;
    std::once_flag m_networks_read;
    std::once_flag m_interfaces_read;
    std::once_flag m_devices_read;
    PoolStore m_pools;
    std::once_flag m_pools_read;
    bool m_is_default = false;
    std::mutex m_completion;
    std::atomic<bool> m_is_complete{true};
    Migrations m_migrations;
    JobClock m_clock; // the last: what it calls needs all of the others
};

store::Definition definition_of(domain::ConfigPtr config);

// The machine behind each open connection, for the further kinds of objects that are opened on it.
class OpenMachines {
public:
    // `injection` is null when the connection asked for none.
    static void add(modvirt_connection *connection, std::shared_ptr<Machine> machine,
                    std::shared_ptr<Injection> injection = nullptr);
    static void remove(modvirt_connection *connection);
    // Null for a connection that is not open.
    static std::shared_ptr<Machine> find(modvirt_connection *connection);
    // What the connection asked for; null for none.
    static std::shared_ptr<Injection> injection(modvirt_connection *connection);
    // Throws InternalError for a connection that is not open.
    static std::shared_ptr<Machine> get(modvirt_connection *connection);
    // Every open connection to the machine, which stays open meanwhile: `use` must not wait for others.
    static void for_each_connection(const Machine &machine,
                                    const std::function<void(modvirt_connection *)> &use);
};

} // namespace modvirt::test
