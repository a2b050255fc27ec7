// SPDX-License-Identifier: MIT
// The plugin SDK for C++20, header-only. Derive a class from Hypervisor, Network, Storage, HostInterfaces,
// NodeDevices, Secrets, NetworkFilters or StorageBackend, give it `static std::unique_ptr<Self> open(const OpenRequest &)`, and name it in modvirt_add_plugin(). Everything
// here is compiled into the plugin; what crosses to the host is plugin.h alone.
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <type_traits>

#include <modvirt/byte_stream.hpp>
#include <modvirt/current_call.hpp>
#include <modvirt/emission.hpp>
#include <modvirt/error.hpp>
#include <modvirt/host.hpp>
#include <modvirt/objects.hpp>
#include <modvirt/parameters.hpp>
#include <modvirt/plugin.h>
#include <modvirt/query.hpp>
#include <modvirt/secret_source.hpp>
#include <modvirt/values.hpp>

namespace modvirt {

// What a session is asked to open; lent for the call. The parts of the URI are decoded; absent ones are
// empty.
class OpenRequest {
public:
    explicit OpenRequest(const modvirt_open *raw) : m_raw(raw) {}

    [[nodiscard]] std::string_view uri() const { return m_raw->uri; }
    [[nodiscard]] std::string_view scheme() const { return m_raw->scheme; }
    [[nodiscard]] std::string_view server() const { return m_raw->server; }
    [[nodiscard]] std::string_view path() const { return m_raw->path; }
    [[nodiscard]] std::string_view query() const { return m_raw->query; } // still encoded: see query.hpp
    [[nodiscard]] std::string_view document() const { return m_raw->document; }
    [[nodiscard]] bool is_read_only() const { return (m_raw->flags & MODVIRT_OPEN_READ_ONLY) != 0; }
    [[nodiscard]] modvirt_connection *connection() const { return m_raw->connection; }

    // For a storage backend: the secrets that the pool and its volumes name. Valid as long as the session.
    [[nodiscard]] SecretSource secrets() const
    {
        return SecretSource(MODVIRT_HAS(m_raw, secrets) ? m_raw->secrets : nullptr);
    }

    // Asks the application for one credential, `type` being a virConnectCredentialType.
    [[nodiscard]] std::optional<std::string> ask(int32_t type, const char *prompt,
                                                 const char *fallback = nullptr) const
    {
        std::string answer;
        const auto sink = detail::text_sink(answer);
        const modvirt_credential question{sizeof question, type, prompt, nullptr, fallback};
        if (m_raw->ask == nullptr || m_raw->ask(m_raw, &question, &sink) != 0)
            return std::nullopt;
        return answer;
    }

private:
    const modvirt_open *m_raw;
};

// The common base of the driver classes. The host destroys a session when no call runs on it any more.
class Session {
public:
    Session() = default;
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    virtual ~Session() = default;

protected:
    // What a method does that no driver has overridden; its slot is absent, so only a driver can get here.
    [[noreturn]] static void not_served()
    {
        throw Error(ErrorCode::NoSupport, "the driver called a method that it does not override");
    }
};

// Refuses flags that the caller set and the driver does not know.
inline void refuse_unknown_flags(uint32_t flags, uint32_t known, const char *call)
{
    if ((flags & ~known) == 0)
        return;
    char digits[16];
    std::snprintf(digits, sizeof digits, "0x%x", flags & ~known);
    throw Error(ErrorCode::InvalidArg, std::string("unsupported flags (") + digits + ") in function " + call);
}

} // namespace modvirt

#include <modvirt/trampoline.hpp>

#include <modvirt/object_trampoline.hpp>

#include <modvirt/stream_trampoline.hpp>

#include <modvirt/driver.hpp>
