// SPDX-License-Identifier: MIT
// The context of a call that a plugin itself makes on somebody's table. Since 1.0.
#pragma once

#include <new>
#include <optional>

#include <modvirt/error.hpp>
#include <modvirt/plugin.h>

namespace modvirt {

// Keeps why the call failed. It may take any time.
class OwnCall {
public:
    // Whether nobody waits for it any more, asked by any thread.
    using IsCancelled = bool (*)() noexcept;

    // One that is never cancelled.
    OwnCall() : OwnCall([]() noexcept { return false; }) {}
    explicit OwnCall(IsCancelled is_cancelled)
        : m_raw{sizeof m_raw, 0, 0, this, &record_failure, &ask_whether_cancelled}, m_is_cancelled(is_cancelled)
    {
    }
    OwnCall(const OwnCall &) = delete;
    OwnCall &operator=(const OwnCall &) = delete;

    [[nodiscard]] const modvirt_call *raw() const { return &m_raw; }
    // Nothing when the call did not say why it failed.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    // Throws why the host failed.
    [[noreturn]] void throw_failure() const
    {
        if (m_failure)
            throw Error(*m_failure);
        throw Error(ErrorCode::InternalError, "the host failed without saying why");
    }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain, const char *message) noexcept
    {
        auto &failure = static_cast<OwnCall *>(call->host_data)->m_failure;
        try {
            failure.emplace(static_cast<ErrorCode>(code), message == nullptr ? "" : message,
                            static_cast<ErrorDomain>(domain));
        } catch (const std::bad_alloc &) {
            failure.reset();
        }
    }
    static int32_t ask_whether_cancelled(const modvirt_call *call) noexcept
    {
        return static_cast<const OwnCall *>(call->host_data)->m_is_cancelled() ? 1 : 0;
    }

    modvirt_call m_raw;
    IsCancelled m_is_cancelled;
    std::optional<Error> m_failure;
};

} // namespace modvirt
