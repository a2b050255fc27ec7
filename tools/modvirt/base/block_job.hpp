// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits for a job on a disk: until it is over, or until a copy has caught up with its source.
#pragma once

#include "base/arguments.hpp"
#include "base/handles.hpp"
#include "base/session.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace modvirt::cli {

// In the order of virConnectDomainEventBlockJobStatus.
enum class BlockJobEnd : uint8_t { Completed, Failed, Canceled, Ready };

struct BlockJobWish {
    std::string_view label;                           // in front of the progress
    bool verbose = false;                             // shows it
    bool async = false;                               // does not wait until an aborted job is gone
    std::optional<std::chrono::milliseconds> timeout; // aborts the job
};

// --verbose, --async and --timeout.
BlockJobWish block_job_wish(const Arguments &arguments, std::string_view label);

class BlockJobWait {
public:
    // Listens for the end of the job, so it must live before the job starts.
    BlockJobWait(Session &session, virDomainPtr domain, const std::string &disk, const BlockJobWish &wish);
    ~BlockJobWait();
    BlockJobWait(const BlockJobWait &) = delete;
    BlockJobWait &operator=(const BlockJobWait &) = delete;

    // ^C aborts the job as the timeout does.
    BlockJobEnd wait();

private:
    class Listener;

    [[nodiscard]] std::optional<BlockJobEnd> end_without_events(const virDomainBlockJobInfo &info,
                                                                bool exists);
    void show(const virDomainBlockJobInfo &info);
    void show_done();
    void abort();

    Session &m_session;
    virDomainPtr m_domain;
    std::string m_disk;
    BlockJobWish m_wish;
    std::unique_ptr<Listener> m_listener;
    virDomainBlockJobInfo m_shown{};
    unsigned m_polls_at_end = 0;
};

// Until the end of the job, whose name is in front of what is said when it does not end well; then it throws.
void wait_for_block_job(Session &session, BlockJobWait &job, std::string_view name);

// Ends the job of the disk: with VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT on its copy. False when the library
// refuses.
[[nodiscard]] bool end_block_job(virDomainPtr domain, const std::string &disk, unsigned flags);

} // namespace modvirt::cli
