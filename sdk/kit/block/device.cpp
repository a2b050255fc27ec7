// SPDX-License-Identifier: MIT
#include "device.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include "kit/block/sysfs.hpp"
#include "kit/process/fd.hpp"
#include "modvirt/error.hpp"

namespace modvirt::block {

namespace {

constexpr auto settle_time = std::chrono::seconds(30);

// What udev, or its absence, leaves to be said. What matters is whether the device is there, which the caller looks at: hosts
// without udev have it too.
std::string run_settle(const process::Runner &run, std::vector<std::string> more)
{
    process::Invocation invocation{.argv = {"udevadm", "settle", fmt::format("--timeout={}", settle_time.count())},
                                   .package = "udev",
                                   .deadline = settle_time + std::chrono::seconds(5)};
    for (std::string &argument : more)
        invocation.argv.push_back(std::move(argument));
    try {
        run(invocation);
        return "udev has done all that was queued";
    } catch (const Error &error) {
        return error.message();
    }
}

} // namespace

void settle(const process::Runner &run)
{
    static_cast<void>(run_settle(run, {}));
}

void await_device(const process::Runner &run, const std::string &path)
{
    const std::string said = run_settle(run, {"--exit-if-exists=" + path});
    if (!is_block_device(path))
        throw Error(ErrorCode::OperationFailed, fmt::format("there is no block device '{}': {}", path, said));
}

std::string resolve(const std::string &path)
{
    const std::unique_ptr<char, decltype(&std::free)> found(::realpath(path.c_str(), nullptr), &std::free);
    if (!found)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("cannot find the device '{}': {}", path, std::strerror(errno)));
    return found.get();
}

bool is_block_device(const std::string &path) noexcept
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
}

uint64_t size_of_device(const std::string &path)
{
    const process::Fd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    uint64_t size = 0;
    if (!device || ::ioctl(device.get(), BLKGETSIZE64, &size) != 0)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("cannot tell the size of '{}': {}", path, std::strerror(errno)));
    return size;
}

void refuse_busy(const std::string &device)
{
    const process::Fd opened(::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_EXCL));
    if (!opened && errno == EBUSY)
        throw Error(ErrorCode::ResourceBusy,
                    fmt::format("device '{}' is in use on this host: it is mounted, or a part of a volume group or RAID; "
                                "take it out of there first",
                                device));
    if (!opened)
        throw Error(ErrorCode::OperationFailed, fmt::format("cannot open '{}': {}", device, std::strerror(errno)));
}

DeviceLinks::DeviceLinks(const std::string &directory)
{
    namespace fs = std::filesystem;
    for (const fs::path &entry : entries_of(directory)) {
        std::error_code gone; // links come and go
        if (!fs::is_symlink(entry, gone))
            continue;
        const fs::path device = fs::canonical(entry, gone);
        if (gone)
            continue;
        std::string &best = m_links[device];
        if (best.empty() || entry.string() < best)
            best = entry;
    }
}

std::string DeviceLinks::path_of(const std::string &device) const
{
    std::error_code error;
    const auto found = m_links.find(std::filesystem::canonical(device, error).string());
    return error || found == m_links.end() ? std::string() : found->second;
}

std::string stable_path(const std::string &directory, const std::string &device)
{
    std::string path = DeviceLinks(directory).path_of(device);
    return path.empty() ? device : path;
}

void await_link(const process::Runner &run, const std::string &directory, const std::string &disk,
                const std::string &partition)
{
    constexpr int tries = 50;
    for (int i = 0; i < tries && stable_path(directory, partition) == partition && stable_path(directory, disk) != disk; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        settle(run);
    }
}

std::string partition_path(const std::string &disk, uint32_t number, int separator)
{
    if (disk.starts_with("/dev/disk/by-"))
        return fmt::format("{}-part{}", disk, number);
    const bool ends_in_digit = !disk.empty() && disk.back() >= '0' && disk.back() <= '9';
    const bool separated = separator < 0 ? ends_in_digit : separator != 0;
    return fmt::format("{}{}{}", disk, separated ? "p" : "", number);
}

} // namespace modvirt::block
