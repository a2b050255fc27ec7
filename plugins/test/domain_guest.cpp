// SPDX-License-Identifier: LGPL-2.1-or-later
// What only a guest can tell or do: its name, time, passwords, processes and memory.
#include "driver.hpp"

#include <numeric>

#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t set_time_sync = 1;       // virDomainSetTimeFlags
constexpr uint32_t password_encrypted = 1;  // virDomainSetUserPasswordFlags
constexpr uint32_t known_message_kinds = 3; // virDomainMessageType
constexpr uint32_t memory_virtual = 1;      // virDomainMemoryFlags
constexpr uint32_t memory_physical = 2;
constexpr int64_t first_process = 1;
constexpr uint32_t signals = 65;           // virDomainProcessSignal
constexpr int64_t last_update = 627319920; // of the memory figures, in seconds since the epoch

// virDomainMemoryStatTags
namespace tag {
constexpr int32_t swap_in = 0, swap_out = 1, major_fault = 2, minor_fault = 3, unused = 4, available = 5,
                  actual = 6, rss = 7, usable = 8, last_update = 9, disk_caches = 10, hugetlb_pgalloc = 11,
                  hugetlb_pgfail = 12;
} // namespace tag

// The guest's clock stands still, so only one that runs can be asked for it.
void check_running(const store::Domain &domain)
{
    if (domain.state() != store::State::Running)
        throw Error(ErrorCode::OperationInvalid, "domain is not running");
}

} // namespace

std::string Driver::domain_get_hostname(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetHostname");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    return domain.name() + "host";
}

GuestTime Driver::domain_get_time(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainGetTime");
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_running(domain);
    const Guest *guest = domain.peek<Guest>();
    return guest ? guest->time : default_guest_time;
}

void Driver::domain_set_time(const DomainRef &ref, int64_t seconds, uint32_t nseconds, uint32_t flags)
{
    refuse_unknown_flags(flags, set_time_sync, "testDomainSetTime");
    auto write = store().write();
    store::Domain &domain = write.get(ref.uuid, ref.name);
    check_active(domain);
    Machine::guest(domain).time = {seconds, nseconds};
}

void Driver::domain_set_user_password(const DomainRef &ref, std::string_view, std::string_view,
                                      uint32_t flags)
{
    refuse_unknown_flags(flags, password_encrypted, "testDomainSetUserPassword");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
}

void Driver::domain_send_process_signal(const DomainRef &ref, int64_t pid_value, uint32_t signum,
                                        uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSendProcessSignal");
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    if (pid_value != first_process)
        throw Error(ErrorCode::InvalidArg, "only sending a signal to pid 1 is supported");
    if (signum >= signals)
        throw Error(ErrorCode::InvalidArg, "signum value " + std::to_string(signum) + " is out of range");
}

// Nothing is ever said of these guests: none is tainted, and nothing that they use is deprecated.
std::vector<std::string> Driver::domain_get_messages(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, known_message_kinds, "testDomainGetMessages");
    static_cast<void>(store().read().get(ref.uuid, ref.name));
    return {};
}

// Each byte is its own place, counted from the start of what is asked for.
void Driver::domain_memory_peek(const DomainRef &ref, uint64_t, std::span<uint8_t> buffer, uint32_t flags)
{
    refuse_unknown_flags(flags, memory_virtual | memory_physical, "testDomainMemoryPeek");
    if (flags == 0)
        throw Error(ErrorCode::InvalidArg,
                    "flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL");
    const auto read = store().read();
    check_active(read.get(ref.uuid, ref.name));
    std::iota(buffer.begin(), buffer.end(), uint8_t{0});
}

std::vector<MemoryStat> Driver::domain_memory_stats(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainMemoryStats");
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    check_active(domain);
    const auto &config = domain.live_config();
    const auto devices = config->document.root().child("devices");
    const auto balloon = devices ? devices->child("memballoon") : std::nullopt;
    // Only a balloon can count.
    if (!balloon || balloon->attribute("model") != "virtio")
        return {};
    const uint64_t now = config->current_memory_kib;
    const uint64_t half = now / 2;
    return {{tag::actual, now},
            {tag::swap_in, 0},
            {tag::swap_out, 0},
            {tag::major_fault, 0},
            {tag::minor_fault, 0},
            {tag::unused, half},
            {tag::available, now},
            {tag::usable, half},
            {tag::last_update, static_cast<uint64_t>(last_update)},
            {tag::disk_caches, half / 4},
            {tag::hugetlb_pgalloc, 0},
            {tag::hugetlb_pgfail, 0},
            {tag::rss, half}};
}

} // namespace modvirt::test
