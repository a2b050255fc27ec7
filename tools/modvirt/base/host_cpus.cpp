// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/host_cpus.hpp"

#include "base/failure.hpp"
#include "base/library_error.hpp"

namespace modvirt::cli {

unsigned host_cpu_count(virConnectPtr connection)
{
    const int count = virNodeGetCPUMap(connection, nullptr, nullptr, 0);
    if (count >= 0)
        return static_cast<unsigned>(count);
    forget_library_error();
    virNodeInfo info{};
    if (virNodeGetInfo(connection, &info) < 0)
        fail();
    return VIR_NODEINFO_MAXCPUS(info);
}

} // namespace modvirt::cli
