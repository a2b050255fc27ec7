// SPDX-License-Identifier: LGPL-2.1-or-later
// The reason for a failure, kept over the calls that clean up after it.
#pragma once

#include <new>
#include <utility>

#include "error/last_error.hpp"

namespace modvirt {

// Public calls forget the thread's last error, and may fail themselves; the error to tell is the one that made them
// necessary. It is the last error again when this object goes.
class KeptError {
public:
    KeptError() noexcept
    {
        try {
            m_report = error::last_report();
        } catch (const std::bad_alloc &) {
            m_report.code = VIR_ERR_NO_MEMORY;
        }
    }
    KeptError(const KeptError &) = delete;
    KeptError &operator=(const KeptError &) = delete;
    ~KeptError() { error::raise(std::move(m_report)); }

private:
    error::Report m_report;
};

} // namespace modvirt
