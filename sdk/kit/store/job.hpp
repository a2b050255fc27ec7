// SPDX-License-Identifier: MIT
// Jobs: who may work on a domain now. A job holds no lock, so it may take any time; a domain has one at a
// time, and beside an Async job those that are let in.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "domain.hpp"

namespace modvirt::store {

class Store;

// How long a caller waits for the job of another one.
inline constexpr std::chrono::milliseconds default_job_wait{30'000};

// The job of one domain, from Store::begin() or create() to its end. It keeps the domain's object alive. A
// domain that create() made and that was not started is forgotten when the job ends. Never end one under the
// store's lock.
class Job {
public:
    Job() noexcept = default;
    Job(Job &&other) noexcept;
    Job &operator=(Job &&other) noexcept;
    ~Job() { end(); }

    // Ends it before its destructor does.
    void end() noexcept;

    [[nodiscard]] explicit operator bool() const noexcept { return m_domain != nullptr; }
    // Read or change it only under the store's lock.
    [[nodiscard]] Domain &domain() const noexcept { return *m_domain; }
    [[nodiscard]] const std::shared_ptr<Domain> &shared_domain() const noexcept { return m_domain; }

private:
    friend class Store;
    enum class Origin : uint8_t { KnownDomain, NewDomain };
    Job(Store &store, std::shared_ptr<Domain> domain, JobKind kind,
        Origin origin = Origin::KnownDomain) noexcept
        : m_store(&store), m_domain(std::move(domain)), m_kind(kind), m_origin(origin)
    {
    }

    Store *m_store = nullptr;
    std::shared_ptr<Domain> m_domain;
    JobKind m_kind = JobKind::Query;
    Origin m_origin = Origin::KnownDomain;
};

// Which domains have which job. Part of the store.
class JobTable {
public:
    // Waits until `domain` is free for a job of that kind; throws OperationTimeout after `wait`. `what` is
    // text that lives for ever: the verb of the call, such as "suspend". `name` is for the error: the
    // domain's own may change meanwhile.
    void acquire(Domain &domain, std::string_view name, JobKind kind, const char *what,
                 std::chrono::milliseconds wait);
    void release(Domain &domain, JobKind kind) noexcept;

private:
    static constexpr std::size_t bucket_count = 16;
    struct alignas(64) Bucket {
        std::mutex mutex;
        std::condition_variable changed;
    };

    static bool is_free(const Domain &domain, JobKind kind) noexcept;
    Bucket &bucket(const Domain &domain) noexcept { return m_buckets[domain.uuid()[0] % bucket_count]; }

    std::array<Bucket, bucket_count> m_buckets;
};

} // namespace modvirt::store
