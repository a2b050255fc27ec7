// SPDX-License-Identifier: LGPL-2.1-or-later
#include "scsi_host.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/block/sysfs.hpp"
#include "kit/process/fd.hpp"
#include "modvirt/error.hpp"

namespace modvirt::storage_scsi {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string &sysfs, uint32_t number)
{
    return fs::path(sysfs) / "class/scsi_host" / fmt::format("host{}", number);
}

// The numbers of the entries of such a class, "host0", "host12", in order.
std::vector<uint32_t> numbers_in(const fs::path &folder)
{
    constexpr std::string_view prefix = "host";
    std::vector<uint32_t> numbers;
    for (const fs::path &entry : block::entries_of(folder)) {
        const std::string name = entry.filename();
        uint32_t number = 0;
        const char *const end = name.data() + name.size();
        if (!name.starts_with(prefix))
            continue;
        if (const auto parsed = std::from_chars(name.data() + prefix.size(), end, number); parsed.ec == std::errc() && parsed.ptr == end)
            numbers.push_back(number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

// Whether the device of that address is among what stands above the host: the kernel's tree of devices is a tree of folders.
bool is_below(const fs::path &host, const std::string &address)
{
    std::error_code error;
    const fs::path real = fs::canonical(host, error);
    return !error && std::ranges::find(real, fs::path(address)) != real.end();
}

uint32_t find_placed(const std::string &sysfs, const PlacedAdapter &placed)
{
    for (const uint32_t number : numbers_in(fs::path(sysfs) / "class/scsi_host")) {
        const fs::path host = folder_of(sysfs, number);
        if (is_below(host, placed.address) && block::read_attribute(host / "unique_id") == std::to_string(placed.unique_id))
            return number;
    }
    throw Error(ErrorCode::XmlError, fmt::format("Failed to find scsi_host using PCI '{}' and unique_id='{}'; see {}/class/scsi_host",
                                                 placed.address, placed.unique_id, sysfs));
}

bool is_called(const fs::path &attribute, const std::string &digits)
{
    const std::string name = block::read_attribute(attribute); // "0x" and the digits
    return name.size() == digits.size() + 2 && name.ends_with(digits);
}

uint32_t find_in_fabric(const std::string &sysfs, const FibreChannelAdapter &adapter)
{
    const fs::path folder = fs::path(sysfs) / "class/fc_host";
    for (const uint32_t number : numbers_in(folder)) {
        const fs::path host = folder / fmt::format("host{}", number);
        if (is_called(host / "node_name", adapter.node_name) && is_called(host / "port_name", adapter.port_name))
            return number;
    }
    // Virtual ones are left to their administrator: they are made in several ways, and taken away with all that uses them.
    const std::string parent = adapter.parent.empty() ? "HOST" : adapter.parent;
    const std::string host = parent.starts_with("scsi_") ? parent.substr(std::strlen("scsi_")) : parent;
    throw Error(ErrorCode::XmlError,
                fmt::format("no Fibre Channel host adapter has the names wwnn='{0}' and wwpn='{1}', and pools make no virtual ones: "
                            "echo '{1}:{0}' > {2}/class/fc_host/{3}/vport_create",
                            adapter.node_name, adapter.port_name, sysfs, host));
}

} // namespace

bool has_host(const std::string &sysfs, uint32_t number)
{
    std::error_code error;
    return fs::is_directory(folder_of(sysfs, number), error);
}

uint32_t find_host(const std::string &sysfs, const Adapter &adapter)
{
    if (adapter.fibre_channel)
        return find_in_fabric(sysfs, *adapter.fibre_channel);
    return adapter.placed ? find_placed(sysfs, *adapter.placed) : adapter.numbered->number;
}

void scan_host(const std::string &sysfs, uint32_t number)
{
    constexpr std::string_view everything = "- - -"; // channel, target, unit
    const std::string file = folder_of(sysfs, number) / "scan";
    const process::Fd opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!opened || ::write(opened.get(), everything.data(), everything.size()) < 0)
        throw Error(ErrorCode::SystemError,
                    fmt::format("Could not open '{}' to trigger host scan: {}; is there such an adapter, and are you root?", file,
                                std::strerror(errno)));
}

std::vector<block::ScsiUnit> units_of_host(const std::string &sysfs, uint32_t number)
{
    const std::string prefix = fmt::format("{}:", number);
    std::vector<fs::path> entries = block::entries_of(fs::path(sysfs) / "bus/scsi/devices");
    std::erase_if(entries, [&](const fs::path &entry) { return !entry.filename().string().starts_with(prefix); });
    return block::read_scsi_units(entries);
}

} // namespace modvirt::storage_scsi
