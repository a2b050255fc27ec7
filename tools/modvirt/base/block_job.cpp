// SPDX-License-Identifier: LGPL-2.1-or-later
// The end comes as an event. A driver that sends none is asked: its job is over when it is gone or at its end.
#include "base/block_job.hpp"

#include "base/failure.hpp"
#include "base/interrupt.hpp"
#include "base/job_progress.hpp"
#include "base/library_error.hpp"

#include <atomic>
#include <iterator>
#include <poll.h>

namespace modvirt::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int no_status = -1;

// What callbacks share with whoever waits; the library frees its part when nothing will call any more.
struct Heard {
    std::string disk;
    std::atomic<int> status = no_status;
};

void on_block_job(virConnectPtr, virDomainPtr, const char *disk, int, int status, void *opaque)
{
    const auto &heard = *static_cast<const std::shared_ptr<Heard> *>(opaque);
    if (heard->disk == disk)
        heard->status = status;
}

void release_heard(void *opaque)
{
    delete static_cast<std::shared_ptr<Heard> *>(opaque);
}

void pause(const InterruptGuard &interrupt)
{
    constexpr int poll_interval_ms = 500;
    pollfd fds[] = {{interrupt.descriptor(), POLLIN, 0}};
    static_cast<void>(poll(fds, std::size(fds), poll_interval_ms));
}

} // namespace

class BlockJobWait::Listener {
public:
    Listener(virDomainPtr domain, const std::string &disk) : m_heard(std::make_shared<Heard>())
    {
        m_heard->disk = disk;
        // One kind of event names the disk by its source, the other by its target.
        m_by_source = listen(domain, VIR_DOMAIN_EVENT_ID_BLOCK_JOB);
        m_by_target = listen(domain, VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2);
    }

    [[nodiscard]] bool hears_some() const { return m_by_source || m_by_target; }
    [[nodiscard]] bool hears_all() const { return m_by_source && m_by_target; }
    [[nodiscard]] std::optional<BlockJobEnd> end() const
    {
        const int status = m_heard->status;
        return status == no_status ? std::nullopt : std::optional(static_cast<BlockJobEnd>(status));
    }

private:
    DomainEvents listen(virDomainPtr domain, int event)
    {
        auto share = std::make_unique<std::shared_ptr<Heard>>(m_heard);
        virConnectPtr connection = virDomainGetConnect(domain);
        DomainEvents events(connection,
                            virConnectDomainEventRegisterAny(connection, domain, event,
                                                             VIR_DOMAIN_EVENT_CALLBACK(on_block_job),
                                                             share.get(), release_heard));
        if (events)
            static_cast<void>(share.release());
        return events;
    }

    std::shared_ptr<Heard> m_heard;
    DomainEvents m_by_source;
    DomainEvents m_by_target;
};

BlockJobWish block_job_wish(const Arguments &arguments, std::string_view label)
{
    BlockJobWish wish{label, arguments.has("verbose"), arguments.has("async"), std::nullopt};
    if (const auto timeout_ms = arguments.timeout_ms())
        wish.timeout = std::chrono::milliseconds(*timeout_ms);
    return wish;
}

BlockJobWait::BlockJobWait(Session &session, virDomainPtr domain, const std::string &disk,
                           const BlockJobWish &wish)
    : m_session(session), m_domain(domain), m_disk(disk), m_wish(wish),
      m_listener(std::make_unique<Listener>(domain, disk))
{
}

BlockJobWait::~BlockJobWait() = default;

BlockJobEnd BlockJobWait::wait()
{
    const InterruptGuard interrupt;
    const auto start = Clock::now();
    for (;;) {
        virDomainBlockJobInfo info{};
        const int found = virDomainGetBlockJobInfo(m_domain, m_disk.c_str(), &info, 0);
        if (found < 0)
            fail("failed to query job for disk {}", m_disk);
        auto end = m_listener->end();
        if (!end && !m_listener->hears_all())
            end = end_without_events(info, found > 0);
        if (end) {
            if (*end == BlockJobEnd::Completed || *end == BlockJobEnd::Ready)
                show_done();
            return *end;
        }
        show(info);
        if (interrupt.was_interrupted() || (m_wish.timeout && Clock::now() - start > *m_wish.timeout)) {
            abort();
            return BlockJobEnd::Canceled;
        }
        pause(interrupt);
    }
}

std::optional<BlockJobEnd> BlockJobWait::end_without_events(const virDomainBlockJobInfo &info, bool exists)
{
    // Where one kind of event is heard it may still come.
    constexpr unsigned polls_for_an_event = 4;
    if (!exists)
        return BlockJobEnd::Completed;
    const bool at_end = info.end != 0 && info.cur == info.end;
    m_polls_at_end = at_end ? m_polls_at_end + 1 : 0;
    const unsigned enough = m_listener->hears_some() ? polls_for_an_event : 1;
    return m_polls_at_end >= enough ? std::optional(BlockJobEnd::Ready) : std::nullopt;
}

void BlockJobWait::show(const virDomainBlockJobInfo &info)
{
    if (!m_wish.verbose || (info.cur == m_shown.cur && info.end == m_shown.end))
        return;
    m_session.out.progress(progress_text(m_wish.label, info.end - info.cur, info.end));
    m_shown = info;
}

void BlockJobWait::show_done()
{
    if (m_wish.verbose)
        m_session.out.progress(progress_text(m_wish.label, 0, 1));
}

void BlockJobWait::abort()
{
    if (!end_block_job(m_domain, m_disk, m_wish.async ? VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC : 0))
        fail("failed to abort job for disk '{}'", m_disk);
}

void wait_for_block_job(Session &session, BlockJobWait &job, std::string_view name)
{
    const BlockJobEnd end = job.wait();
    if (end != BlockJobEnd::Failed && end != BlockJobEnd::Canceled)
        return;
    session.out.remark("\n{} {}", name, end == BlockJobEnd::Failed ? "failed" : "aborted");
    forget_library_error();
    fail();
}

bool end_block_job(virDomainPtr domain, const std::string &disk, unsigned flags)
{
    return virDomainBlockJobAbort(domain, disk.c_str(), flags) == 0;
}

} // namespace modvirt::cli
