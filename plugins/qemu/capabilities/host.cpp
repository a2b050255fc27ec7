// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <sys/utsname.h>
#include <unistd.h>

#include <fmt/format.h>

namespace modvirt::qemu::capabilities {

namespace {

namespace fs = std::filesystem;

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

uint64_t number(std::string_view text)
{
    uint64_t value = 0;
    text = trim(text);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// The number in the line that has `name`, as in "MemTotal:  5728472 kB".
uint64_t field(const std::string &text, std::string_view name)
{
    const auto at = text.find(name);
    return at == std::string::npos ? 0 : number(std::string_view(text).substr(at + name.size()));
}

} // namespace

std::vector<uint32_t> parse_cpu_list(std::string_view text)
{
    std::vector<uint32_t> cpus;
    constexpr uint32_t most = 1U << 16;
    const char *at = text.data();
    const char *end = at + text.size();
    while (at < end) {
        uint32_t first = 0;
        auto [next, error] = std::from_chars(at, end, first);
        if (error != std::errc())
            break;
        uint32_t last = first;
        if (next < end && *next == '-')
            next = std::from_chars(next + 1, end, last).ptr;
        for (uint32_t cpu = first; cpu <= last && cpu < most; ++cpu)
            cpus.push_back(cpu);
        at = next < end && *next == ',' ? next + 1 : end;
    }
    return cpus;
}

std::string Host::read(const std::string &path) const
{
    const std::ifstream file(m_root + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

uint64_t Host::read_number(const std::string &path, uint64_t otherwise) const
{
    const std::string text = read(path);
    return trim(text).empty() ? otherwise : number(text);
}

// The N of all entries `prefix`N of a folder, in order.
std::vector<uint32_t> Host::numbered(const std::string &folder, std::string_view prefix) const
{
    std::set<uint32_t> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(m_root + folder, error)) {
        const std::string name = entry.path().filename();
        uint32_t value = 0;
        if (!name.starts_with(prefix) || name.size() == prefix.size())
            continue;
        const char *end = name.data() + name.size();
        if (std::from_chars(name.data() + prefix.size(), end, value).ptr == end)
            found.insert(value);
    }
    return {found.begin(), found.end()};
}

std::vector<HostCpu> Host::cpus() const
{
    std::vector<HostCpu> cpus;
    for (const uint32_t id : parse_cpu_list(read("/sys/devices/system/cpu/online"))) {
        const std::string topology = fmt::format("/sys/devices/system/cpu/cpu{}/topology/", id);
        HostCpu cpu;
        cpu.id = id;
        cpu.socket = static_cast<uint32_t>(read_number(topology + "physical_package_id", 0));
        cpu.die = static_cast<uint32_t>(read_number(topology + "die_id", 0));
        cpu.core = static_cast<uint32_t>(read_number(topology + "core_id", id));
        cpu.siblings = trim(read(topology + "thread_siblings_list"));
        if (cpu.siblings.empty())
            cpu.siblings = std::to_string(id);
        cpus.push_back(std::move(cpu));
    }
    if (cpus.empty())
        cpus.push_back({0, 0, 0, 0, "0"});
    return cpus;
}

std::vector<Cell> Host::cells() const
{
    std::vector<Cell> cells;
    for (const uint32_t id : numbered("/sys/devices/system/node", "node")) {
        const std::string node = fmt::format("/sys/devices/system/node/node{}/", id);
        const std::string memory = read(node + "meminfo");
        Cell cell{id,
                  field(memory, "MemTotal:"),
                  field(memory, "MemFree:"),
                  parse_cpu_list(read(node + "cpulist")),
                  {}};
        std::istringstream distances(read(node + "distance"));
        for (uint32_t distance = 0; distances >> distance;)
            cell.distances.push_back(distance);
        cells.push_back(std::move(cell));
    }
    if (cells.empty()) {
        const std::string memory = read("/proc/meminfo");
        Cell cell{0, field(memory, "MemTotal:"), field(memory, "MemFree:"), {}, {10}};
        for (const HostCpu &cpu : cpus())
            cell.cpus.push_back(cpu.id);
        cells.push_back(std::move(cell));
    }
    return cells;
}

NodeInfo Host::node_info() const
{
    const auto all = cpus();
    const auto all_cells = cells();
    std::set<uint32_t> sockets;
    std::set<std::pair<uint32_t, std::pair<uint32_t, uint32_t>>> cores;
    for (const HostCpu &cpu : all) {
        sockets.insert(cpu.socket);
        cores.insert({cpu.socket, {cpu.die, cpu.core}});
    }
    NodeInfo info;
    info.model = arch();
    info.memory_kib = field(read("/proc/meminfo"), "MemTotal:");
    info.cpus = static_cast<uint32_t>(all.size());
    info.mhz = static_cast<uint32_t>(number(cpu_property("cpu MHz")));
    info.nodes = static_cast<uint32_t>(all_cells.size());
    info.sockets = static_cast<uint32_t>(sockets.size()) / info.nodes;
    info.cores = static_cast<uint32_t>(cores.size() / sockets.size());
    info.threads = static_cast<uint32_t>(all.size() / cores.size());
    // The numbers multiply to those of the processors, or libvirt's form for a host that is not regular is
    // used.
    if (info.nodes * info.sockets * info.cores * info.threads != info.cpus) {
        info.nodes = info.sockets = info.threads = 1;
        info.cores = info.cpus;
    }
    return info;
}

HostCpus Host::cpu_map() const
{
    HostCpus map;
    const auto present = parse_cpu_list(read("/sys/devices/system/cpu/present"));
    const auto online = cpus();
    map.present = std::max(present.empty() ? 0 : present.back(), online.back().id) + 1;
    map.online.resize((map.present + 7) / 8);
    for (const HostCpu &cpu : online)
        map.online[cpu.id / 8] |= static_cast<uint8_t>(1u << cpu.id % 8);
    return map;
}

uint64_t Host::free_memory_bytes() const
{
    return field(read("/proc/meminfo"), "MemFree:") * 1024;
}

std::string Host::arch() const
{
    utsname name{};
    ::uname(&name);
    return name.machine;
}

std::string Host::uuid() const
{
    const std::string text = read("/sys/class/dmi/id/product_uuid");
    std::string uuid(trim(text));
    std::transform(uuid.begin(), uuid.end(), uuid.begin(), [](unsigned char c) { return std::tolower(c); });
    return uuid;
}

std::string Host::cpu_property(std::string_view name) const
{
    std::istringstream lines(read("/proc/cpuinfo"));
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon != std::string::npos && trim(std::string_view(line).substr(0, colon)) == name)
            return std::string(trim(std::string_view(line).substr(colon + 1)));
    }
    return {};
}

std::vector<uint64_t> Host::page_sizes_kib() const
{
    std::set<uint64_t> sizes = {static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024};
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(m_root + "/sys/kernel/mm/hugepages", error)) {
        const std::string name = entry.path().filename();
        constexpr std::string_view prefix = "hugepages-";
        if (name.starts_with(prefix))
            sizes.insert(number(std::string_view(name).substr(prefix.size())));
    }
    return {sizes.begin(), sizes.end()};
}

} // namespace modvirt::qemu::capabilities
