// SPDX-License-Identifier: LGPL-2.1-or-later
#include "guest.hpp"

#include <utility>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::guest {

std::string holder_of(const std::string &name)
{
    return fmt::format("domain '{}'", name);
}

Guest::Guest(store::Definition definition, process::Identity process, process::Fd pidfd, int64_t log_offset)
    : m_definition(std::move(definition)), m_process(std::move(process)), m_pidfd(std::move(pidfd)),
      m_log_offset(log_offset), m_memory_kib(m_definition.config->current_memory_kib)
{
}

std::shared_ptr<qmp::Client> Guest::monitor() const
{
    if (auto monitor = find_monitor())
        return monitor;
    throw Error(ErrorCode::OperationFailed,
                fmt::format("the monitor of domain '{}' is not connected; it is tried again "
                            "every few seconds, and the domain can be destroyed",
                            name()));
}

std::shared_ptr<qmp::Client> Guest::find_monitor() const
{
    const std::lock_guard lock(m_mutex);
    return m_monitor;
}

void Guest::set_monitor(std::shared_ptr<qmp::Client> monitor)
{
    const std::lock_guard lock(m_mutex);
    std::swap(m_monitor, monitor); // the old one ends after the lock
}

config::RunFacts Guest::facts() const
{
    const std::lock_guard lock(m_mutex);
    return m_facts;
}

void Guest::set_facts(config::RunFacts facts)
{
    const std::lock_guard lock(m_mutex);
    m_facts = std::move(facts);
}

void Guest::hold(storage_use::Claim storage)
{
    const std::lock_guard lock(m_mutex);
    std::swap(m_storage, storage); // the old one ends after the lock
}

uint64_t Guest::memory_kib() const
{
    const std::lock_guard lock(m_mutex);
    return m_memory_kib;
}

void Guest::set_memory_kib(uint64_t memory_kib)
{
    const std::lock_guard lock(m_mutex);
    m_memory_kib = memory_kib;
}

std::vector<pid_t> Guest::vcpu_threads() const
{
    const std::lock_guard lock(m_mutex);
    return m_vcpu_threads;
}

void Guest::set_vcpu_threads(std::vector<pid_t> threads)
{
    const std::lock_guard lock(m_mutex);
    m_vcpu_threads = std::move(threads);
}

bool Guest::is_settled() const
{
    const std::lock_guard lock(m_mutex);
    return m_settled;
}

void Guest::settle()
{
    const std::lock_guard lock(m_mutex);
    m_settled = true;
}

void Guest::expect(Ending ending)
{
    const std::lock_guard lock(m_mutex);
    if (m_ending == Ending::Unknown || ending == Ending::Destroyed)
        m_ending = ending;
}

void Guest::expect_no_end()
{
    const std::lock_guard lock(m_mutex);
    if (m_ending != Ending::Destroyed)
        m_ending = Ending::Unknown;
}

Ending Guest::ending() const
{
    const std::lock_guard lock(m_mutex);
    return m_ending;
}

void Guest::request_reboot()
{
    const std::lock_guard lock(m_mutex);
    m_reboot_requested = true;
}

bool Guest::take_reboot_request()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_reboot_requested, false);
}

void Guest::expect_firmware_reset()
{
    const std::lock_guard lock(m_mutex);
    m_firmware_resets = true;
}

bool Guest::take_firmware_reset()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_firmware_resets, false);
}

void Guest::set_pause_reason(int32_t reason)
{
    const std::lock_guard lock(m_mutex);
    m_pause_reason = reason;
}

int32_t Guest::take_pause_reason()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_pause_reason, 0);
}

void Guest::set_end_watch(process::Poller::Id watch)
{
    const std::lock_guard lock(m_mutex);
    m_end_watch = watch;
}

process::Poller::Id Guest::end_watch() const
{
    const std::lock_guard lock(m_mutex);
    return m_end_watch;
}

void Guest::mark_ended()
{
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

bool Guest::wait_until_ended(std::chrono::milliseconds timeout) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, timeout, [this] { return m_ended; });
}

} // namespace modvirt::qemu::guest
