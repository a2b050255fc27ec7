// SPDX-License-Identifier: LGPL-2.1-or-later
#include "typed_value.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <locale.h>
#include <new>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::typed {

// --- Values
// ----------------------------------------------------------------------------------------------------

Value Value::of(int value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_INT;
    made.m_param.value.i = value;
    return made;
}

Value Value::of(unsigned int value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_UINT;
    made.m_param.value.ui = value;
    return made;
}

Value Value::of(long long value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_LLONG;
    made.m_param.value.l = value;
    return made;
}

Value Value::of(unsigned long long value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_ULLONG;
    made.m_param.value.ul = value;
    return made;
}

Value Value::of(double value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_DOUBLE;
    made.m_param.value.d = value;
    return made;
}

Value Value::of(bool value) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_BOOLEAN;
    made.m_param.value.b = value ? 1 : 0;
    return made;
}

std::optional<Value> Value::copy_of(const char *text) noexcept
{
    Value made;
    made.m_param.type = VIR_TYPED_PARAM_STRING;
    made.m_param.value.s = strdup(text);
    if (made.m_param.value.s == nullptr)
        return std::nullopt;
    return made;
}

Value::~Value()
{
    if (m_param.type == VIR_TYPED_PARAM_STRING)
        std::free(m_param.value.s);
}

void Value::move_to(virTypedParameter &target) noexcept
{
    target.type = m_param.type;
    target.value = m_param.value;
    m_param = {};
}

const char *type_name(int type) noexcept
{
    switch (type) {
    case VIR_TYPED_PARAM_INT:
        return "int";
    case VIR_TYPED_PARAM_UINT:
        return "uint";
    case VIR_TYPED_PARAM_LLONG:
        return "llong";
    case VIR_TYPED_PARAM_ULLONG:
        return "ullong";
    case VIR_TYPED_PARAM_DOUBLE:
        return "double";
    case VIR_TYPED_PARAM_BOOLEAN:
        return "boolean";
    case VIR_TYPED_PARAM_STRING:
        return "string";
    default:
        return "(null)";
    }
}

// --- From text
// -------------------------------------------------------------------------------------------------

namespace {

// Runs one of the strto functions: nothing unless the whole text is a number in its range.
template <class Read>
auto whole(const char *text, Read &&read) -> std::optional<decltype(read(text, nullptr))>
{
    char *end = nullptr;
    errno = 0;
    const auto value = read(text, &end);
    if (errno != 0 || end == text || *end != '\0')
        return std::nullopt;
    return value;
}

std::optional<long long> signed_number(const char *text)
{
    return whole(text, [](const char *from, char **end) { return std::strtoll(from, end, 10); });
}

std::optional<unsigned long long> unsigned_number(const char *text)
{
    return whole(text, [](const char *from, char **end) { return std::strtoull(from, end, 10); });
}

// With a point for the decimals whatever the program's locale is.
std::optional<double> decimal_number(const char *text)
{
    static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
    return whole(text, [](const char *from, char **end) {
        return plain == nullptr ? std::strtod(from, end) : strtod_l(from, end, plain);
    });
}

// A negative number stands for what it is as an unsigned one of this size, as strtoul has it.
std::optional<unsigned int> small_unsigned_number(const char *text)
{
    const auto value = unsigned_number(text);
    if (!value)
        return std::nullopt;
    const bool is_negative = std::strchr(text, '-') != nullptr;
    const unsigned long long size = is_negative ? 0 - *value : *value;
    if (size > UINT_MAX)
        return std::nullopt;
    return static_cast<unsigned int>(*value);
}

std::optional<bool> choice(const char *text)
{
    if (strcasecmp(text, "true") == 0 || std::strcmp(text, "1") == 0)
        return true;
    if (strcasecmp(text, "false") == 0 || std::strcmp(text, "0") == 0)
        return false;
    return std::nullopt;
}

template <class Number>
Value expect(std::optional<Number> value, const char *name, const char *expected)
{
    if (!value)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("Invalid value for field '{}': expected {}", name, expected));
    return Value::of(*value);
}

std::optional<int> small_number(const char *text)
{
    const auto value = signed_number(text);
    if (!value || *value < INT_MIN || *value > INT_MAX)
        return std::nullopt;
    return static_cast<int>(*value);
}

Value parse_choice(const char *name, const char *text)
{
    const auto value = choice(text);
    if (!value)
        throw Error(ErrorCode::InvalidArg, fmt::format("Invalid boolean value for field '{}'", name));
    return Value::of(*value);
}

Value copy(const char *text)
{
    auto copied = Value::copy_of(text);
    if (!copied)
        throw std::bad_alloc();
    return std::move(*copied);
}

} // namespace

Value parse(const char *name, int type, const char *text)
{
    if (text == nullptr)
        throw Error(ErrorCode::InvalidArg, fmt::format("NULL value for field '{}'", name));
    switch (type) {
    case VIR_TYPED_PARAM_INT:
        return expect(small_number(text), name, "int");
    case VIR_TYPED_PARAM_UINT:
        return expect(small_unsigned_number(text), name, "unsigned int");
    case VIR_TYPED_PARAM_LLONG:
        return expect(signed_number(text), name, "long long");
    case VIR_TYPED_PARAM_ULLONG:
        return expect(unsigned_number(text), name, "unsigned long long");
    case VIR_TYPED_PARAM_DOUBLE:
        return expect(decimal_number(text), name, "double");
    case VIR_TYPED_PARAM_BOOLEAN:
        return parse_choice(name, text);
    case VIR_TYPED_PARAM_STRING:
        return copy(text);
    default:
        throw Error(ErrorCode::InternalError, fmt::format("unexpected type {} for field {}", type, name));
    }
}

} // namespace modvirt::typed
