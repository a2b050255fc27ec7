// SPDX-License-Identifier: LGPL-2.1-or-later
// The context of a slot's call that no public call stands behind: it keeps why the slot failed.
#pragma once

#include <new>
#include <optional>
#include <string>

#include <modvirt/error.hpp>
#include <modvirt/plugin.h>

namespace modvirt {

class FailureContext {
public:
    FailureContext() : m_raw{sizeof m_raw, 0, 0, this, &record_failure, &never_cancelled} {}
    FailureContext(const FailureContext &) = delete;
    FailureContext &operator=(const FailureContext &) = delete;
    [[nodiscard]] const modvirt_call *raw() const noexcept { return &m_raw; }

    // `own_domain` is for failures for which the driver names none, `what` for one without a reason.
    [[noreturn]] void throw_failure(int own_domain, const std::string &what) const
    {
        if (!m_failure)
            throw Error(ErrorCode::InternalError, what + " without naming a cause");
        const auto &error = *m_failure;
        throw Error(error.code(), error.message(),
                    error.domain() == ErrorDomain::None ? static_cast<ErrorDomain>(own_domain)
                                                        : error.domain());
    }

private:
    static void record_failure(const modvirt_call *call, int32_t code, int32_t domain,
                               const char *message) noexcept
    {
        auto &self = *static_cast<FailureContext *>(call->host_data);
        try {
            self.m_failure.emplace(static_cast<ErrorCode>(code), message == nullptr ? "" : message,
                                   static_cast<ErrorDomain>(domain));
        } catch (const std::bad_alloc &) {
            self.m_failure.reset();
        }
    }
    static int32_t never_cancelled(const modvirt_call *) noexcept { return 0; }

    modvirt_call m_raw;
    std::optional<Error> m_failure;
};

} // namespace modvirt
