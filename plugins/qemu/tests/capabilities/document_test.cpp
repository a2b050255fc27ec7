// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capabilities/document.hpp"

#include <gtest/gtest.h>

#include "support/golden.hpp"
#include "support/scratch.hpp"

namespace modvirt::qemu::capabilities {
namespace {

std::shared_ptr<Emulator> example_emulator(const std::string &arch)
{
    auto emulator = std::make_shared<Emulator>();
    emulator->path = "/usr/bin/qemu-system-" + arch;
    emulator->arch = arch;
    emulator->major = 7;
    emulator->minor = 2;
    emulator->has_kvm = arch == "x86_64";
    emulator->machines = {{"pc-q35-7.2", "q35", "qemu64", 288, false, false},
                          {"pc-i440fx-1.4", "", "qemu64", 255, false, true},
                          {"pc-i440fx-7.2", "pc", "qemu64", 255, true, false}};
    emulator->cpus = {{"max", true, false}, {"qemu64", true, false}, {"phenom", false, true}};
    emulator->devices = {"VGA",    "ide-hd",  "virtio-blk-pci", "virtio-rng-pci",
                         "floppy", "scsi-hd", "cirrus-vga"};
    return emulator;
}

TEST(CapabilitiesDocument, DescribesTheHostAndTheGuests)
{
    const support::Scratch scratch;
    scratch.write("sys/devices/system/cpu/online", "0-1\n");
    scratch.write("sys/devices/system/cpu/cpu1/topology/core_id", "1\n");
    scratch.write("sys/class/dmi/id/product_uuid", "34B07C98-C4D8-4822-9411-012D8BE19F13\n");
    scratch.write("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0\n");
    scratch.write("proc/meminfo", "MemTotal: 5728472 kB\nMemFree: 5 kB\n");
    scratch.write("proc/cpuinfo", "vendor_id : AuthenticAMD\ncpu family : 25\nmodel : 17\nstepping : 1\n");
    support::expect_golden("capabilities.xml",
                           format_capabilities(Host(scratch.path()), {example_emulator("i686"), example_emulator("x86_64")}));
}

TEST(CapabilitiesDocument, DescribesWhatADomainMayHave)
{
    const auto emulator = example_emulator("x86_64");
    support::expect_golden("domain_capabilities.xml",
                           format_domain_capabilities(*emulator, *emulator->find_machine("pc"), "qemu"));
}

TEST(CapabilitiesEmulator, PrefersThePlainPcAsItsDefaultMachine)
{
    auto emulator = example_emulator("x86_64");
    EXPECT_EQ(emulator->default_machine().name, "pc-i440fx-7.2");
    emulator->machines.back().alias.clear();
    EXPECT_EQ(emulator->default_machine().name, "pc-i440fx-7.2"); // its own default
    emulator->machines.pop_back();
    EXPECT_EQ(emulator->default_machine().name, "pc-q35-7.2");
    EXPECT_EQ(emulator->find_machine(""), nullptr);
}

} // namespace
} // namespace modvirt::qemu::capabilities
