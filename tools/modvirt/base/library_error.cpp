// SPDX-License-Identifier: LGPL-2.1-or-later
// Freeing a handle clears the library's last error, so the report is copied when the library makes it.
#include "base/library_error.hpp"

#include <utility>

namespace modvirt::cli {

namespace {

struct Report {
    int code = VIR_ERR_OK;
    std::string message;
};

thread_local Report last_report;

void keep_report(void *, virErrorPtr error)
{
    if (error && error->code != VIR_ERR_OK)
        last_report = {error->code, error->message ? error->message : "unknown error"};
}

} // namespace

void silence_library()
{
    virSetErrorFunc(nullptr, keep_report);
}

std::string take_library_error()
{
    virResetLastError();
    return std::exchange(last_report, {}).message;
}

void forget_library_error()
{
    virResetLastError();
    last_report = {};
}

int last_library_code()
{
    return last_report.code;
}

} // namespace modvirt::cli
