// SPDX-License-Identifier: LGPL-2.1-or-later
// A large domain, put together part by part.
#include <string>

#include "domains.hpp"

namespace bench {

namespace {

constexpr int disks = 100;
constexpr int interfaces = 50;
constexpr int vcpus = 64;
constexpr int cells = 8;
constexpr int iothreads = 4;

// vda, vdb, ... vdz, vdaa, ...
std::string disk_name(int number)
{
    std::string name;
    for (int rest = number; rest >= 0; rest = rest / 26 - 1)
        name.insert(name.begin(), static_cast<char>('a' + rest % 26));
    return "vd" + name;
}

std::string hex(int number)
{
    constexpr const char *digits = "0123456789abcdef";
    return {digits[number / 16 % 16], digits[number % 16]};
}

std::string tuning()
{
    std::string text = "  <blkiotune>\n    <weight>800</weight>\n";
    for (int disk = 0; disk < 8; ++disk)
        text += "    <device>\n      <path>/dev/disk" + std::to_string(disk) +
                "</path>\n      <weight>500</weight>\n    </device>\n";
    text += "  </blkiotune>\n"
            "  <memtune>\n    <hard_limit unit='KiB'>134217728</hard_limit>\n"
            "    <soft_limit unit='KiB'>67108864</soft_limit>\n"
            "    <swap_hard_limit unit='KiB'>268435456</swap_hard_limit>\n  </memtune>\n"
            "  <cputune>\n    <shares>2048</shares>\n    <period>1000000</period>\n    <quota>-1</quota>\n";
    for (int vcpu = 0; vcpu < vcpus; ++vcpu)
        text += "    <vcpupin vcpu='" + std::to_string(vcpu) + "' cpuset='" + std::to_string(vcpu % 16) + "'/>\n";
    text += "    <emulatorpin cpuset='0-3'/>\n";
    for (int thread = 1; thread <= iothreads; ++thread)
        text += "    <iothreadpin iothread='" + std::to_string(thread) + "' cpuset='4-7'/>\n";
    return text + "  </cputune>\n";
}

std::string processors()
{
    std::string text = "  <cpu mode='custom' match='exact' check='none'>\n    <model fallback='allow'>Nehalem</model>\n"
                       "    <topology sockets='4' dies='1' cores='8' threads='2'/>\n    <numa>\n";
    for (int cell = 0; cell < cells; ++cell) {
        const int first = cell * vcpus / cells;
        text += "      <cell id='" + std::to_string(cell) + "' cpus='" + std::to_string(first) + "-" +
                std::to_string(first + vcpus / cells - 1) +
                "' memory='8388608' unit='KiB'>\n        <distances>\n";
        for (int other = 0; other < cells; ++other)
            text += "          <sibling id='" + std::to_string(other) + "' value='" + (cell == other ? "10" : "21") +
                    "'/>\n";
        text += "        </distances>\n      </cell>\n";
    }
    return text + "    </numa>\n  </cpu>\n";
}

std::string disk(int number)
{
    const std::string name = disk_name(number);
    return "    <disk type='file' device='disk'>\n"
           "      <driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap' iothread='" +
           std::to_string(1 + number % iothreads) + "'/>\n      <source file='/var/lib/images/large-" + name +
           ".qcow2'/>\n      <target dev='" + name +
           "' bus='virtio'/>\n      <iotune>\n        <total_bytes_sec>10000000</total_bytes_sec>\n"
           "        <read_iops_sec>400000</read_iops_sec>\n        <write_iops_sec>100000</write_iops_sec>\n"
           "      </iotune>\n      <serial>WD-WMAP9A" +
           std::to_string(966149 + number) + "</serial>\n    </disk>\n";
}

std::string interface(int number)
{
    return "    <interface type='network'>\n      <mac address='52:54:00:aa:bb:" + hex(number) +
           "'/>\n      <source network='default'/>\n      <bandwidth>\n"
           "        <inbound average='1000' peak='5000' burst='5120'/>\n        <outbound average='128' peak='256'/>\n"
           "      </bandwidth>\n      <target dev='large" +
           std::to_string(number) + "'/>\n      <model type='virtio'/>\n    </interface>\n";
}

} // namespace

std::string large_document(int number)
{
    const std::string name = name_of(number);
    std::string text = "<domain type='test'>\n  <name>" + name + "</name>\n  <uuid>" + uuid_of(number) +
                       "</uuid>\n  <title>A large domain</title>\n"
                       "  <description>Everything that a domain can have many of, it has many of.</description>\n"
                       "  <metadata>\n    <app:notes xmlns:app='http://example.org/notes'>\n"
                       "      <app:owner>nobody</app:owner>\n    </app:notes>\n  </metadata>\n"
                       "  <memory unit='KiB'>67108864</memory>\n"
                       "  <currentMemory unit='KiB'>67108864</currentMemory>\n"
                       "  <vcpu placement='static' cpuset='0-15'>" +
                       std::to_string(vcpus) + "</vcpu>\n  <iothreads>" + std::to_string(iothreads) + "</iothreads>\n";
    text += tuning();
    text += "  <numatune>\n    <memory mode='strict' nodeset='0-1'/>\n  </numatune>\n"
            "  <os>\n    <type arch='x86_64'>hvm</type>\n    <boot dev='hd'/>\n    <boot dev='network'/>\n  </os>\n"
            "  <features>\n    <acpi/>\n    <apic/>\n    <pae/>\n  </features>\n";
    text += processors();
    text += "  <clock offset='utc'>\n    <timer name='rtc' tickpolicy='catchup'/>\n"
            "    <timer name='pit' tickpolicy='delay'/>\n    <timer name='hpet' present='no'/>\n  </clock>\n"
            "  <on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n"
            "  <on_crash>destroy</on_crash>\n  <devices>\n";
    for (int count = 0; count < disks; ++count)
        text += disk(count);
    for (int count = 0; count < interfaces; ++count)
        text += interface(count);
    for (int port = 0; port < 4; ++port)
        text += "    <serial type='pty'>\n      <target port='" + std::to_string(port) + "'/>\n    </serial>\n";
    return text + "    <console type='pty'>\n      <target type='serial' port='0'/>\n    </console>\n"
                  "    <input type='tablet' bus='usb'/>\n    <graphics type='vnc' port='-1' autoport='yes'/>\n"
                  "    <video>\n      <model type='cirrus' vram='16384' heads='1'/>\n    </video>\n"
                  "  </devices>\n</domain>\n";
}

} // namespace bench
