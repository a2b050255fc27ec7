// SPDX-License-Identifier: MIT
// The host's services for C++ authors: thin wrappers around modvirt_host_v1. All are thread-safe. Since 1.0.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <modvirt/error.hpp>
#include <modvirt/plugin.h>

namespace modvirt {

namespace detail {

// Set once by negotiation, before anything else of the plugin runs.
inline const modvirt_host_v1 *host_table = nullptr;

inline int32_t append_text(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
{
    try {
        static_cast<std::string *>(sink->data)->append(text, size);
        return 0;
    } catch (...) {
        return 1;
    }
}

inline modvirt_string_sink text_sink(std::string &text) noexcept
{
    return {sizeof(modvirt_string_sink), 0, &text, &append_text};
}

} // namespace detail

enum class LogLevel : uint32_t { Debug = 1, Info = 2, Warning = 3, Error = 4 };
enum class DirectoryKind : uint32_t { State = 1, Run = 2, Cache = 3, Log = 4, Config = 5 };

class Host {
public:
    explicit Host(const modvirt_host_v1 *table) : m_table(table) {}

    void log(LogLevel level, const char *category, const std::string &message) const
    {
        m_table->log(m_table, static_cast<uint32_t>(level), category, message.c_str());
    }

    // A group of further services such as "xml/1"; null when the host does not know it.
    template <class Interface>
    [[nodiscard]] const Interface *find_interface(const char *name) const
    {
        return static_cast<const Interface *>(m_table->get_interface(m_table, name));
    }

    // The administrator's setting of section [plugin.NAME].
    [[nodiscard]] std::optional<std::string> config(const char *plugin, const char *key) const
    {
        std::string value;
        const auto sink = detail::text_sink(value);
        if (m_table->config(m_table, plugin, key, &sink) != 0)
            return std::nullopt;
        return value;
    }

    // An absolute directory for the plugin's own files. Throws SystemError when it cannot be made.
    [[nodiscard]] std::string directory(const char *plugin, DirectoryKind kind) const
    {
        std::string path;
        const auto sink = detail::text_sink(path);
        const int error = m_table->directory(m_table, plugin, static_cast<uint32_t>(kind), &sink);
        if (error != 0)
            throw Error(ErrorCode::SystemError,
                        std::string("cannot make the directory '") + path + "': " + std::strerror(error));
        return path;
    }

    void count(const char *metric, int64_t delta = 1) const { m_table->count(m_table, metric, delta); }

    void emit(modvirt_connection *connection, const modvirt_domain_event &event) const
    {
        m_table->emit_domain_event(m_table, connection, &event);
    }
    // Dropped by a host that is older than these events.
    void emit(modvirt_connection *connection, const modvirt_object_event &event) const
    {
        if (MODVIRT_HAS(m_table, emit_object_event))
            m_table->emit_object_event(m_table, connection, &event);
    }

    // The table itself, for the event loop and for spawning.
    [[nodiscard]] const modvirt_host_v1 *table() const { return m_table; }

private:
    const modvirt_host_v1 *m_table;
};

// The host that loaded this plugin. Valid from negotiation on.
inline Host host()
{
    return Host(detail::host_table);
}

} // namespace modvirt
