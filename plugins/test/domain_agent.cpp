// SPDX-License-Identifier: LGPL-2.1-or-later
// What an agent in the guest tells all at once, and the keys that it lets users in with.
#include "driver.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "flags.hpp"

namespace modvirt::test {

namespace {

// virDomainGuestInfoTypes
enum Topic : uint32_t {
    Users = 1,
    System = 2,
    TimeZone = 4,
    Hostname = 8,
    FileSystems = 16,
    Disks = 32,
    Interfaces = 64,
    AllTopics = 127,
};

// virDomainAuthorizedSSHKeysSetFlags
constexpr uint32_t keys_append = 1;
constexpr uint32_t keys_remove = 2;

constexpr int32_t shortest_timeout = -2; // virDomainAgentResponseTimeoutValues

constexpr uint64_t root_bytes = uint64_t{10} << 30;
constexpr uint64_t boot_bytes = uint64_t{1} << 30;

void tell_users(Parameters &told)
{
    told.push_back({"user.count", uint32_t{1}});
    told.push_back({"user.0.name", std::string("root")});
    told.push_back({"user.0.login-time", static_cast<uint64_t>(default_guest_time.seconds) * 1000});
}

void tell_system(Parameters &told)
{
    told.push_back({"os.id", std::string("test")});
    told.push_back({"os.name", std::string("Pretended Linux")});
    told.push_back({"os.pretty-name", std::string("Pretended Linux 1")});
    told.push_back({"os.version", std::string("1")});
    told.push_back({"os.version-id", std::string("1")});
    told.push_back({"os.kernel-release", std::string("1.0.0")});
    told.push_back({"os.machine", std::string("i686")});
}

void tell_time_zone(Parameters &told)
{
    told.push_back({"timezone.name", std::string("UTC")});
    told.push_back({"timezone.offset", int32_t{0}});
}

void tell_file_systems(Parameters &told, const std::vector<FileSystem> &systems)
{
    told.push_back({"fs.count", static_cast<uint32_t>(systems.size())});
    for (std::size_t i = 0; i < systems.size(); ++i) {
        const FileSystem &system = systems[i];
        const std::string prefix = fmt::format("fs.{}.", i);
        const uint64_t size = system.mountpoint == "/" ? root_bytes : boot_bytes;
        told.push_back({prefix + "mountpoint", system.mountpoint});
        told.push_back({prefix + "name", system.name});
        told.push_back({prefix + "fstype", system.type});
        told.push_back({prefix + "total-bytes", size});
        told.push_back({prefix + "used-bytes", size / 2});
        told.push_back({prefix + "disk.count", static_cast<uint32_t>(system.devices.size())});
        for (std::size_t disk = 0; disk < system.devices.size(); ++disk)
            told.push_back({fmt::format("{}disk.{}.alias", prefix, disk), system.devices[disk]});
    }
}

// The guest's disks are those that its file systems are on.
void tell_disks(Parameters &told, const std::vector<FileSystem> &systems)
{
    const bool has_disk = !systems.empty() && !systems.front().devices.empty();
    told.push_back({"disk.count", has_disk ? uint32_t{1} : uint32_t{0}});
    if (!has_disk)
        return;
    const std::string &target = systems.front().devices.front();
    told.push_back({"disk.0.name", "/dev/" + target});
    told.push_back({"disk.0.partition", false});
    told.push_back({"disk.0.alias", target});
}

void tell_interfaces(Parameters &told, const std::vector<GuestInterface> &interfaces)
{
    told.push_back({"if.count", static_cast<uint32_t>(interfaces.size())});
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        const std::string prefix = fmt::format("if.{}.", i);
        told.push_back({prefix + "name", interfaces[i].name});
        if (interfaces[i].mac)
            told.push_back({prefix + "hwaddr", *interfaces[i].mac});
        const auto &addresses = interfaces[i].addresses;
        told.push_back({prefix + "addr.count", static_cast<uint32_t>(addresses.size())});
        for (std::size_t each = 0; each < addresses.size(); ++each) {
            const std::string address = fmt::format("{}addr.{}.", prefix, each);
            told.push_back({address + "type", std::string(addresses[each].type == 0 ? "ipv4" : "ipv6")});
            told.push_back({address + "addr", addresses[each].address});
            told.push_back({address + "prefix", addresses[each].prefix});
        }
    }
}

} // namespace

Parameters Driver::domain_get_guest_info(const DomainRef &ref, uint32_t types, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetGuestInfo");
    if ((types & ~uint32_t{AllTopics}) != 0)
        throw Error(ErrorCode::InvalidArg, fmt::format("unsupported guest information types {:#x}", types & ~AllTopics));
    const uint32_t wanted = types == 0 ? uint32_t{AllTopics} : types;
    const std::vector<FileSystem> systems = domain_get_fs_info(ref, 0); // and the domain is active
    Parameters told;
    if (wanted & Users)
        tell_users(told);
    if (wanted & System)
        tell_system(told);
    if (wanted & TimeZone)
        tell_time_zone(told);
    if (wanted & Hostname)
        told.push_back({"hostname", domain_get_hostname(ref, 0)});
    if (wanted & FileSystems)
        tell_file_systems(told, systems);
    if (wanted & Disks)
        tell_disks(told, systems);
    if (wanted & Interfaces)
        tell_interfaces(told, domain_interface_addresses(ref, 1, 0));
    return told;
}

std::vector<std::string> Driver::domain_authorized_ssh_keys_get(const DomainRef &ref, std::string_view user,
                                                                uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainAuthorizedSSHKeysGet");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    const Guest *guest = domain.peek<Guest>();
    if (guest == nullptr)
        return {};
    const auto keys = guest->ssh_keys.find(user);
    return keys == guest->ssh_keys.end() ? std::vector<std::string>() : keys->second;
}

void Driver::domain_authorized_ssh_keys_set(const DomainRef &ref, std::string_view user,
                                            const std::vector<std::string_view> &keys, uint32_t flags)
{
    refuse_unknown_flags(flags, keys_append | keys_remove, "testDomainAuthorizedSSHKeysSet");
    auto write = store().write();
    store::Domain &domain = write.get(ref.uuid, ref.name);
    check_active(domain);
    std::vector<std::string> &kept = Machine::guest(domain).ssh_keys[std::string(user)];
    if (flags == 0)
        kept.clear();
    for (const std::string_view key : keys) {
        std::erase(kept, key);
        if ((flags & keys_remove) == 0)
            kept.emplace_back(key);
    }
}

void Driver::domain_agent_set_response_timeout(const DomainRef &ref, int32_t timeout_s, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainAgentSetResponseTimeout");
    if (timeout_s < shortest_timeout)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("guest agent timeout '{}' is less than the minimum '{}'", timeout_s, shortest_timeout));
    auto write = store().write();
    Machine::guest(write.get(ref.uuid, ref.name)).agent_timeout_s = timeout_s;
}

} // namespace modvirt::test
