// SPDX-License-Identifier: LGPL-2.1-or-later
#include "entry.hpp"

#include "plugin/escaped.hpp"
#include "plugin/plugin.hpp"

namespace modvirt {

bool Entry::check(virConnectPtr connection) noexcept
{
    if (!is_valid(connection, Magic::Connect))
        return refuse(VIR_ERR_INVALID_CONN, m_info.error_domain);
    if (m_objects.connection == nullptr)
        m_objects.connection = connection;
    return true;
}

bool Entry::refuse(int code, int domain) noexcept
{
    error::raise(error::report(code, domain, m_info.symbol));
    return false;
}

bool Entry::check_not_null(const void *argument, const char *name) noexcept
{
    if (argument != nullptr)
        return true;
    error::raise(error::null_argument(m_info.error_domain, m_info.symbol, name));
    return false;
}

bool Entry::require(bool holds, const char *name, const char *demand) noexcept
{
    if (!holds)
        raise_argument(name, std::string(name) + " in " + m_info.symbol + " must " + demand);
    return holds;
}

bool Entry::check_null(const void *argument, const char *name) noexcept
{
    return require(argument == nullptr, name, "be NULL");
}

bool Entry::check_not_empty(const char *argument, const char *name) noexcept
{
    if (*argument != '\0')
        return true;
    raise_argument(name, std::string("string ") + name + " in " + m_info.symbol + " must not be empty");
    return false;
}

bool Entry::check_zero(long long argument, const char *name) noexcept
{
    return require(argument == 0, name, "be zero");
}

bool Entry::check_positive(long long argument, const char *name) noexcept
{
    return require(argument > 0, name, "be greater than zero");
}

bool Entry::check_not_negative(long long argument, const char *name) noexcept
{
    return require(argument >= 0, name, "be zero or greater");
}

bool Entry::check_not_zero(unsigned long long argument, const char *name) noexcept
{
    return require(argument != 0, name, "not be zero");
}

bool Entry::check_writable() noexcept
{
    if (m_info.access == Access::Read || m_objects.connection == nullptr || !m_objects.connection->is_read_only)
        return true;
    raise(VIR_ERR_OPERATION_DENIED, std::string("read only access prevents ") + m_info.symbol);
    return false;
}

bool Entry::check_flags(uint32_t flags) noexcept
{
    m_flags = flags;
    if ((flags & m_info.write_flags) != 0 && m_objects.connection != nullptr && m_objects.connection->is_read_only) {
        raise(VIR_ERR_OPERATION_DENIED, std::string(m_info.symbol) + " with secure flag");
        return false;
    }
    for (const FlagRule &rule : m_info.flag_rules) {
        if (!rule.allows(flags)) {
            refuse_flags(rule);
            return false;
        }
    }
    return true;
}

void Entry::refuse_flags(const FlagRule &broken) noexcept
{
    const std::string first = broken.first_name;
    const std::string second = broken.second_name;
    if (broken.kind == FlagRule::Exclusive)
        raise_argument("flags", "Flags '" + first + "' and '" + second + "' are mutually exclusive");
    else
        raise_argument("flags", "Flag '" + second + "' is required by flag '" + first + "'");
}

void Entry::raise(int code, const std::string &detail) noexcept
{
    error::raise(error::report(code, m_info.error_domain, detail));
}

void Entry::raise_argument(const char *name, const std::string &sentence) noexcept
{
    error::raise({VIR_ERR_INVALID_ARG, m_info.error_domain, sentence, m_info.symbol, name, 0, 0});
}

void Entry::raise_argument_nowhere(const char *name, const std::string &sentence) noexcept
{
    error::raise({VIR_ERR_INVALID_ARG, VIR_FROM_NONE, sentence, m_info.symbol, name, 0, 0});
}

void Entry::raise_escaped(const plugin::Plugin &plugin) noexcept
{
    raise(VIR_ERR_INTERNAL_ERROR, "driver \"" + plugin.name() + "\" fails in " + m_info.symbol + ": " +
                                      plugin::describe_escaped() + ". " + plugin::report_escaped);
}

void Entry::fail() noexcept
{
    error::dispatch(m_objects.connection, m_objects.connection == nullptr ? nullptr : &m_objects.connection->errors);
}

void CallContext::record_failure(const modvirt_call *call, int32_t code, int32_t domain,
                                 const char *message) noexcept
{
    const auto &self = *static_cast<const CallContext *>(call->host_data);
    const int told = error::told_domain(domain, self.m_error_domain);
    error::raise(error::report(code, told, message == nullptr ? "" : message));
}

} // namespace modvirt
