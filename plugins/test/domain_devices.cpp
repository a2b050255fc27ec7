// SPDX-License-Identifier: LGPL-2.1-or-later
// The counters and sizes of disks and network interfaces.
#include "driver.hpp"

#include "clock.hpp"
#include "devices.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

domain::ConfigPtr active_config(store::Store &store, const DomainRef &ref)
{
    const auto read = store.read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    return domain.live_config();
}

} // namespace

BlockStats Driver::domain_block_stats(const DomainRef &ref, std::string_view disk)
{
    if (disk.empty())
        throw Error(ErrorCode::OperationUnsupported, "summary statistics are not supported yet");
    m_machine->complete();
    const auto config = active_config(store(), ref);
    if (!find_disk(*config, disk))
        throw Error(ErrorCode::InvalidArg, "invalid path: " + std::string(disk));
    const int64_t now = clock_us();
    return {now / 10, now / 20, now / 30, now / 40, now / 1'000'000 / 2};
}

InterfaceStats Driver::domain_interface_stats(const DomainRef &ref, std::string_view device)
{
    m_machine->complete();
    const auto config = active_config(store(), ref);
    if (!find_interface(*config, device))
        throw Error(ErrorCode::InvalidArg, "'" + std::string(device) + "' is not a known interface",
                    ErrorDomain::Domain);
    const int64_t now = clock_us();
    const int64_t seconds = now / 1'000'000;
    return {now / 10, now / 100, seconds, seconds / 2, now / 20, now / 110, seconds / 3, seconds / 4};
}

BlockInfo Driver::domain_get_block_info(const DomainRef &ref, std::string_view disk, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetBlockInfo");
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    const auto config = domain.current_config();
    const auto found = find_disk(*config, disk);
    if (!found)
        throw Error(ErrorCode::InvalidArg, "invalid path " + std::string(disk) + " not assigned to domain");
    if (!source_of(*found))
        throw Error(ErrorCode::InvalidArg,
                    "disk '" + std::string(disk) + "' does not currently have a source assigned");
    const Guest *guest = domain.peek<Guest>();
    const std::string target(child_attribute(*found, "target", "dev").value_or(""));
    const DiskSize size = (guest ? guest->disks : DiskSizes()).of(target);
    return {size.capacity, size.written, size.written};
}

} // namespace modvirt::test
