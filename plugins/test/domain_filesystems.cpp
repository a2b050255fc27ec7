// SPDX-License-Identifier: LGPL-2.1-or-later
// The file systems and network addresses of a guest, and the errors of its disks. Every guest has the same
// two file systems, on its first disk.
#include "driver.hpp"

#include <algorithm>
#include <utility>

#include "devices.hpp"
#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr std::array<std::string_view, 2> mountpoints = {"/", "/boot"};

std::size_t find_mountpoint(std::string_view name)
{
    const auto found = std::find(mountpoints.begin(), mountpoints.end(), name);
    if (found == mountpoints.end())
        throw Error(ErrorCode::OperationInvalid, "mount point not found: " + std::string(name));
    return static_cast<std::size_t>(found - mountpoints.begin());
}

// Those that are named, or all.
std::vector<std::size_t> chosen(const std::vector<std::string_view> &names)
{
    if (names.empty())
        return {0, 1};
    std::vector<std::size_t> places;
    for (const std::string_view name : names)
        places.push_back(find_mountpoint(name));
    return places;
}

// Answers how many change.
int32_t set_frozen(store::Domain &domain, const std::vector<std::string_view> &names, bool is_frozen)
{
    Guest &guest = Machine::guest(domain);
    int32_t changed = 0;
    for (const std::size_t place : chosen(names)) {
        changed += guest.is_frozen[place] != is_frozen ? 1 : 0;
        guest.is_frozen[place] = is_frozen;
    }
    return changed;
}

// virDomainInterfaceAddressesSource
constexpr uint32_t address_sources = 3;

// A guest has no address in a network that is not there.
void expect_network(const NetworkInventory &networks, std::string_view name)
{
    try {
        static_cast<void>(networks.find_name(name));
    } catch (const Error &error) {
        throw Error(error.code(), error.message(), ErrorDomain::Test);
    }
}

} // namespace

void Driver::domain_fs_trim(const DomainRef &ref, std::optional<std::string_view> mount_point, uint64_t,
                            uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainFSTrim");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
    if (mount_point)
        find_mountpoint(*mount_point);
}

int32_t Driver::domain_fs_freeze(const DomainRef &ref, const std::vector<std::string_view> &names,
                                 uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainFSFreeze");
    auto write = store().write();
    store::Domain &domain = write.get(ref.uuid, ref.name);
    check_active(domain);
    return set_frozen(domain, names, true);
}

int32_t Driver::domain_fs_thaw(const DomainRef &ref, const std::vector<std::string_view> &names,
                               uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainFSThaw");
    auto write = store().write();
    store::Domain &domain = write.get(ref.uuid, ref.name);
    check_active(domain);
    return set_frozen(domain, names, false);
}

std::vector<FileSystem> Driver::domain_get_fs_info(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetFSInfo");
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    for (const xml::Element disk : devices_of(*domain.live_config(), "disk")) {
        if (disk.attribute_or("device", "disk") != "disk")
            continue;
        const std::string target(child_attribute(disk, "target", "dev").value_or(""));
        return {{"/", target + "1", "ext4", {target}}, {"/boot", target + "2", "ext4", {target}}};
    }
    return {};
}

std::vector<DiskError> Driver::domain_get_disk_errors(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetDiskErrors");
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    std::vector<DiskError> errors;
    for (const xml::Element disk : devices_of(*domain.live_config(), "disk"))
        errors.push_back({std::string(child_attribute(disk, "target", "dev").value_or("")),
                          static_cast<int32_t>(errors.size() % 2 + 1)});
    return errors;
}

std::vector<GuestInterface> Driver::domain_interface_addresses(const DomainRef &ref, uint32_t source,
                                                               uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainInterfaceAddresses");
    m_machine->complete();
    const auto [config, id] = [&] {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        if (source >= address_sources)
            throw Error(ErrorCode::ArgumentUnsupported,
                        "Unknown IP address data source " + std::to_string(static_cast<int32_t>(source)));
        check_active(domain);
        return std::pair(domain.live_config(), domain.id());
    }();
    std::vector<GuestInterface> interfaces;
    for (const xml::Element each : devices_of(*config, "interface")) {
        if (each.attribute("type") == "network")
            expect_network(m_machine->networks(), child_attribute(each, "source", "network").value_or(""));
        const auto place = static_cast<uint32_t>(interfaces.size());
        GuestInterface &told = interfaces.emplace_back();
        told.name = child_attribute(each, "target", "dev").value_or("");
        told.mac = child_attribute(each, "mac", "address").value_or("");
        told.addresses.push_back({0, guest_address(each.attribute_or("type", ""), id, place), 24});
    }
    return interfaces;
}

} // namespace modvirt::test
