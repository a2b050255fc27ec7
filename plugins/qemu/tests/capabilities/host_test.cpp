// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capabilities/host.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace modvirt::qemu::capabilities {
namespace {

// Two sockets of two cores of two threads, each a NUMA cell.
void write_large_host(const support::Scratch &scratch)
{
    scratch.write("sys/devices/system/cpu/online", "0-7\n");
    scratch.write("sys/devices/system/cpu/present", "0-9\n");
    for (int cpu = 0; cpu < 8; ++cpu) {
        const std::string topology = "sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
        scratch.write(topology + "physical_package_id", std::to_string(cpu / 4) + "\n");
        scratch.write(topology + "core_id", std::to_string(cpu / 2 % 2) + "\n");
        scratch.write(topology + "thread_siblings_list",
                      std::to_string(cpu / 2 * 2) + "-" + std::to_string(cpu / 2 * 2 + 1) + "\n");
    }
    for (int cell = 0; cell < 2; ++cell) {
        const std::string number = std::to_string(cell);
        const std::string node = "sys/devices/system/node/node" + number + "/";
        scratch.write(node + "meminfo", "Node " + number + " MemTotal:  " + std::to_string(1000 + cell) +
                                            " kB\nNode " + number +
                                            " MemFree:  " + std::to_string(500 + cell) + " kB\n");
        scratch.write(node + "cpulist", cell == 0 ? "0-3\n" : "4-7\n");
        scratch.write(node + "distance", cell == 0 ? "10 20\n" : "20 10\n");
    }
    scratch.write("proc/meminfo", "MemTotal:  2001 kB\nMemFree:  1001 kB\n");
    scratch.write("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu MHz\t\t: 2596.134\n");
}

TEST(CapabilitiesHost, CountsSocketsCoresThreadsAndCells)
{
    const support::Scratch scratch;
    write_large_host(scratch);
    const Host host(scratch.path());
    const NodeInfo info = host.node_info();
    EXPECT_EQ(info.cpus, 8U);
    EXPECT_EQ(info.nodes, 2U);
    EXPECT_EQ(info.sockets, 1U); // a node
    EXPECT_EQ(info.cores, 2U);
    EXPECT_EQ(info.threads, 2U);
    EXPECT_EQ(info.mhz, 2596U);
    EXPECT_EQ(info.memory_kib, 2001U);
    EXPECT_EQ(host.free_memory_bytes(), 1001U * 1024);
    EXPECT_EQ(host.cpu_map().present, 10U);
    EXPECT_EQ(host.cpu_map().online, (std::vector<uint8_t>{0xff, 0}));
    const auto cells = host.cells();
    ASSERT_EQ(cells.size(), 2U);
    EXPECT_EQ(cells[1], (Cell{1, 1001, 501, {4, 5, 6, 7}, {20, 10}}));
}

TEST(CapabilitiesHost, HasOneCellAndOneProcessorWhenTheKernelTellsNothing)
{
    const support::Scratch scratch;
    scratch.write("proc/meminfo", "MemTotal: 5 kB\n");
    const Host host(scratch.path());
    EXPECT_EQ(host.cells(), (std::vector<Cell>{{0, 5, 0, {0}, {10}}}));
    EXPECT_EQ(host.node_info().cpus, 1U);
    EXPECT_EQ(host.uuid(), "");
}

TEST(CapabilitiesHost, FallsBackToPlainCoresWhenTheTopologyIsNotRegular)
{
    const support::Scratch scratch;
    write_large_host(scratch);
    scratch.write("sys/devices/system/cpu/online", "0-2,5\n");
    const NodeInfo info = Host(scratch.path()).node_info();
    EXPECT_EQ(info.cpus, 4U);
    EXPECT_EQ(info.nodes * info.sockets * info.cores * info.threads, 4U);
}

TEST(CapabilitiesHost, DescribesTheHostThatItRunsOn)
{
    const Host host;
    const NodeInfo info = host.node_info();
    EXPECT_GT(info.cpus, 0U);
    EXPECT_EQ(info.nodes * info.sockets * info.cores * info.threads, info.cpus);
    EXPECT_GT(info.memory_kib, 0U);
    EXPECT_GT(host.free_memory_bytes(), 0U);
    EXPECT_FALSE(host.arch().empty());
    EXPECT_FALSE(host.page_sizes_kib().empty());
}

TEST(CapabilitiesHost, ReadsListsOfProcessors)
{
    EXPECT_EQ(parse_cpu_list("0-2,5\n"), (std::vector<uint32_t>{0, 1, 2, 5}));
    EXPECT_EQ(parse_cpu_list(""), std::vector<uint32_t>{});
    EXPECT_EQ(parse_cpu_list("3"), std::vector<uint32_t>{3});
    EXPECT_EQ(parse_cpu_list("x"), std::vector<uint32_t>{});
    EXPECT_LT(parse_cpu_list("0-4294967295").size(), 100'000U);
}

} // namespace
} // namespace modvirt::qemu::capabilities
