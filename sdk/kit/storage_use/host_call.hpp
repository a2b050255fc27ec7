// SPDX-License-Identifier: MIT
// The context of a call to the host. Private to this folder.
#pragma once

#include <exception>
#include <new>
#include <optional>

#include <modvirt/error.hpp>
#include <modvirt/plugin.h>

namespace modvirt::storage_use {

// Keeps why the call failed.
class HostCall {
public:
    HostCall() : m_raw{sizeof m_raw, 0, 0, this, &record_failure, &never_cancelled} {}
    HostCall(const HostCall &) = delete;
    HostCall &operator=(const HostCall &) = delete;

    [[nodiscard]] const modvirt_call *raw() const { return &m_raw; }

    [[noreturn]] void throw_failure() const
    {
        if (m_failure)
            throw Error(*m_failure);
        throw Error(ErrorCode::InternalError, "the host failed without saying why");
    }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain, const char *message) noexcept
    {
        auto &failure = static_cast<HostCall *>(call->host_data)->m_failure;
        try {
            failure.emplace(static_cast<ErrorCode>(code), message == nullptr ? "" : message,
                            static_cast<ErrorDomain>(domain));
        } catch (const std::bad_alloc &) {
            failure.reset();
        }
    }
    static int32_t never_cancelled(const modvirt_call *) noexcept { return 0; }

    modvirt_call m_raw;
    std::optional<Error> m_failure;
};

} // namespace modvirt::storage_use
