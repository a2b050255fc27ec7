// SPDX-License-Identifier: LGPL-2.1-or-later
// How many parameters there are is the same for all domains and devices, and so none of them is looked for.
#include "driver.hpp"

#include <algorithm>

#include "flags.hpp"
#include "tunables.hpp"

namespace modvirt::test {

namespace {

struct Counted {
    std::string_view call;
    const char *name; // in what it refuses
    uint64_t count;
};

constexpr Counted counted_calls[] = {
    {"virDomainGetBlkioParameters", "testDomainGetBlkioParameters", std::size(blkio_parameters)},
    {"virDomainGetMemoryParameters", "testDomainGetMemoryParameters", std::size(memory_parameters)},
    {"virDomainGetNumaParameters", "testDomainGetNumaParameters", std::size(numa_parameters)},
    {"virDomainGetInterfaceParameters", "testDomainGetInterfaceParameters", std::size(interface_parameters)},
    {"virDomainGetBlockIoTune", "testDomainGetBlockIoTune", std::size(disk_parameters)},
};

constexpr uint32_t countable_flags = affect::any | string_okay;

} // namespace

std::optional<uint64_t> Driver::parameter_count(std::string_view call, uint32_t flags)
{
    const auto *const found = std::ranges::find(counted_calls, call, &Counted::call);
    if (found == std::end(counted_calls))
        return std::nullopt;
    refuse_unknown_flags(flags, countable_flags, found->name);
    return found->count;
}

} // namespace modvirt::test
