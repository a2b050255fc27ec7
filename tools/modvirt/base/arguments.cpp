// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversions from words to numbers, sizes and flags, with virsh's messages.
#include "base/arguments.hpp"

#include "base/failure.hpp"
#include "base/numbers.hpp"

#include <libvirt/libvirt.h>

#include <limits>

namespace modvirt::cli {

void Arguments::add(const Option &option, std::string value)
{
    m_given.push_back({&option, std::move(value)});
}

const Arguments::Given *Arguments::find(std::string_view name) const
{
    for (const Given &given : m_given)
        if (given.option->name == name)
            return &given;
    return nullptr;
}

bool Arguments::has(std::string_view name) const
{
    return find(name) != nullptr;
}

std::optional<std::string> Arguments::text(std::string_view name) const
{
    const Given *given = find(name);
    if (!given)
        return std::nullopt;
    if (given->value.empty() && !given->option->has(EmptyOk))
        fail("Failed to get option '{}': Option argument is empty", name);
    return given->value;
}

std::string Arguments::required_text(std::string_view name) const
{
    return text(name).value();
}

std::vector<std::string> Arguments::all(std::string_view name) const
{
    std::vector<std::string> values;
    for (const Given &given : m_given)
        if (given.option->name == name)
            values.push_back(given.value);
    return values;
}

void Arguments::bad_number(const Given &given) const
{
    fail("Numeric value '{}' for <{}> option is malformed or out of range", given.value, given.option->name);
}

template <typename Number>
std::optional<Number> Arguments::number(std::string_view name) const
{
    const Given *given = find(name);
    if (!given)
        return std::nullopt;
    const auto value = parse_integer<Number>(given->value);
    if (!value)
        bad_number(*given);
    return value;
}

std::optional<int> Arguments::integer(std::string_view name) const
{
    return number<int>(name);
}

std::optional<unsigned> Arguments::unsigned_integer(std::string_view name) const
{
    return number<unsigned>(name);
}

std::optional<long long> Arguments::long_integer(std::string_view name) const
{
    return number<long long>(name);
}

std::optional<unsigned long long> Arguments::large_integer(std::string_view name) const
{
    return number<unsigned long long>(name);
}

std::optional<unsigned long> Arguments::wrapped_integer(std::string_view name) const
{
    const Given *given = find(name);
    if (!given)
        return std::nullopt;
    const auto value = parse_wrapped(given->value);
    if (!value)
        bad_number(*given);
    return value;
}

std::optional<unsigned long long> Arguments::bytes(std::string_view name, unsigned long long default_unit,
                                                   unsigned long long limit) const
{
    const Given *given = find(name);
    if (!given)
        return std::nullopt;
    const Scaled scaled = parse_scaled(given->value, default_unit, limit);
    if (!scaled.bytes) {
        std::string message = fmt::format(
            "Scaled numeric value '{}' for <{}> option is malformed or out of range", given->value, name);
        if (!scaled.reason.empty())
            message += "\nerror: " + scaled.reason;
        fail("{}", message);
    }
    return scaled.bytes;
}

std::optional<int> Arguments::timeout_ms() const
{
    const auto seconds = integer("timeout");
    if (!seconds)
        return std::nullopt;
    if (*seconds <= 0 || *seconds > std::numeric_limits<int>::max() / 1000)
        bad_number(*find("timeout"));
    return *seconds * 1000;
}

void Arguments::refuse_both(std::string_view one, std::string_view other) const
{
    if (has(one) && has(other))
        fail("Options --{} and --{} are mutually exclusive", one, other);
}

void Arguments::refuse_with(std::string_view one, std::initializer_list<std::string_view> others) const
{
    for (const std::string_view other : others)
        refuse_both(one, other);
}

void Arguments::need_with(std::string_view needed, std::string_view when) const
{
    if (has(when) && !has(needed))
        fail("Option --{} is required by option --{}", needed, when);
}

std::optional<unsigned> Arguments::affect_flags() const
{
    refuse_both("current", "live");
    refuse_both("current", "config");
    if (!has("live") && !has("config") && !has("current"))
        return std::nullopt;
    unsigned flags = VIR_DOMAIN_AFFECT_CURRENT;
    if (has("live"))
        flags |= VIR_DOMAIN_AFFECT_LIVE;
    if (has("config"))
        flags |= VIR_DOMAIN_AFFECT_CONFIG;
    return flags;
}

} // namespace modvirt::cli
