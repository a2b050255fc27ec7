// SPDX-License-Identifier: LGPL-2.1-or-later
// A running guest: its process, its monitor, and what is known and expected of it. It hangs on its domain in
// the store as long as it runs. What is done with it stands in start.hpp, stop.hpp and watch.hpp.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/live.hpp"
#include "kit/process/identity.hpp"
#include "kit/process/poller.hpp"
#include "kit/storage_use/claims.hpp"
#include "kit/store/domain.hpp"
#include "qmp/client.hpp"

namespace modvirt::qemu::guest {

// Why a guest ends or has ended, as far as somebody said so.
enum class Ending : uint8_t { Unknown, ShutDown, Destroyed, Crashed, Saved };

// A guest as claims on storage name it.
std::string holder_of(const std::string &name);

class Guest : public store::DriverData {
public:
    Guest(store::Definition definition, process::Identity process, process::Fd pidfd, int64_t log_offset);

    [[nodiscard]] const store::Uuid &uuid() const noexcept { return m_definition.uuid; }
    [[nodiscard]] const std::string &name() const noexcept { return m_definition.name; }
    [[nodiscard]] const store::ConfigPtr &config() const noexcept { return m_definition.config; }
    [[nodiscard]] const process::Identity &process() const noexcept { return m_process; }
    [[nodiscard]] const process::Fd &pidfd() const noexcept { return m_pidfd; }
    [[nodiscard]] int64_t log_offset() const noexcept { return m_log_offset; }

    // Throws OperationFailed while there is no connection.
    [[nodiscard]] std::shared_ptr<qmp::Client> monitor() const;
    [[nodiscard]] std::shared_ptr<qmp::Client> find_monitor() const;
    void set_monitor(std::shared_ptr<qmp::Client> monitor);

    [[nodiscard]] config::RunFacts facts() const;
    void set_facts(config::RunFacts facts);
    // What it uses of the host's storage, claimed until it ends.
    void hold(storage_use::Claim storage);
    // What the guest has now, as its balloon told.
    [[nodiscard]] uint64_t memory_kib() const;
    void set_memory_kib(uint64_t memory_kib);
    // Empty until they are known.
    [[nodiscard]] std::vector<pid_t> vcpu_threads() const;
    void set_vcpu_threads(std::vector<pid_t> threads);

    // From the end of its start on, events of the guest change the domain's state.
    [[nodiscard]] bool is_settled() const;
    void settle();

    // Later words do not replace earlier ones, but for Destroyed, which does.
    void expect(Ending ending);
    // It has not ended, but goes on from its boot.
    void expect_no_end();
    [[nodiscard]] Ending ending() const;

    // Whether the next power off is to be followed by a new boot.
    void request_reboot();
    [[nodiscard]] bool take_reboot_request();
    // Whether the next reset is that of the firmware, after one from outside.
    void expect_firmware_reset();
    [[nodiscard]] bool take_firmware_reset();
    // Why the guest stops next; virDomainPausedReason.
    void set_pause_reason(int32_t reason);
    [[nodiscard]] int32_t take_pause_reason();

    void set_end_watch(process::Poller::Id watch);
    [[nodiscard]] process::Poller::Id end_watch() const;

    // The process has gone, and the domain is no longer active.
    void mark_ended();
    [[nodiscard]] bool wait_until_ended(std::chrono::milliseconds timeout) const;

private:
    const store::Definition m_definition;
    const process::Identity m_process;
    const process::Fd m_pidfd;
    const int64_t m_log_offset;

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::shared_ptr<qmp::Client> m_monitor;
    config::RunFacts m_facts;
    storage_use::Claim m_storage;
    std::vector<pid_t> m_vcpu_threads;
    uint64_t m_memory_kib;
    process::Poller::Id m_end_watch = 0;
    int32_t m_pause_reason = 0;
    Ending m_ending = Ending::Unknown;
    bool m_reboot_requested = false;
    bool m_firmware_resets = false;
    bool m_settled = false;
    bool m_ended = false;
};

} // namespace modvirt::qemu::guest
