// SPDX-License-Identifier: LGPL-2.1-or-later
#include "last_error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <modvirt/plugin.h>

#include "error_text.hpp"

// The handles in virError are deprecated for applications; callbacks written long ago still read them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace modvirt::error {

namespace {

// Frees what virError owns; used for the thread's error, a connection's and the caller's alike.
void clear(virError &error) noexcept
{
    std::free(error.message);
    std::free(error.str1);
    std::free(error.str2);
    std::free(error.str3);
    error = virError{};
}

struct ThreadError {
    virError error{};
    ~ThreadError() { clear(error); }
};

thread_local ThreadError thread_error;

struct GlobalCallback {
    std::mutex mutex;
    virErrorFunc function = nullptr;
    void *data = nullptr;
};

GlobalCallback &global_callback() noexcept
{
    static GlobalCallback callback;
    return callback;
}

char *copy(const std::string &text) noexcept
{
    return text.empty() ? nullptr : strdup(text.c_str());
}

char *copy(const char *text) noexcept
{
    return text == nullptr ? nullptr : strdup(text);
}

// `to` must hold nothing yet.
void copy_into(const virError &from, virError &to) noexcept
{
    to = from;
    to.message = copy(from.message);
    to.str1 = copy(from.str1);
    to.str2 = copy(from.str2);
    to.str3 = copy(from.str3);
}

// About flags the whole sentence is told as it is.
bool is_argument_refusal(int code, const std::string &detail) noexcept
{
    return code == VIR_ERR_INVALID_ARG && (detail.starts_with("unsupported flags (") || detail.starts_with("Flags '"));
}

const char *level_text(virErrorLevel level) noexcept
{
    switch (level) {
    case VIR_ERR_WARNING:
        return "warning";
    case VIR_ERR_ERROR:
        return "error";
    case VIR_ERR_NONE:
        break;
    }
    return "";
}

} // namespace

int told_domain(int domain, int default_domain) noexcept
{
    if (domain == VIR_FROM_NONE)
        return default_domain;
    return domain == MODVIRT_ERROR_NOWHERE ? VIR_FROM_NONE : domain;
}

Report report(int code, int domain, const std::string &detail)
{
    Report made{code, domain, {}, {}, {}, -1, -1};
    const char *format = code_format(code);
    if (is_argument_refusal(code, detail) || format == nullptr) {
        made.message = made.str1 = detail;
    } else if (detail.empty()) {
        made.message = made.str1 = code_text(code);
    } else {
        made.str1 = format;
        made.str2 = detail;
        made.message = format;
        made.message.replace(made.message.find("%s"), 2, detail);
    }
    return made;
}

Report report(const Error &error, int default_domain)
{
    return report(static_cast<int>(error.code()), told_domain(static_cast<int>(error.domain()), default_domain),
                  error.message());
}

Report null_argument(int domain, const char *function, const char *argument)
{
    return {VIR_ERR_INVALID_ARG,
            domain,
            std::string(argument) + " in " + function + " must not be NULL",
            function,
            argument,
            0,
            0};
}

void raise(Report report) noexcept
{
    clear(thread_error.error);
    virError &error = thread_error.error;
    error.code = report.code;
    error.domain = report.domain;
    error.level = VIR_ERR_ERROR;
    error.message = copy(report.message);
    error.str1 = copy(report.str1);
    error.str2 = copy(report.str2);
    error.int1 = report.int1;
    error.int2 = report.int2;
}

void reset() noexcept
{
    if (thread_error.error.code != VIR_ERR_OK)
        clear(thread_error.error);
}

virErrorPtr last() noexcept
{
    return thread_error.error.code == VIR_ERR_OK ? nullptr : &thread_error.error;
}

Report last_report()
{
    const virErrorPtr from = last();
    if (from == nullptr)
        return {};
    const auto text = [](const char *words) { return std::string(words == nullptr ? "" : words); };
    return {from->code,       from->domain, text(from->message), text(from->str1),
            text(from->str2), from->int1,   from->int2};
}

ConnectionErrors::~ConnectionErrors()
{
    clear(m_error);
}

void ConnectionErrors::set_callback(virErrorFunc function, void *data) noexcept
{
    const std::lock_guard lock(m_mutex);
    m_callback = function;
    m_callback_data = data;
}

void ConnectionErrors::reset() noexcept
{
    const std::lock_guard lock(m_mutex);
    clear(m_error);
}

virErrorPtr ConnectionErrors::last() noexcept
{
    const std::lock_guard lock(m_mutex);
    return m_error.code == VIR_ERR_OK ? nullptr : &m_error;
}

int ConnectionErrors::copy(virError &to) noexcept
{
    const std::lock_guard lock(m_mutex);
    copy_into(m_error, to);
    return to.code;
}

void dispatch(virConnectPtr connection, ConnectionErrors *errors) noexcept
{
    if (thread_error.error.code == VIR_ERR_OK)
        raise(report(VIR_ERR_INTERNAL_ERROR, VIR_FROM_NONE, "the call failed without naming a cause"));
    virErrorFunc function = nullptr;
    void *data = nullptr;
    thread_error.error.conn = connection;
    if (errors != nullptr) {
        const std::lock_guard lock(errors->m_mutex);
        clear(errors->m_error);
        copy_into(thread_error.error, errors->m_error);
        function = errors->m_callback;
        data = errors->m_callback_data;
    }
    if (function == nullptr) {
        GlobalCallback &global = global_callback();
        const std::lock_guard lock(global.mutex);
        function = global.function;
        data = global.data;
    }
    if (function != nullptr)
        function(data, &thread_error.error);
    else
        virDefaultErrorFunc(&thread_error.error);
    thread_error.error.conn = nullptr;
}

// --- The public error calls
// -----------------------------------------------------------------------------------

extern "C" {

virErrorPtr virGetLastError(void)
{
    return last();
}

int virGetLastErrorCode(void)
{
    const virErrorPtr error = last();
    return error == nullptr ? static_cast<int>(VIR_ERR_OK) : error->code;
}

int virGetLastErrorDomain(void)
{
    const virErrorPtr error = last();
    return error == nullptr ? static_cast<int>(VIR_FROM_NONE) : error->domain;
}

const char *virGetLastErrorMessage(void)
{
    const virErrorPtr error = last();
    if (error == nullptr)
        return "no error";
    return error->message == nullptr ? "unknown error" : error->message;
}

virErrorPtr virSaveLastError(void)
{
    const int saved_errno = errno;
    auto *saved = static_cast<virErrorPtr>(std::calloc(1, sizeof(virError)));
    if (saved != nullptr)
        copy_into(thread_error.error, *saved);
    errno = saved_errno;
    return saved;
}

int virSetError(virErrorPtr newerr)
{
    if (newerr == nullptr)
        return -1;
    virError copy{};
    copy_into(*newerr, copy);
    clear(thread_error.error);
    thread_error.error = copy;
    return 0;
}

void virResetLastError(void)
{
    reset();
}

void virResetError(virErrorPtr err)
{
    if (err != nullptr)
        clear(*err);
}

void virFreeError(virErrorPtr err)
{
    virResetError(err);
    std::free(err);
}

int virCopyLastError(virErrorPtr to)
{
    if (to == nullptr)
        return -1;
    copy_into(thread_error.error, *to);
    return to->code;
}

void virSetErrorFunc(void *userData, virErrorFunc handler)
{
    GlobalCallback &global = global_callback();
    const std::lock_guard lock(global.mutex);
    global.function = handler;
    global.data = userData;
}

void virDefaultErrorFunc(virErrorPtr err)
{
    if (err == nullptr || err->code == VIR_ERR_OK)
        return;
    const char *object = "";
    if (err->dom != nullptr)
        object = virDomainGetName(err->dom);
    else if (err->net != nullptr)
        object = virNetworkGetName(err->net);
    std::fprintf(stderr, "libvirt: %s %s %s: %s\n", domain_text(err->domain), level_text(err->level),
                 object == nullptr ? "" : object,
                 err->message == nullptr ? "No error message provided" : err->message);
}

} // extern "C"

} // namespace modvirt::error
