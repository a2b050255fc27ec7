// SPDX-License-Identifier: MIT
// What is wrong with a document as it is given, told part by part in the order in which libvirt reads them. Of each part
// the values that the tables refuse come first.
#include <fmt/format.h>

#include "kit/domain/completion.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

struct Part {
    std::string_view name;
    void (*check)(Node domain) = nullptr; // nothing: the tables say all about it
    bool tells_faults = false;            // the check does it, in an order of its own
};

void check_title(Node domain)
{
    const auto title = domain.child("title");
    if (title && title->text().find('\n') != std::string_view::npos)
        refuse_xml(*title, "Domain title can't contain newlines");
}

constexpr Part parts_before_devices[] = {
    {"title", check_title},
    {"seclabel", check_labels},
    {"memory"},
    {"currentMemory"},
    {"maxMemory"},
    {"memoryBacking"},
    {"blkiotune", check_block_tuning},
    {"memtune"},
    {"vcpu"},
    {"vcpus", check_vcpu_ids},
    {"iothreads"},
    {"defaultiothread"},
    {"iothreadids", check_iothread_ids},
    {"cputune", check_cpu_tuning},
    {"cpu", check_cpu, true},
    {"numatune", check_numa_tuning, true},
    {"resource", check_resource},
    {"features"},
    {"on_poweroff"},
    {"on_reboot"},
    {"on_crash"},
    {"on_lockfailure"},
    {"pm"},
    {"perf", check_perf},
    {"clock", check_clock},
    {"os"},
};

constexpr std::string_view first_devices[] = {"disk",     "controller", "lease",  "filesystem", "interface",  "smartcard",
                                              "parallel", "serial",     "console", "channel",   "input",      "graphics",
                                              "sound",    "audio",      "video",  "hostdev",    "watchdog",   "memballoon",
                                              "rng",      "tpm",        "nvram",  "hub",        "redirdev",   "redirfilter",
                                              "panic",    "shmem"};
constexpr std::string_view last_devices[] = {"memory", "iommu", "vsock"};

constexpr Part parts_after_devices[] = {{"idmap"}, {"sysinfo", check_sysinfo}, {"keywrap", check_keywrap}};

void check_parts(Node domain, std::span<const Part> parts)
{
    for (const Part &part : parts) {
        if (!part.tells_faults)
            domain.tell_fault_of(part.name);
        if (part.check != nullptr)
            part.check(domain);
        domain.tell_fault_of(part.name);
    }
}

void check_kinds(Node devices, std::span<const std::string_view> kinds, const Options &options)
{
    for (const std::string_view kind : kinds) {
        for_each_child(devices, kind, [&](const Node &device) { check_given_device(device, options); });
        devices.tell_fault_of(kind);
        if (kind == "controller")
            check_masters(devices);
    }
}

} // namespace

void check_given(Node domain, const Options &options)
{
    check_parts(domain, parts_before_devices);
    const Node devices = domain.child_or_new("devices");
    check_kinds(devices, first_devices, options);
    domain.tell_fault_of("launchSecurity");
    check_kinds(devices, last_devices, options);
    check_parts(domain, parts_after_devices);
    domain.tell_fault();
}

} // namespace modvirt::domain
