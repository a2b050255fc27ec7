// SPDX-License-Identifier: MIT
#include "job.hpp"

#include <string>
#include <utility>

#include "modvirt/error.hpp"
#include "store.hpp"

namespace modvirt::store {

Job::Job(Job &&other) noexcept
    : m_store(std::exchange(other.m_store, nullptr)), m_domain(std::move(other.m_domain)),
      m_kind(other.m_kind), m_origin(other.m_origin)
{
}

Job &Job::operator=(Job &&other) noexcept
{
    if (this != &other) {
        end();
        m_store = std::exchange(other.m_store, nullptr);
        m_domain = std::move(other.m_domain);
        m_kind = other.m_kind;
        m_origin = other.m_origin;
    }
    return *this;
}

void Job::end() noexcept
{
    if (!m_domain)
        return;
    if (m_origin == Origin::NewDomain)
        m_store->forget_leftover(*m_domain);
    m_store->m_jobs.release(*m_domain, m_kind);
    m_domain.reset();
}

bool JobTable::is_free(const Domain &domain, JobKind kind) noexcept
{
    if (domain.m_job)
        return false;
    return !domain.m_async_job || kind == JobKind::Query || kind == JobKind::Destroy;
}

void JobTable::acquire(Domain &domain, std::string_view name, JobKind kind, const char *what,
                       std::chrono::milliseconds wait)
{
    Bucket &own = bucket(domain);
    std::unique_lock lock(own.mutex);
    const auto deadline = std::chrono::steady_clock::now() + wait;
    if (!own.changed.wait_until(lock, deadline, [&] { return is_free(domain, kind); })) {
        const char *holder = domain.m_job ? domain.m_job : domain.m_async_job;
        throw Error(ErrorCode::OperationTimeout, "cannot acquire state change lock of domain '" +
                                                     std::string(name) + "' (held by " + holder + ")");
    }
    (kind == JobKind::Async ? domain.m_async_job : domain.m_job) = what;
}

void JobTable::release(Domain &domain, JobKind kind) noexcept
{
    Bucket &own = bucket(domain);
    {
        const std::lock_guard lock(own.mutex);
        (kind == JobKind::Async ? domain.m_async_job : domain.m_job) = nullptr;
    }
    own.changed.notify_all();
}

} // namespace modvirt::store
