// SPDX-License-Identifier: MIT
// Nodes of block devices: waiting until udev has made them, and finding the name under which a pool shows them. Since 1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kit/process/command.hpp"

namespace modvirt::block {

// Waits until udev has done all that is queued.
void settle(const process::Runner &run);

// Waits until udev has made that node, or has nothing to do any more. Throws OperationFailed when it is not there then.
void await_device(const process::Runner &run, const std::string &path);

// Where the links of a path lead: "/dev/sda" for "/dev/disk/by-id/...". Throws OperationFailed, with the reason,
// when it leads nowhere.
std::string resolve(const std::string &path);

bool is_block_device(const std::string &path) noexcept;

// Bytes; throws OperationFailed with the reason.
uint64_t size_of_device(const std::string &path);

// ResourceBusy when the kernel has given the device to somebody: it is mounted, a part of a volume group, of a RAID.
void refuse_busy(const std::string &device);

// The links of a directory such as /dev/disk/by-path, read once, for who looks for many devices. A directory that cannot be
// read has none.
class DeviceLinks {
public:
    explicit DeviceLinks(const std::string &directory);

    // The link that leads to `device`; with several, the first in the order of their bytes. Empty: there is none.
    [[nodiscard]] std::string path_of(const std::string &device) const;

private:
    std::map<std::string, std::string, std::less<>> m_links; // by the device's own path
};

// The link in `directory` that leads to `device`, as DeviceLinks has it; the device's own path when there is none.
std::string stable_path(const std::string &directory, const std::string &device);

// Waits until udev has made the link of a new `partition` in `directory`, where it has made one of the `disk`: udev may look at a
// disk again after a tool has closed it, and partitions lose their links for that moment. Gives up after a few seconds:
// the partition is found by its own path then.
void await_link(const process::Runner &run, const std::string &directory, const std::string &disk,
                const std::string &partition);

// The path of one partition: "/dev/sda1", "/dev/nvme0n1p1", "/dev/disk/by-id/x-part1". `separator` is 0 or 1 where the pool
// says whether a "p" stands between, -1 where it does not.
std::string partition_path(const std::string &disk, uint32_t number, int separator = -1);

} // namespace modvirt::block
