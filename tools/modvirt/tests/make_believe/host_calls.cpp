// SPDX-License-Identifier: LGPL-2.1-or-later
// The host: memory, power, and CPUs as a hypervisor sees them.
#include "believed.hpp"

#include <cstring>

using namespace modvirt::cli::testing;

namespace {

std::string joined(const char **texts, unsigned int count)
{
    std::string text;
    for (unsigned int i = 0; i < count; ++i)
        text += shown(texts[i]);
    return text;
}

char *answer(const std::string &text)
{
    return strdup(text.c_str());
}

} // namespace

extern "C" {

int virNodeAllocPages(virConnectPtr, unsigned int sizes, unsigned int *size, unsigned long long *counts,
                      int start, unsigned int cells, unsigned int flags)
{
    report("virNodeAllocPages({}, {}, {}, {}, {}, {:#x})", sizes, size[0], counts[0], start, cells, flags);
    return static_cast<int>(cells);
}

int virNodeGetMemoryParameters(virConnectPtr connection, virTypedParameterPtr parameters, int *count,
                               unsigned int)
{
    virTypedParameterPtr believed = nullptr;
    int size = 0;
    next_stage(connection, "memory").give(&believed, &size);
    if (*count != 0)
        std::memcpy(parameters, believed, sizeof(*parameters) * static_cast<size_t>(std::min(*count, size)));
    *count = size;
    std::free(believed);
    return 0;
}

int virNodeSetMemoryParameters(virConnectPtr, virTypedParameterPtr parameters, int count, unsigned int flags)
{
    report("virNodeSetMemoryParameters({}, {:#x})", shown(parameters, count), flags);
    return 0;
}

int virNodeGetSEVInfo(virConnectPtr connection, virTypedParameterPtr *parameters, int *count, unsigned int)
{
    next_stage(connection, "sev").give(parameters, count);
    return 0;
}

int virNodeSuspendForDuration(virConnectPtr, unsigned int target, unsigned long long duration,
                              unsigned int flags)
{
    report("virNodeSuspendForDuration({}, {}, {:#x})", target, duration, flags);
    return 0;
}

char *virConnectGetDomainCapabilities(virConnectPtr, const char *emulator, const char *arch,
                                      const char *machine, const char *type, unsigned int flags)
{
    report("virConnectGetDomainCapabilities({}, {}, {}, {}, {:#x})", shown(emulator), shown(arch), shown(machine),
           shown(type), flags);
    return answer("<domainCapabilities/>\n");
}

char *virConnectBaselineCPU(virConnectPtr, const char **cpus, unsigned int count, unsigned int flags)
{
    report("virConnectBaselineCPU({}, {:#x})", joined(cpus, count), flags);
    return answer("<cpu/>\n");
}

char *virConnectBaselineHypervisorCPU(virConnectPtr, const char *emulator, const char *arch,
                                      const char *machine, const char *type, const char **cpus,
                                      unsigned int count, unsigned int flags)
{
    report("virConnectBaselineHypervisorCPU({}, {}, {}, {}, {}, {:#x})", shown(emulator), shown(arch),
           shown(machine), shown(type), joined(cpus, count), flags);
    return answer("<cpu/>\n");
}

int virConnectCompareCPU(virConnectPtr connection, const char *xml, unsigned int flags)
{
    report("virConnectCompareCPU({}, {:#x})", shown(xml), flags);
    return static_cast<int>(next_stage(connection, "cpu").number("cpu"));
}

int virConnectCompareHypervisorCPU(virConnectPtr connection, const char *emulator, const char *arch,
                                   const char *machine, const char *type, const char *xml, unsigned int flags)
{
    report("virConnectCompareHypervisorCPU({}, {}, {}, {}, {}, {:#x})", shown(emulator), shown(arch),
           shown(machine), shown(type), shown(xml), flags);
    return static_cast<int>(next_stage(connection, "cpu").number("cpu"));
}

char *virConnectDomainXMLFromNative(virConnectPtr, const char *format, const char *config, unsigned int flags)
{
    report("virConnectDomainXMLFromNative({}, {}, {:#x})", format, shown(config), flags);
    return answer("<domain/>\n");
}

char *virConnectDomainXMLToNative(virConnectPtr, const char *format, const char *xml, unsigned int flags)
{
    report("virConnectDomainXMLToNative({}, {} bytes, {:#x})", format, std::strlen(xml), flags);
    return answer("qemu -S");
}

} // extern "C"
