// SPDX-License-Identifier: LGPL-2.1-or-later
// A hypervisor that grants everything: the calls below, put before the library's own, tell on standard error
// what they were given and succeed. So two programs can be compared in what they ask for, where no driver at
// hand serves it. The calls that only read answer with made-up values in all their variety.
#include <libvirt/libvirt-lxc.h>
#include <libvirt/libvirt.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

std::string value_of(const virTypedParameter &parameter)
{
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return fmt::format("int {}", parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
        return fmt::format("uint {}", parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return fmt::format("llong {}", parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
        return fmt::format("ullong {}", parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE:
        return fmt::format("double {}", parameter.value.d);
    case VIR_TYPED_PARAM_BOOLEAN:
        return fmt::format("boolean {}", static_cast<int>(parameter.value.b));
    default:
        return fmt::format("string {}", parameter.value.s ? parameter.value.s : "(null)");
    }
}

// In alphabetical order: which is set first means nothing.
std::string text_of(virTypedParameterPtr parameters, int count)
{
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back(fmt::format("  {} = {}\n", parameters[i].field, value_of(parameters[i])));
    std::sort(lines.begin(), lines.end());
    return fmt::format("{}", fmt::join(lines, ""));
}

std::string text_of(const unsigned char *map, int length)
{
    std::string text;
    for (int i = 0; i < length; ++i)
        text += fmt::format("{:02x}", map[i]);
    return text;
}

template <typename... Args>
int granted(fmt::format_string<Args...> format, Args &&...args)
{
    const std::string text = "call: virDomain" + fmt::format(format, std::forward<Args>(args)...) + "\n";
    static_cast<void>(!write(STDERR_FILENO, text.data(), text.size()));
    return 0;
}

void set_figure(virTypedParameter &figure, const char *name, unsigned long long value)
{
    std::strncpy(figure.field, name, VIR_TYPED_PARAM_FIELD_LENGTH - 1);
    figure.type = VIR_TYPED_PARAM_ULLONG;
    figure.value.ul = value;
}

struct Answer {
    virTypedParameterPtr values = nullptr;
    int count = 0;
    int capacity = 0;
};

} // namespace

extern "C" {

int virDomainAttachDevice(virDomainPtr, const char *xml)
{
    return granted("AttachDevice\n{}", xml);
}

int virDomainAttachDeviceFlags(virDomainPtr, const char *xml, unsigned flags)
{
    return granted("AttachDeviceFlags {}\n{}", flags, xml);
}

int virDomainDetachDevice(virDomainPtr, const char *xml)
{
    return granted("DetachDevice\n{}", xml);
}

int virDomainDetachDeviceFlags(virDomainPtr, const char *xml, unsigned flags)
{
    return granted("DetachDeviceFlags {}\n{}", flags, xml);
}

int virDomainDetachDeviceAlias(virDomainPtr, const char *alias, unsigned flags)
{
    return granted("DetachDeviceAlias {} {}", alias, flags);
}

int virDomainUpdateDeviceFlags(virDomainPtr, const char *xml, unsigned flags)
{
    return granted("UpdateDeviceFlags {}\n{}", flags, xml);
}

int virDomainSetBlockIoTune(virDomainPtr, const char *disk, virTypedParameterPtr values, int count,
                            unsigned flags)
{
    return granted("SetBlockIoTune {} {}\n{}", disk, flags, text_of(values, count));
}

int virDomainBlockResize(virDomainPtr, const char *disk, unsigned long long size, unsigned flags)
{
    return granted("BlockResize {} {} {}", disk, size, flags);
}

int virDomainSetBlkioParameters(virDomainPtr, virTypedParameterPtr values, int count, unsigned flags)
{
    return granted("SetBlkioParameters {}\n{}", flags, text_of(values, count));
}

int virDomainSetBlockThreshold(virDomainPtr, const char *device, unsigned long long threshold, unsigned flags)
{
    return granted("SetBlockThreshold {} {} {}", device, threshold, flags);
}

int virDomainSetInterfaceParameters(virDomainPtr, const char *device, virTypedParameterPtr values, int count,
                                    unsigned flags)
{
    return granted("SetInterfaceParameters {} {}\n{}", device, flags, text_of(values, count));
}

int virDomainFDAssociate(virDomainPtr, const char *name, unsigned count, int *fds, unsigned flags)
{
    return granted("FDAssociate {} {} {}", name, fmt::join(fds, fds + count, ","), flags);
}

int virDomainSetMemoryParameters(virDomainPtr, virTypedParameterPtr values, int count, unsigned flags)
{
    return granted("SetMemoryParameters {}\n{}", flags, text_of(values, count));
}

int virDomainSetNumaParameters(virDomainPtr, virTypedParameterPtr values, int count, unsigned flags)
{
    return granted("SetNumaParameters {}\n{}", flags, text_of(values, count));
}

int virDomainSetPerfEvents(virDomainPtr, virTypedParameterPtr values, int count, unsigned flags)
{
    return granted("SetPerfEvents {}\n{}", flags, text_of(values, count));
}

int virDomainPinEmulator(virDomainPtr, unsigned char *map, int length, unsigned flags)
{
    return granted("PinEmulator {} {}", text_of(map, length), flags);
}

int virDomainAddIOThread(virDomainPtr, unsigned id, unsigned flags)
{
    return granted("AddIOThread {} {}", id, flags);
}

int virDomainDelIOThread(virDomainPtr, unsigned id, unsigned flags)
{
    return granted("DelIOThread {} {}", id, flags);
}

int virDomainPinIOThread(virDomainPtr, unsigned id, unsigned char *map, int length, unsigned flags)
{
    return granted("PinIOThread {} {} {}", id, text_of(map, length), flags);
}

int virDomainSetIOThreadParams(virDomainPtr, unsigned id, virTypedParameterPtr values, int count,
                               unsigned flags)
{
    return granted("SetIOThreadParams {} {}\n{}", id, flags, text_of(values, count));
}

int virDomainSetVcpu(virDomainPtr, const char *map, int state, unsigned flags)
{
    return granted("SetVcpu {} {} {}", map, state, flags);
}

int virDomainSetGuestVcpus(virDomainPtr, const char *map, int state, unsigned flags)
{
    return granted("SetGuestVcpus {} {} {}", map, state, flags);
}

int virDomainSetLaunchSecurityState(virDomainPtr, virTypedParameterPtr values, int count, unsigned flags)
{
    return granted("SetLaunchSecurityState {}\n{}", flags, text_of(values, count));
}

int virDomainSetLifecycleAction(virDomainPtr, unsigned type, unsigned action, unsigned flags)
{
    return granted("SetLifecycleAction {} {} {}", type, action, flags);
}

int virDomainSendProcessSignal(virDomainPtr, long long process, unsigned signal, unsigned flags)
{
    return granted("SendProcessSignal {} {} {}", process, signal, flags);
}

int virDomainGetGuestVcpus(virDomainPtr, virTypedParameterPtr *values, unsigned *count, unsigned)
{
    Answer answer;
    virTypedParamsAddString(&answer.values, &answer.count, &answer.capacity, "vcpus", "0-3");
    virTypedParamsAddString(&answer.values, &answer.count, &answer.capacity, "online", "0-2");
    virTypedParamsAddString(&answer.values, &answer.count, &answer.capacity, "offlinable", "1-3");
    *values = answer.values;
    *count = static_cast<unsigned>(answer.count);
    return 0;
}

int virDomainGetLaunchSecurityInfo(virDomainPtr, virTypedParameterPtr *values, int *count, unsigned flags)
{
    Answer answer;
    if (flags == 0)
        granted("GetLaunchSecurityInfo without VIR_TYPED_PARAM_STRING_OKAY");
    virTypedParamsAddString(&answer.values, &answer.count, &answer.capacity, "sev-measurement",
                            "bWVhc3VyZWQ=");
    virTypedParamsAddUInt(&answer.values, &answer.count, &answer.capacity, "sev-api-major", 1);
    virTypedParamsAddULLong(&answer.values, &answer.count, &answer.capacity, "sev-policy", 1ULL << 40);
    *values = answer.values;
    *count = answer.count;
    return 0;
}

// Each call another state.
int virDomainGetControlInfo(virDomainPtr, virDomainControlInfoPtr info, unsigned)
{
    static unsigned calls = 0;
    *info = {calls % 5, calls / 5, calls * 1500};
    ++calls;
    return 0;
}

int virDomainGetDiskErrors(virDomainPtr, virDomainDiskErrorPtr errors, unsigned room, unsigned)
{
    static constexpr std::array<const char *, 4> disks{"vda", "vdb", "vdc", "hda"};
    if (!errors)
        return static_cast<int>(disks.size());
    const size_t count = std::min<size_t>(room, disks.size());
    for (size_t i = 0; i < count; ++i)
        errors[i] = {strdup(disks[i]), static_cast<int>(i)};
    return static_cast<int>(count);
}

// One with two addresses, one without any, one that has no hardware address and a long name.
int virDomainInterfaceAddresses(virDomainPtr, virDomainInterfacePtr **interfaces, unsigned source,
                                unsigned flags)
{
    const auto make = [](const char *name, const char *mac, std::vector<virDomainIPAddress> addresses) {
        auto *interface = static_cast<virDomainInterfacePtr>(std::calloc(1, sizeof(virDomainInterface)));
        interface->name = strdup(name);
        interface->hwaddr = mac ? strdup(mac) : nullptr;
        interface->naddrs = static_cast<unsigned>(addresses.size());
        interface->addrs =
            static_cast<virDomainIPAddressPtr>(std::calloc(addresses.size() + 1, sizeof(virDomainIPAddress)));
        std::copy(addresses.begin(), addresses.end(), interface->addrs);
        return interface;
    };
    granted("InterfaceAddresses {} {}", source, flags);
    *interfaces = static_cast<virDomainInterfacePtr *>(std::calloc(4, sizeof(virDomainInterfacePtr)));
    (*interfaces)[0] = make("lo", nullptr, {{VIR_IP_ADDR_TYPE_IPV4, strdup("127.0.0.1"), 8}});
    (*interfaces)[1] = make("eth0", "52:54:00:01:02:03",
                            {{VIR_IP_ADDR_TYPE_IPV4, strdup("10.0.0.2"), 24},
                             {VIR_IP_ADDR_TYPE_IPV6, strdup("fe80::5054:ff:fe01:203"), 64}});
    (*interfaces)[2] = make("eth1", "52:54:00:01:02:04", {});
    (*interfaces)[3] = make("a-very-long-name", nullptr, {});
    return 4;
}

int virDomainLxcOpenNamespace(virDomainPtr, int **fds, unsigned flags)
{
    granted("LxcOpenNamespace {}", flags);
    *fds = static_cast<int *>(std::calloc(2, sizeof(int)));
    (*fds)[0] = dup(STDERR_FILENO);
    (*fds)[1] = dup(STDERR_FILENO);
    return 2;
}

int virDomainLxcEnterNamespace(virDomainPtr, unsigned count, int *, unsigned *old_count, int **,
                               unsigned flags)
{
    return granted("LxcEnterNamespace {} {} {}", count, old_count ? "and back" : "for ever", flags);
}

int virDomainLxcEnterSecurityLabel(virSecurityModelPtr model, virSecurityLabelPtr label, virSecurityLabelPtr,
                                   unsigned flags)
{
    return granted("LxcEnterSecurityLabel {} {} {}", model->model, label->label, flags);
}

int virDomainLxcEnterCGroup(virDomainPtr, unsigned flags)
{
    return granted("LxcEnterCGroup {}", flags);
}

// Four CPUs, of which the third is offline, and figures that are no times.
int virDomainGetCPUStats(virDomainPtr, virTypedParameterPtr values, unsigned per_cpu, int start,
                         unsigned count, unsigned)
{
    constexpr unsigned cpus = 4;
    constexpr unsigned offline = 2;
    constexpr unsigned figures = 3;
    if (per_cpu == 0)
        return static_cast<int>(count == 0 ? cpus : figures);
    for (unsigned i = 0; i < count; ++i) {
        const unsigned cpu = start < 0 ? cpus : static_cast<unsigned>(start) + i;
        virTypedParameterPtr own = values + static_cast<size_t>(i) * per_cpu;
        if (cpu == offline)
            continue;
        set_figure(own[0], "cpu_time", cpu * 1500000007ULL);
        set_figure(own[1], start < 0 ? "user_time" : "vcpu_time", cpu * 20000000000ULL);
        set_figure(own[2], "switches", cpu);
    }
    return static_cast<int>(figures);
}
}
