// SPDX-License-Identifier: LGPL-2.1-or-later
// The last error, in libvirt's form: one per thread, a copy per connection, and the callbacks that hear of
// it.
#pragma once

#include <mutex>
#include <string>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <modvirt/error.hpp>

namespace modvirt::error {

// What is raised: a virErrorNumber and a virErrorDomain, with the texts that virError carries.
struct Report {
    int code = VIR_ERR_INTERNAL_ERROR;
    int domain = VIR_FROM_NONE;
    std::string message; // the whole sentence
    std::string str1;
    std::string str2;
    int int1 = -1;
    int int2 = -1;
};

// The virErrorDomain that an application is told, of the one that a driver says and the driver's own.
[[nodiscard]] int told_domain(int domain, int default_domain) noexcept;

// A code with a detail, worded as the code demands: "Domain not found: <detail>".
[[nodiscard]] Report report(int code, int domain, const std::string &detail);
[[nodiscard]] Report report(const Error &error, int default_domain);

// An argument that the caller may not give: "<argument> in <function> must not be NULL".
[[nodiscard]] Report null_argument(int domain, const char *function, const char *argument);

// Makes `report` the thread's last error. Tells nobody yet. Never throws.
void raise(Report report) noexcept;

// Forgets the thread's last error: what every public call does first.
void reset() noexcept;

// The thread's last error; null when there is none. Valid until the thread's next error or reset.
[[nodiscard]] virErrorPtr last() noexcept;
// The same as what can be kept and raised again. Throws std::bad_alloc.
[[nodiscard]] Report last_report();

// Where a connection keeps its copy of the last error, and its callback.
class ConnectionErrors {
public:
    ConnectionErrors() = default;
    ConnectionErrors(const ConnectionErrors &) = delete;
    ConnectionErrors &operator=(const ConnectionErrors &) = delete;
    ~ConnectionErrors();

    void set_callback(virErrorFunc function, void *data) noexcept;
    void reset() noexcept;
    // The connection's own last error; null when there is none.
    [[nodiscard]] virErrorPtr last() noexcept;
    // Copies it for the caller, who resets the copy; answers its code.
    int copy(virError &to) noexcept;

private:
    friend void dispatch(virConnectPtr, ConnectionErrors *) noexcept;

    std::mutex m_mutex;
    virError m_error{};
    virErrorFunc m_callback = nullptr;
    void *m_callback_data = nullptr;
};

// Ends a failed public call: copies the thread's error to the connection and tells the connection's callback,
// or the global one, or stderr. `connection` and `errors` may be null.
void dispatch(virConnectPtr connection, ConnectionErrors *errors) noexcept;

} // namespace modvirt::error
