// SPDX-License-Identifier: LGPL-2.1-or-later
// What happens to every public call before and after its driver: checks, refusal, locking, error reporting.
#pragma once

#include <mutex>
#include <tuple>
#include <utility>

#include "handle.hpp"

namespace modvirt {

enum class Access : uint8_t { Read, Write };

// What the description says of a call, as far as the entry needs it.
struct CallInfo {
    const char *symbol;
    Access access;
    int error_domain;     // virErrorDomain of errors that no driver reports
    uint32_t write_flags; // flags that make a read call need write access
};

// One public call under way. Made first, it forgets the thread's last error; the checks and the slot record
// why the call fails; fail() then tells those who listen.
class Entry {
public:
    explicit Entry(const CallInfo &info) noexcept : m_info(info) { error::reset(); }
    Entry(const Entry &) = delete;
    Entry &operator=(const Entry &) = delete;

    [[nodiscard]] const CallInfo &info() const noexcept { return m_info; }
    [[nodiscard]] virConnectPtr connection() const noexcept { return m_connection; }

    // Checks a handle; an invalid one is refused. The connection of the first one is the call's.
    bool check(virConnectPtr connection) noexcept;
    bool check(virDomainPtr domain) noexcept;
    bool check(virNetworkPtr network) noexcept;
    // For the handles of types that no driver makes yet: `handle` is refused whatever it is.
    bool refuse_handle(int code, int domain) noexcept;

    bool check_not_null(const void *argument, const char *name) noexcept;
    bool check_writable() noexcept;
    bool check_flags(uint32_t flags) noexcept;

    void raise(int code, const std::string &detail) noexcept;
    // The same with a sentence that the code's own words do not introduce.
    void raise_alone(int code, const std::string &sentence) noexcept;
    void refuse_unsupported() noexcept { raise(VIR_ERR_NO_SUPPORT, m_info.symbol); }

    // The failure of a slot: `domain` 0 is the driver's own.
    void raise_from_driver(int32_t code, int32_t domain, const char *message) noexcept;

    // Tells the callbacks that the call has failed.
    void fail() noexcept;

private:
    bool refuse(int code, int domain) noexcept;

    const CallInfo &m_info;
    virConnectPtr m_connection = nullptr;
};

// The context that a slot is called with.
class CallContext {
public:
    explicit CallContext(Entry &entry) noexcept
        : m_raw{sizeof(modvirt_call),
                entry.connection()->is_read_only ? MODVIRT_CALL_READ_ONLY : 0,
                0,
                &entry,
                &record_failure,
                &never_cancelled}
    {
    }
    [[nodiscard]] const modvirt_call *raw() const noexcept { return &m_raw; }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain,
                               const char *message) noexcept;
    static int32_t never_cancelled(const modvirt_call *) noexcept { return 0; }

    modvirt_call m_raw;
};

// Holds the lock that the plugin's declared threading asks for.
class SessionGuard {
public:
    explicit SessionGuard(SessionLock &lock) noexcept : m_mutex(lock.mutex)
    {
        if (m_mutex != nullptr)
            m_mutex->lock();
    }
    SessionGuard(const SessionGuard &) = delete;
    SessionGuard &operator=(const SessionGuard &) = delete;
    ~SessionGuard()
    {
        if (m_mutex != nullptr)
            m_mutex->unlock();
    }

private:
    std::mutex *m_mutex;
};

[[nodiscard]] inline const modvirt_hypervisor_v1 *find_table(virConnectPtr connection,
                                                             const modvirt_hypervisor_v1 *) noexcept
{
    return connection->hypervisor;
}

[[nodiscard]] inline const modvirt_network_v1 *find_table(virConnectPtr connection,
                                                          const modvirt_network_v1 *) noexcept
{
    return connection->network;
}

// Calls the slot with what the arguments and the result contribute to it.
template <class Table, class Slot, class Result, class... Arguments>
bool call_slot(Entry &entry, Slot Table::*slot, Result &result, Arguments &...arguments) noexcept
{
    const Table *table = find_table(entry.connection(), static_cast<const Table *>(nullptr));
    if (table == nullptr || table->*slot == nullptr) {
        entry.refuse_unsupported();
        return false;
    }
    const CallContext context(entry);
    const SessionGuard guard(entry.connection()->lock);
    return std::apply(table->*slot,
                      std::tuple_cat(std::tuple(entry.connection()->session),
                                     arguments.slot_arguments(entry)..., result.slot_arguments(entry),
                                     std::tuple(context.raw()))) == 0;
}

// Serves one public call through a slot. Checks run in libvirt's order: the object, its access, then the
// rest.
template <class Result, class Table, class Slot, class... Arguments>
auto serve(const CallInfo &info, Slot Table::*slot, Arguments... arguments) noexcept
{
    Entry entry(info);
    Result result;
    if ((arguments.check_object(entry) && ...) && entry.check_writable() &&
        (arguments.check_value(entry) && ...) && call_slot(entry, slot, result, arguments...) &&
        (arguments.finish(entry) && ...) && result.finish(entry, arguments...))
        return result.value();
    entry.fail();
    return Result::failure();
}

// Answers a call that no driver can serve: its objects and its access are checked all the same.
template <class... Objects>
void unserved(const CallInfo &info, Objects... objects) noexcept
{
    Entry entry(info);
    if ((objects.check_object(entry) && ...) && entry.check_writable())
        entry.refuse_unsupported();
    entry.fail();
}

} // namespace modvirt
