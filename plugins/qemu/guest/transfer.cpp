// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transfer.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::guest {

namespace {

using qmp::Json;

constexpr const char *fd_name = "modvirt-image";
constexpr uint64_t no_limit = uint64_t{1} << 40; // bytes a second
constexpr std::chrono::milliseconds first_look{2};
constexpr std::chrono::milliseconds longest_pause{100};
constexpr std::chrono::hours longest_dump{1};
// A transfer that moves nothing for so long hangs.
constexpr std::chrono::minutes longest_stall{5};

[[noreturn]] void fail(const Guest &guest, const char *what, const std::string &why)
{
    throw Error(ErrorCode::OperationFailed,
                fmt::format("cannot {} the memory of domain '{}': {}", what, guest.name(), why));
}

// Waits for the end of a migration, in either direction.
void wait_for_end(Guest &guest, const char *what)
{
    const auto monitor = guest.monitor();
    auto pause = first_look;
    auto last_progress = std::chrono::steady_clock::now();
    uint64_t seen = 0;
    for (;;) {
        const Json answer = monitor->execute("query-migrate");
        const std::string status = answer.value("status", "");
        if (status == "completed")
            return;
        if (status == "failed" || status == "cancelled")
            fail(guest, what, answer.value("error-desc", "QEMU gave no reason; see the log of the domain"));
        const auto ram = answer.find("ram");
        const uint64_t moved = ram != answer.end() ? ram->value("transferred", uint64_t{0}) : 0;
        const auto now = std::chrono::steady_clock::now();
        if (moved != seen || status == "active")
            last_progress = now;
        seen = moved;
        if (now - last_progress > longest_stall)
            fail(guest, what, "nothing moves any more");
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, longest_pause);
    }
}

} // namespace

void save_memory(Guest &guest, int file)
{
    const auto monitor = guest.monitor();
    monitor->execute("migrate-set-parameters", {{"max-bandwidth", no_limit}});
    monitor->execute(qmp::Command{"getfd", {{"fdname", fd_name}}, file});
    monitor->execute("migrate", {{"uri", fmt::format("fd:{}", fd_name)}});
    wait_for_end(guest, "save");
}

void dump_memory(Guest &guest, int file, const char *format)
{
    const auto monitor = guest.monitor();
    monitor->execute(qmp::Command{"getfd", {{"fdname", fd_name}}, file});
    monitor->execute("dump-guest-memory",
                     {{"paging", false}, {"protocol", fmt::format("fd:{}", fd_name)}, {"format", format}}, longest_dump);
}

void load_memory(Guest &guest, int file)
{
    const auto monitor = guest.monitor();
    monitor->execute(qmp::Command{"getfd", {{"fdname", fd_name}}, file});
    monitor->execute("migrate-incoming", {{"uri", fmt::format("fd:{}", fd_name)}});
    wait_for_end(guest, "restore");
}

} // namespace modvirt::qemu::guest
