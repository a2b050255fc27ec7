// SPDX-License-Identifier: LGPL-2.1-or-later
// capabilities, domcapabilities, hostname, maxvcpus, nodecpumap, nodeinfo, sysinfo, uri, version: what the
// host is. Its memory and CPU time belong in host_usage.cpp.
#include "commands/commands.hpp"

#include <cstdlib>
#include <memory>
#include <span>

#include "base/cpu_map.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/session.hpp"
#include "base/xml_tree.hpp"

namespace modvirt::cli {

namespace {

void run_capabilities(Session &session, const Arguments &arguments)
{
    const LibraryText text(virConnectGetCapabilities(session.connection()));
    if (!text)
        fail("failed to get capabilities");
    print_member(session, arguments, "xml", text.get());
}

const char *c_text(const std::optional<std::string> &text)
{
    return text ? text->c_str() : nullptr;
}

void run_domcapabilities(Session &session, const Arguments &arguments)
{
    const auto virt_type = arguments.text("virttype");
    const auto emulator = arguments.text("emulatorbin");
    const auto arch = arguments.text("arch");
    const auto machine = arguments.text("machine");
    const LibraryText text(virConnectGetDomainCapabilities(
        session.connection(), c_text(emulator), c_text(arch), c_text(machine), c_text(virt_type), 0));
    if (!text)
        fail("failed to get emulator capabilities");
    print_member(session, arguments, "xml", text.get(), "");
}

void run_hostname(Session &session, const Arguments &arguments)
{
    const LibraryText name(virConnectGetHostname(session.connection()));
    if (!name)
        fail("failed to get hostname");
    print_member(session, arguments, "hostname", name.get());
}

void run_uri(Session &session, const Arguments &arguments)
{
    const LibraryText uri(virConnectGetURI(session.connection()));
    if (!uri)
        fail("failed to get URI");
    print_member(session, arguments, "uri", uri.get());
}

void run_sysinfo(Session &session, const Arguments &arguments)
{
    const LibraryText text(virConnectGetSysinfo(session.connection(), 0));
    if (!text)
        fail("failed to get sysinfo");
    print_member(session, arguments, "xml", text.get(), "");
}

// The domain capabilities know better than the old call, where a driver has them.
std::optional<int> max_vcpus_from_capabilities(virConnectPtr connection, const char *type)
{
    const LibraryText text(virConnectGetDomainCapabilities(connection, nullptr, nullptr, nullptr, type, 0));
    forget_library_error();
    if (!text)
        return std::nullopt;
    const XmlDocument document(text.get());
    const XmlElement *vcpu = document.root().child("vcpu");
    return vcpu ? parse_integer<int>(vcpu->attribute_or("max", "")) : std::nullopt;
}

void run_maxvcpus(Session &session, const Arguments &arguments)
{
    const auto type = arguments.text("type");
    virConnectPtr connection = session.connection();
    std::optional<int> count = max_vcpus_from_capabilities(connection, c_text(type));
    if (!count)
        count = virConnectGetMaxVcpus(connection, c_text(type));
    if (*count < 0)
        fail();
    if (wants_json(session, arguments))
        print_json(session, {{"max_vcpus", *count}});
    else
        session.out.print("{}\n", *count);
}

void run_nodeinfo(Session &session, const Arguments &arguments)
{
    virNodeInfo info{};
    if (virNodeGetInfo(session.connection(), &info) < 0)
        fail("failed to get node information");
    if (wants_json(session, arguments))
        return print_json(session, {{"cpu_model", json_text(info.model)},
                                    {"cpus", info.cpus},
                                    {"cpu_frequency_mhz", info.mhz},
                                    {"sockets", info.sockets},
                                    {"cores_per_socket", info.cores},
                                    {"threads_per_core", info.threads},
                                    {"numa_cells", info.nodes},
                                    {"memory_kib", info.memory}});
    const auto line = [&session](std::string_view label, const auto &value, std::string_view unit = "") {
        session.out.print("{:<20} {}{}{}\n", label, value, unit.empty() ? "" : " ", unit);
    };
    line("CPU model:", info.model);
    line("CPU(s):", info.cpus);
    line("CPU frequency:", info.mhz, "MHz");
    line("CPU socket(s):", info.sockets);
    line("Core(s) per socket:", info.cores);
    line("Thread(s) per core:", info.threads);
    line("NUMA cell(s):", info.nodes);
    line("Memory size:", info.memory, session.out.kib());
}

void run_nodecpumap(Session &session, const Arguments &arguments)
{
    unsigned char *raw = nullptr;
    unsigned online = 0;
    const int present = virNodeGetCPUMap(session.connection(), &raw, &online, 0);
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner(raw, &std::free);
    if (present < 0)
        fail("Unable to get cpu map");
    const auto cpus = static_cast<unsigned>(present);
    const std::span<const unsigned char> map(raw, VIR_CPU_MAPLEN(cpus));
    if (wants_json(session, arguments))
        return print_json(session, {{"present", cpus}, {"online", online}, {"map", cpu_ranges(map, cpus)}});
    session.out.print("{:<15} {}\n", "CPUs present:", cpus);
    session.out.print("{:<15} {}\n", "CPUs online:", online);
    session.out.print("{:<15} {}\n",
                      "CPU map:", arguments.has("pretty") ? cpu_ranges(map, cpus) : cpu_letters(map, cpus));
}

std::string version_number(unsigned long number)
{
    return fmt::format("{}.{}.{}", number / 1000000, number / 1000 % 1000, number % 1000);
}

struct Versions {
    std::string type;
    unsigned long library = 0;
    unsigned long api = 0;
    unsigned long hypervisor = 0;
    std::optional<unsigned long> daemon;
};

Versions get_versions(virConnectPtr connection, const Arguments &arguments)
{
    Versions versions;
    const char *type = virConnectGetType(connection);
    if (!type)
        fail("failed to get hypervisor type");
    versions.type = type;
    if (virGetVersion(&versions.library, type, &versions.api) < 0)
        fail("failed to get the library version");
    if (virConnectGetVersion(connection, &versions.hypervisor) < 0) {
        if (last_library_code() != VIR_ERR_NO_SUPPORT)
            fail("failed to get the hypervisor version");
        forget_library_error();
    }
    if (arguments.has("daemon")) {
        unsigned long daemon = 0;
        if (virConnectGetLibVersion(connection, &daemon) < 0)
            fail("failed to get the daemon version");
        versions.daemon = daemon;
    }
    return versions;
}

void run_version(Session &session, const Arguments &arguments)
{
    const Versions versions = get_versions(session.connection(), arguments);
    Output &out = session.out;
    if (wants_json(session, arguments)) {
        JsonValue value;
        value["compiled_against"] = version_number(LIBVIR_VERSION_NUMBER);
        value["library"] = version_number(versions.library);
        value["api"] = {{"type", versions.type}, {"version", version_number(versions.api)}};
        value["hypervisor"] =
            versions.hypervisor ? JsonValue(version_number(versions.hypervisor)) : JsonValue();
        value["daemon"] = versions.daemon ? JsonValue(version_number(*versions.daemon)) : JsonValue();
        return print_json(session, value);
    }
    const std::string_view library = out.is_old() ? "libvir" : "libvirt";
    out.print("Compiled against library: {} {}\n", library, version_number(LIBVIR_VERSION_NUMBER));
    out.print("Using library: {} {}\n", library, version_number(versions.library));
    out.print("Using API: {} {}\n", versions.type, version_number(versions.api));
    if (versions.hypervisor == 0)
        out.print("Cannot extract running {} hypervisor version\n", versions.type);
    else
        out.print("Running hypervisor: {} {}\n", versions.type, version_number(versions.hypervisor));
    if (versions.daemon)
        out.print("Running against daemon: {}\n", version_number(*versions.daemon));
}

constexpr Option domcapabilities_options[] = {
    text("virttype", "virtualization type (/domain/@type)"),
    text("emulatorbin", "path to emulator binary (/domain/devices/emulator)"),
    text("arch", "domain architecture (/domain/os/type/@arch)"),
    text("machine", "machine type (/domain/os/type/@machine)"),
};
constexpr Option nodecpumap_options[] = {flag("pretty", "return human readable output")};
constexpr Option maxvcpus_options[] = {text("type", "domain type")};
constexpr Option version_options[] = {flag("daemon", "report daemon version too")};

} // namespace

constexpr Command capabilities_command{.name = "capabilities",
                                       .summary = "capabilities",
                                       .description = "Returns capabilities of hypervisor/driver.",
                                       .options = {},
                                       .run = run_capabilities,
                                       .traits = Json};
constexpr Command domcapabilities_command{
    .name = "domcapabilities",
    .summary = "domain capabilities",
    .description = "Returns capabilities of emulator with respect to host and libvirt.",
    .options = domcapabilities_options,
    .run = run_domcapabilities,
    .traits = Json};
constexpr Command hostname_command{.name = "hostname",
                                   .summary = "print the hypervisor hostname",
                                   .description = {},
                                   .options = {},
                                   .run = run_hostname,
                                   .traits = Json};
constexpr Command uri_command{.name = "uri",
                              .summary = "print the hypervisor canonical URI",
                              .description = {},
                              .options = {},
                              .run = run_uri,
                              .traits = Json};
constexpr Command sysinfo_command{.name = "sysinfo",
                                  .summary = "print the hypervisor sysinfo",
                                  .description =
                                      "output an XML string for the hypervisor sysinfo, if available",
                                  .options = {},
                                  .run = run_sysinfo,
                                  .traits = Json};
constexpr Command maxvcpus_command{.name = "maxvcpus",
                                   .summary = "connection vcpu maximum",
                                   .description =
                                       "Show maximum number of virtual CPUs for guests on this connection.",
                                   .options = maxvcpus_options,
                                   .run = run_maxvcpus,
                                   .traits = Json};
constexpr Command nodecpumap_command{
    .name = "nodecpumap",
    .summary = "node cpu map",
    .description =
        "Displays the node's total number of CPUs, the number of online CPUs and the list of online CPUs.",
    .options = nodecpumap_options,
    .run = run_nodecpumap,
    .traits = Json};
constexpr Command nodeinfo_command{.name = "nodeinfo",
                                   .summary = "node information",
                                   .description = "Returns basic information about the node.",
                                   .options = {},
                                   .run = run_nodeinfo,
                                   .traits = Json};
constexpr Command version_command{.name = "version",
                                  .summary = "show version",
                                  .description = "Display the system version information.",
                                  .options = version_options,
                                  .run = run_version,
                                  .traits = Json};

} // namespace modvirt::cli
