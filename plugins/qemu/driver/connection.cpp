// SPDX-License-Identifier: LGPL-2.1-or-later
// The connection: its URI, and what there is to know of the host and the emulators.
#include "driver.hpp"

#include <array>

#include <unistd.h>

#include <fmt/format.h>

#include "capabilities/document.hpp"
#include "guest/stop.hpp"

namespace modvirt::qemu {

namespace {

constexpr const char *category = "qemu";

const modvirt_xml_v1 &xml_parser()
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (parser == nullptr)
        throw Error(ErrorCode::InternalError, "the host offers no XML parser (interface xml/1)");
    return *parser;
}

void check_type(std::optional<std::string_view> type)
{
    if (type && *type != "qemu" && *type != "kvm")
        throw Error(ErrorCode::InvalidArg, fmt::format("unknown type '{}'", *type));
}

} // namespace

std::unique_ptr<Driver> Driver::open(const OpenRequest &request)
{
    if (!request.server().empty() || request.path() != "/embed")
        throw Error(
            ErrorCode::NoConnect,
            fmt::format("'{}' is not served by this process: qemu:///embed?root=/absolute/directory is",
                        request.uri()));
    auto reporter = [](LogLevel level, const std::string &message) { host().log(level, category, message); };
    auto instance = Instance::open(store::root_of_query(request.query()), request.uri(), xml_parser(), reporter);
    return std::make_unique<Driver>(std::move(instance), request.connection());
}

Driver::Driver(std::shared_ptr<Instance> instance, modvirt_connection *connection)
    : Lookups(instance->store()), m_instance(std::move(instance))
{
    m_subscription = store().events().subscribe([connection](const store::Event &event) {
        emit(connection, static_cast<uint32_t>(event.event_id), {event.id, event.uuid, event.name}, event);
    });
}

Driver::~Driver()
{
    for (const Uuid &uuid : m_own_domains)
        destroy_with_connection(uuid);
    store().events().unsubscribe(m_subscription);
}

void Driver::destroy_with_connection(const Uuid &uuid)
{
    try {
        guest::destroy(m_instance->guest(DomainRef{-1, uuid, ""}), guest::Force::Kill);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::NoDomain && error.code() != ErrorCode::OperationInvalid)
            m_instance->report(LogLevel::Error, error.message());
    }
}

store::Job Driver::begin(const DomainRef &domain, const char *what, store::JobKind kind) const
{
    return store().begin(domain.uuid, domain.name, kind, what);
}

uint64_t Driver::connect_get_version()
{
    return m_instance->emulators().get(config::default_emulator(m_instance->host().arch()))->version();
}

std::string Driver::connect_get_hostname()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        throw Error(ErrorCode::SystemError, "cannot find out the name of this host");
    return name.data();
}

std::string Driver::connect_get_capabilities()
{
    capabilities::Emulators emulators;
    for (const char *arch : {"i686", "x86_64"}) {
        const std::string path = config::default_emulator(arch);
        if (::access(path.c_str(), X_OK) == 0 &&
            path.find(arch == std::string_view("i686") ? "i386" : arch) != path.npos)
            emulators.push_back(m_instance->emulators().get(path));
    }
    return capabilities::format_capabilities(m_instance->host(), emulators);
}

std::string Driver::connect_get_domain_capabilities(std::optional<std::string_view> emulator_path,
                                                    std::optional<std::string_view> arch,
                                                    std::optional<std::string_view> machine_name,
                                                    std::optional<std::string_view> type, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectGetDomainCapabilities");
    check_type(type);
    const std::string path =
        emulator_path ? std::string(*emulator_path)
                      : config::default_emulator(arch ? std::string(*arch) : m_instance->host().arch());
    const auto emulator = m_instance->emulators().get(path);
    const auto *machine = machine_name ? emulator->find_machine(*machine_name) : &emulator->default_machine();
    if (machine == nullptr)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("the machine '{}' is not supported by emulator '{}'", *machine_name, path));
    if (arch && *arch != emulator->arch)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("architecture from emulator '{}' doesn't match given architecture '{}'",
                                emulator->arch, *arch));
    const std::string_view chosen = type ? *type : emulator->has_kvm ? "kvm" : "qemu";
    return capabilities::format_domain_capabilities(*emulator, *machine, chosen);
}

int32_t Driver::connect_get_max_vcpus(std::optional<std::string_view> type)
{
    check_type(type);
    const auto emulator = m_instance->emulators().get(config::default_emulator(m_instance->host().arch()));
    return static_cast<int32_t>(emulator->default_machine().most_cpus);
}

bool Driver::connect_is_encrypted()
{
    return false;
}

bool Driver::connect_is_secure()
{
    return true; // nothing leaves this process
}

bool Driver::connect_is_alive()
{
    return true;
}

NodeInfo Driver::node_get_info()
{
    return m_instance->host().node_info();
}

HostCpus Driver::node_get_cpu_map(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virNodeGetCPUMap");
    return m_instance->host().cpu_map();
}

uint64_t Driver::node_get_free_memory()
{
    return m_instance->host().free_memory_bytes();
}

void Driver::node_get_cells_free_memory(CellSink &cells)
{
    const auto all = m_instance->host().cells();
    if (cells.first() < 0 || static_cast<std::size_t>(cells.first()) >= all.size())
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("start cell {} out of range (0-{})", cells.first(), all.size() - 1));
    const std::size_t first = static_cast<std::size_t>(cells.first());
    for (std::size_t cell = first; cell < all.size() && cell - first < cells.max(); ++cell) {
        if (!cells.put(all[cell].free_kib * 1024))
            return;
    }
}

SecurityModel Driver::node_get_security_model()
{
    return {"none", "0"};
}

} // namespace modvirt::qemu
