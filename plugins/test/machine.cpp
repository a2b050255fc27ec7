// SPDX-License-Identifier: LGPL-2.1-or-later
#include "machine.hpp"

#include <unordered_map>
#include <utility>

#include "block_jobs.hpp"
#include "modvirt/error.hpp"
#include "modvirt/host.hpp"
#include "moments.hpp"
#include "volumes.hpp"

namespace modvirt::test {

const modvirt_xml_v1 &xml_parser()
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (!parser)
        throw Error(ErrorCode::ConfigUnsupported,
                    "the host of the test driver offers no XML parser; install modvirt's XML module");
    return *parser;
}

store::Definition definition_of(domain::ConfigPtr config)
{
    return {config->uuid, config->name, std::move(config)};
}

Machine::Machine() : m_clock([this] { settle_jobs(*this); }) {}

std::shared_ptr<Machine> Machine::shared_default()
{
    static std::mutex mutex;
    static std::weak_ptr<Machine> shared;
    const std::lock_guard lock(mutex);
    std::shared_ptr<Machine> machine = shared.lock();
    if (!machine) {
        machine.reset(new Machine);
        machine->m_cells = default_cells();
        machine->add_default_domain();
        machine->m_is_default = true;
        shared = machine;
    }
    return machine;
}

std::shared_ptr<Machine> Machine::described(const std::string &path)
{
    Description description = read_description(xml_parser(), path);
    std::shared_ptr<Machine> machine(new Machine);
    machine->m_node = std::move(description.node);
    machine->m_users = std::move(description.users);
    for (const DescribedDomain &domain : description.domains)
        machine->add(domain);
    for (const DescribedDocument &document : description.documents)
        machine->add(document);
    for (const DescribedPool &pool : description.pools)
        machine->add(pool);
    return machine;
}

void Machine::add_default_domain()
{
    m_is_complete = false;
    m_store.load({default_domain_uuid, std::string(default_domain_name), nullptr}, false);
    auto write = m_store.write();
    write.start(*write.find(default_domain_uuid), nullptr, store::State::Running, 0);
}

namespace {

std::vector<moment::SnapshotPtr> read_snapshots(const DescribedDomain &described,
                                                const store::Definition &definition)
{
    std::vector<moment::SnapshotPtr> snapshots;
    for (const DescribedSnapshot &each : described.snapshots) {
        try {
            snapshots.push_back(moment::parse_snapshot(xml_parser(), each.xml, moment::Told::Finished));
        } catch (const Error &error) {
            throw error.while_doing("read a snapshot of domain '" + definition.name + "' in " +
                                    (each.file.empty() ? described.origin : each.file));
        }
        if (snapshots.back()->domain)
            check_belongs(*snapshots.back(), definition.uuid);
    }
    return snapshots;
}

void hang_on(moment::SnapshotTree &tree, const std::vector<moment::SnapshotPtr> &snapshots,
             const std::string &domain_name)
{
    try {
        tree.load(snapshots);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::InvalidArg)
            throw;
        throw Error(ErrorCode::InternalError, "Snapshots have inconsistent relations for domain " +
                                                  domain_name + ": " + error.message());
    }
    for (const auto &snapshot : snapshots) {
        if (!snapshot->is_current)
            continue;
        if (tree.current())
            throw Error(ErrorCode::InternalError, "more than one snapshot claims to be active: '" +
                                                      tree.current()->name() + "' and '" + snapshot->name +
                                                      "' of domain '" + domain_name + "'");
        tree.set_current(tree.get(snapshot->name));
    }
}

} // namespace

void Machine::add(const DescribedDomain &described)
{
    const auto definition = definition_of(domain::parse(xml_parser(), described.xml));
    store::Job job;
    if (described.is_transient)
        job = m_store.create(definition, store::JobKind::Modify, "open");
    else
        m_store.define(definition);
    const auto snapshots = read_snapshots(described, definition);
    auto write = m_store.write();
    store::Domain &domain = *write.find(definition.uuid);
    if (!snapshots.empty())
        hang_on(guest(domain).snapshots, snapshots, domain.name());
    if (described.state != store::State::Shutoff)
        write.start(domain, definition.config, described.state, 0);
    if (described.has_managed_save)
        keep_managed_save(domain, nullptr);
}

void Machine::add(const DescribedDocument &described)
{
    switch (described.kind) {
    case DocumentKind::Network:
        return add_network(described.xml);
    case DocumentKind::Interface:
        return add_interface(described.xml);
    case DocumentKind::Device:
        return add_device(described.xml);
    }
}

// Networks run from the beginning, and interfaces are up.
void Machine::add_network(std::string_view xml)
{
    const network::ConfigPtr config = network::parse(xml_parser(), xml);
    m_networks.define(config);
    m_networks.change(config->uuid, config->name, [](NetworkInventory::Object &network) { network.start(); });
}

void Machine::add_interface(std::string_view xml)
{
    const interface::ConfigPtr config = interface::parse(xml_parser(), xml);
    m_interfaces.define(config);
    m_interfaces.set_active(config->name);
}

void Machine::add_device(std::string_view xml)
{
    const nodedev::ConfigPtr config = nodedev::parse(xml_parser(), xml);
    if (config->document.root().child_text("name") == "new device")
        throw Error(ErrorCode::NoName, "a <device> of the host", ErrorDomain::Nodedev);
    m_devices.add(config);
}

NetworkInventory &Machine::networks()
{
    std::call_once(m_networks_read, [&] {
        if (m_is_default)
            add_network(default_network_xml());
    });
    return m_networks;
}

InterfaceInventory &Machine::interfaces()
{
    std::call_once(m_interfaces_read, [&] {
        if (m_is_default)
            add_interface(default_interface_xml());
    });
    return m_interfaces;
}

DeviceInventory &Machine::devices()
{
    std::call_once(m_devices_read, [&] {
        if (!m_is_default)
            return;
        for (const std::string_view xml : default_device_xmls())
            add_device(xml);
    });
    return m_devices;
}

// Pools run from the beginning, and have the volumes that are described, whatever their size.
void Machine::add(const DescribedPool &described)
{
    const storage::PoolPtr pool = storage::parse_pool(xml_parser(), described.xml);
    m_pools.define(pool);
    m_pools.change(pool->uuid, pool->name, [](PoolEntry &entry) { entry.start(); });
    for (const DescribedVolume &volume : described.volumes)
        m_pools.load(pool->uuid, read_volume(volume.xml, *pool, PlaceOfVolume::Written));
}

PoolStore &Machine::pools()
{
    std::call_once(m_pools_read, [&] {
        if (m_is_default)
            add(DescribedPool{std::string(default_pool_xml()), {}});
    });
    return m_pools;
}

void Machine::complete()
{
    if (m_is_complete.load(std::memory_order_acquire))
        return;
    const std::lock_guard lock(m_completion);
    if (m_is_complete.load(std::memory_order_relaxed))
        return;
    const auto config = domain::parse(xml_parser(), default_domain_xml());
    {
        auto write = m_store.write();
        if (store::Domain *domain = write.find(default_domain_uuid)) {
            if (domain->is_active())
                domain->set_live_config(config);
            if (domain->is_persistent())
                domain->fill_persistent_config(config);
        }
        m_is_complete.store(true, std::memory_order_release);
    }
}

Figures Machine::figures(const domain::Config *config) noexcept
{
    if (!config)
        return {};
    return {config->memory_kib, config->current_memory_kib, config->vcpus_max, config->vcpus};
}

bool Machine::has_managed_save(const store::Domain &domain) noexcept
{
    const Guest *guest = domain.peek<Guest>();
    return guest && guest->managed_save;
}

store::ListTraits Machine::traits(const store::Domain &domain) noexcept
{
    const Guest *guest = domain.peek<Guest>();
    if (!guest)
        return {};
    return {guest->managed_save.has_value(), !guest->snapshots.empty(), !guest->checkpoints.empty()};
}

Guest &Machine::guest(store::Domain &domain)
{
    if (!domain.peek<Guest>())
        domain.set_data(std::make_shared<Guest>());
    return *domain.peek<Guest>();
}

void Machine::keep_managed_save(store::Domain &domain, domain::ConfigPtr config)
{
    guest(domain).managed_save = ManagedSave{std::move(config)};
}

void Machine::drop_managed_save(store::Domain &domain)
{
    if (Guest *guest = domain.peek<Guest>())
        guest->managed_save.reset();
}

// --- OpenMachines
// ----------------------------------------------------------------------------------------------

namespace {

struct OpenMachine {
    std::weak_ptr<Machine> machine;
    std::shared_ptr<Injection> injection;
};

struct Table {
    std::mutex mutex;
    std::unordered_map<modvirt_connection *, OpenMachine> machines;
};

Table &open_machines()
{
    static Table table;
    return table;
}

} // namespace

void OpenMachines::add(modvirt_connection *connection, std::shared_ptr<Machine> machine,
                       std::shared_ptr<Injection> injection)
{
    const std::lock_guard lock(open_machines().mutex);
    open_machines().machines[connection] = {std::move(machine), std::move(injection)};
}

void OpenMachines::remove(modvirt_connection *connection)
{
    const std::lock_guard lock(open_machines().mutex);
    open_machines().machines.erase(connection);
}

std::shared_ptr<Machine> OpenMachines::find(modvirt_connection *connection)
{
    const std::lock_guard lock(open_machines().mutex);
    const auto found = open_machines().machines.find(connection);
    return found == open_machines().machines.end() ? nullptr : found->second.machine.lock();
}

std::shared_ptr<Injection> OpenMachines::injection(modvirt_connection *connection)
{
    const std::lock_guard lock(open_machines().mutex);
    const auto found = open_machines().machines.find(connection);
    return found == open_machines().machines.end() ? nullptr : found->second.injection;
}

std::shared_ptr<Machine> OpenMachines::get(modvirt_connection *connection)
{
    auto machine = find(connection);
    if (!machine)
        throw Error(ErrorCode::InternalError,
                    "further objects of a test connection were opened without its domains");
    return machine;
}

void OpenMachines::for_each_connection(const Machine &machine,
                                       const std::function<void(modvirt_connection *)> &use)
{
    const std::lock_guard lock(open_machines().mutex);
    for (const auto &[connection, owned] : open_machines().machines)
        if (owned.machine.lock().get() == &machine)
            use(connection);
}

} // namespace modvirt::test
