// SPDX-License-Identifier: LGPL-2.1-or-later
// What happens to every public call before and after its driver: checks, refusal, locking, error reporting.
#pragma once

#include <mutex>
#include <span>
#include <tuple>
#include <utility>

#include "object_types.hpp"

namespace modvirt {

enum class Access : uint8_t { Read, Write };

// Two flags that do not go together, or the first of which needs the second.
struct FlagRule {
    enum Kind : uint8_t { Exclusive, Requires };
    Kind kind;
    uint32_t first;
    const char *first_name;
    uint32_t second;
    const char *second_name;

    [[nodiscard]] bool allows(uint32_t flags) const noexcept
    {
        return (flags & first) == 0 || ((flags & second) != 0) == (kind == Requires);
    }
};

// Whose functions are called, and the lock that its declared threading asks for.
struct Server {
    const plugin::Plugin *plugin = nullptr;
    std::mutex *lock = nullptr;
};

// What the description says of a call, as far as the entry needs it.
struct CallInfo {
    const char *symbol;
    Access access;
    int error_domain;     // virErrorDomain of errors that no driver reports
    uint32_t write_flags; // flags that make a read call need write access
    std::span<const FlagRule> flag_rules = {};
};

// One public call under way. Made first, it forgets the thread's last error; the checks and the slot record
// why the call fails; fail() then tells those who listen.
class Entry {
public:
    explicit Entry(const CallInfo &info) noexcept : m_info(info) { error::reset(); }
    Entry(const Entry &) = delete;
    Entry &operator=(const Entry &) = delete;

    [[nodiscard]] const CallInfo &info() const noexcept { return m_info; }
    [[nodiscard]] virConnectPtr connection() const noexcept { return m_objects.connection; }
    [[nodiscard]] const CallObjects &objects() const noexcept { return m_objects; }
    // Who serves the call, known once its slot is called.
    [[nodiscard]] const Server &server() const noexcept { return m_server; }
    void serve_by(const Server &server) noexcept { m_server = server; }

    // Checks a handle; an invalid one is refused. The connection of the first one is the call's.
    bool check(virConnectPtr connection) noexcept;
    template <class Object>
    bool check(Object *object) noexcept
    {
        using Type = ObjectType<Object>;
        if (!is_valid(object, Type::magic) || !is_valid(object->connection, Magic::Connect))
            return refuse(Type::invalid, Type::error_domain);
        if (m_objects.connection == nullptr)
            m_objects.connection = object->connection;
        remember(object);
        return true;
    }

    bool check_not_null(const void *argument, const char *name) noexcept;
    bool check_null(const void *argument, const char *name) noexcept;
    bool check_not_empty(const char *argument, const char *name) noexcept;
    // Numbers that must be zero, greater than zero, not below it, or other than zero.
    bool check_zero(long long argument, const char *name) noexcept;
    bool check_positive(long long argument, const char *name) noexcept;
    bool check_not_negative(long long argument, const char *name) noexcept;
    bool check_not_zero(unsigned long long argument, const char *name) noexcept;
    bool check_writable() noexcept;
    bool check_flags(uint32_t flags) noexcept;

    void raise(int code, const std::string &detail) noexcept;
    // An argument that cannot be what it is: `sentence` says why.
    void raise_argument(const char *name, const std::string &sentence) noexcept;
    // The same where libvirt names no part of the library.
    void raise_argument_nowhere(const char *name, const std::string &sentence) noexcept;
    void refuse_unsupported() noexcept { raise(VIR_ERR_NO_SUPPORT, m_info.symbol); }
    // Only inside a handler: an exception came out of the plugin's slot.
    void raise_escaped(const plugin::Plugin &plugin) noexcept;

    // The caller's flags, once they are checked.
    [[nodiscard]] uint32_t flags() const noexcept { return m_flags; }

    // What the call asks of the driver is only how many parameters there are.
    void ask_count() noexcept { m_is_counting = true; }
    [[nodiscard]] bool is_counting() const noexcept { return m_is_counting; }

    // Tells the callbacks that the call has failed.
    void fail() noexcept;

private:
    static bool is_valid(const Handle *handle, Magic kind) noexcept
    {
        return handle != nullptr && handle->magic.load(std::memory_order_relaxed) == kind;
    }
    // The wholes that parts may be made of.
    void remember(const void *) noexcept {}
    void remember(virDomainPtr domain) noexcept { m_objects.domain = domain; }
    void remember(virNetworkPtr network) noexcept { m_objects.network = network; }
    void remember(virDomainSnapshotPtr snapshot) noexcept { m_objects.domain = snapshot->parent; }
    void remember(virDomainCheckpointPtr checkpoint) noexcept { m_objects.domain = checkpoint->parent; }

    bool refuse(int code, int domain) noexcept;
    bool require(bool holds, const char *name, const char *demand) noexcept;
    void refuse_flags(const FlagRule &broken) noexcept;

    const CallInfo &m_info;
    CallObjects m_objects;
    Server m_server;
    uint32_t m_flags = 0;
    bool m_is_counting = false;
};

// The context that a slot is called with.
class CallContext {
public:
    // `error_domain` is for failures for which the driver names none.
    CallContext(Entry &entry, int error_domain) noexcept
        : m_raw{sizeof(modvirt_call),
                (entry.connection()->is_read_only ? MODVIRT_CALL_READ_ONLY : 0) |
                    (entry.is_counting() ? MODVIRT_CALL_COUNT : 0),
                0,
                this,
                &record_failure,
                &never_cancelled},
          m_entry(entry), m_error_domain(error_domain)
    {
    }
    CallContext(const CallContext &) = delete;
    CallContext &operator=(const CallContext &) = delete;
    [[nodiscard]] const modvirt_call *raw() const noexcept { return &m_raw; }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain,
                               const char *message) noexcept;
    static int32_t never_cancelled(const modvirt_call *) noexcept { return 0; }

    modvirt_call m_raw;
    Entry &m_entry;
    int m_error_domain;
};

// Holds the lock that the plugin's declared threading asks for.
class SessionGuard {
public:
    explicit SessionGuard(std::mutex *lock) noexcept : m_lock(lock)
    {
        if (m_lock != nullptr)
            m_lock->lock();
    }
    SessionGuard(const SessionGuard &) = delete;
    SessionGuard &operator=(const SessionGuard &) = delete;
    ~SessionGuard()
    {
        if (m_lock != nullptr)
            m_lock->unlock();
    }

private:
    std::mutex *m_lock;
};

// The driver that serves a table's calls on this connection; its table is null when there is none.
[[nodiscard]] inline Binding<modvirt_hypervisor_v1> *bind(virConnectPtr connection,
                                                          const modvirt_hypervisor_v1 *) noexcept
{
    return &connection->hypervisor;
}

// What is beside domains is served by the connection's own plugin or by one of that kind; opened when first
// wanted. Null, with the reason raised, when that fails.
template <class Table>
[[nodiscard]] Binding<Table> *bind(virConnectPtr connection, const Table *) noexcept;

// Calls the slot with what the arguments and the result contribute to it. Plugins may not let exceptions out;
// the handler is for those that do, and costs the others nothing.
template <class Table, class Slot, class Result, class... Arguments>
bool call_slot(Entry &entry, Slot Table::*slot, Result &result, Arguments &...arguments) noexcept
{
    Binding<Table> *driver = bind(entry.connection(), static_cast<const Table *>(nullptr));
    if (driver == nullptr)
        return false;
    if (driver->table == nullptr || driver->table->*slot == nullptr) {
        entry.refuse_unsupported();
        return false;
    }
    entry.serve_by({driver->plugin, driver->lock});
    const CallContext context(entry, driver->error_domain);
    const SessionGuard guard(driver->lock);
    try {
        return std::apply(driver->table->*slot,
                          std::tuple_cat(std::tuple(driver->session), arguments.slot_arguments(entry)...,
                                         result.slot_arguments(entry), std::tuple(context.raw()))) == 0;
    } catch (...) {
        entry.raise_escaped(*driver->plugin);
        return false;
    }
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
