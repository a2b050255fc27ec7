// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about this host, from /proc and /sys: processors, memory, NUMA cells. Emulators are no part of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <modvirt/values.hpp>

namespace modvirt::qemu::capabilities {

struct HostCpu {
    uint32_t id = 0;
    uint32_t socket = 0;
    uint32_t die = 0;
    uint32_t core = 0;
    std::string siblings; // a list such as "0-1"

    bool operator==(const HostCpu &) const = default;
};

struct Cell {
    uint32_t id = 0;
    uint64_t memory_kib = 0;
    uint64_t free_kib = 0;
    std::vector<uint32_t> cpus;
    std::vector<uint32_t> distances; // to the cells in order

    bool operator==(const Cell &) const = default;
};

class Host {
public:
    // A seam: tests give a directory that holds copies of /proc and /sys.
    explicit Host(std::string root = "") : m_root(std::move(root)) {}

    [[nodiscard]] NodeInfo node_info() const;
    [[nodiscard]] uint64_t free_memory_bytes() const;
    // At least one: a kernel without NUMA has all in cell 0.
    [[nodiscard]] std::vector<Cell> cells() const;
    [[nodiscard]] std::vector<HostCpu> cpus() const;
    [[nodiscard]] HostCpus cpu_map() const;
    [[nodiscard]] std::string arch() const;
    // Empty when only root may read it.
    [[nodiscard]] std::string uuid() const;
    // The value of the first line "name : value" of /proc/cpuinfo, or nothing.
    [[nodiscard]] std::string cpu_property(std::string_view name) const;
    [[nodiscard]] std::vector<uint64_t> page_sizes_kib() const;

private:
    [[nodiscard]] std::string read(const std::string &path) const;
    [[nodiscard]] uint64_t read_number(const std::string &path, uint64_t otherwise) const;
    [[nodiscard]] std::vector<uint32_t> numbered(const std::string &folder, std::string_view prefix) const;

    std::string m_root;
};

// "0-2,5" in full. What is no list gives the numbers before the mistake.
std::vector<uint32_t> parse_cpu_list(std::string_view text);

} // namespace modvirt::qemu::capabilities
