// SPDX-License-Identifier: LGPL-2.1-or-later
// The host of test:///default: one running domain "test", one network "default", one pool "default-pool", one
// interface "eth1", a few devices, and a processor and memory that never change. Clients and their tests know these
// figures by heart.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kit/store/domain.hpp"
#include "modvirt/values.hpp"

namespace modvirt::test {

// A NUMA cell of a host.
struct Cell {
    uint64_t memory_kib = 0;
    uint32_t page_kib = 4; // its ordinary pages
    uint32_t first_cpu = 0;
    uint32_t cpus = 0;
};

std::vector<Cell> default_cells();

inline constexpr std::string_view default_domain_name = "test";
inline constexpr store::Uuid default_domain_uuid = {0x66, 0x95, 0xeb, 0x01, 0xf6, 0xa4, 0x83, 0x04,
                                                    0x79, 0xaa, 0x97, 0xf2, 0x50, 0x2e, 0x19, 0x3f};

// The figures of the default domain, for whoever wants no more than them: its XML below says the same.
inline constexpr uint64_t default_domain_memory_kib = 8388608;
inline constexpr uint64_t default_domain_current_memory_kib = 2097152;
inline constexpr uint32_t default_domain_vcpus = 2;

// What the clock of a guest says until it is set.
inline constexpr GuestTime default_guest_time{627319920, 0};

std::string_view default_domain_xml();
std::string_view default_network_xml();
std::string_view default_interface_xml();
// The computer, two fibre channel adapters, and a virtual port of the first.
std::span<const std::string_view> default_device_xmls();
std::string_view default_pool_xml();

} // namespace modvirt::test
