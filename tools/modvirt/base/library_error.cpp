// SPDX-License-Identifier: LGPL-2.1-or-later
// Freeing a handle clears the library's last error, so the report is copied when the library makes it.
#include "base/library_error.hpp"

#include <fmt/format.h>

#include <utility>

namespace modvirt::cli {

namespace {

struct Report {
    int code = VIR_ERR_OK;
    int domain = VIR_FROM_NONE;
    int level = VIR_ERR_NONE;
    std::string message;
};

thread_local Report last_report;

void keep_report(void *, virErrorPtr error)
{
    if (error && error->code != VIR_ERR_OK)
        last_report = {error->code, error->domain, error->level, error->message ? error->message : "unknown error"};
}

// The parts of the library that there were, by VIR_FROM_*.
constexpr std::string_view old_domains[] = {
    "",     "Xen ",    "Xen Daemon ", "Xen Store ", "S-Expr ",      "XML ",             "Domain ",
    "XML-RPC ", "PROXY ",  "Config ",     "QEMU ",      "Network ",     "Test ",            "Remote ",
    "OpenVZ ",  "Xen XM ", "Linux Stats ", "Linux Container ", "Storage ", "Network Config ", "Domain Config ",
};

constexpr std::string_view old_levels[] = {"", "warning", "error"};

template <size_t size>
std::string_view name_in(const std::string_view (&names)[size], int number)
{
    return number >= 0 && static_cast<size_t>(number) < size ? names[number] : "";
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

std::string take_library_line()
{
    virResetLastError();
    const Report report = std::exchange(last_report, {});
    if (report.message.empty() || report.code == VIR_ERR_NO_XEN)
        return {};
    return fmt::format("libvir: {}{} : {}\n", name_in(old_domains, report.domain), name_in(old_levels, report.level),
                       report.message);
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
