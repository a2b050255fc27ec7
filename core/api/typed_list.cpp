// SPDX-License-Identifier: LGPL-2.1-or-later
#include "typed_list.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>

#include "typed_value.hpp"

namespace modvirt::typed {

namespace {

std::optional<Value> value_of(const modvirt_parameter &raw) noexcept
{
    switch (raw.type) {
    case VIR_TYPED_PARAM_INT:
        return Value::of(raw.value.i32);
    case VIR_TYPED_PARAM_UINT:
        return Value::of(raw.value.u32);
    case VIR_TYPED_PARAM_LLONG:
        return Value::of(static_cast<long long>(raw.value.i64));
    case VIR_TYPED_PARAM_ULLONG:
        return Value::of(static_cast<unsigned long long>(raw.value.u64));
    case VIR_TYPED_PARAM_DOUBLE:
        return Value::of(raw.value.f64);
    case VIR_TYPED_PARAM_BOOLEAN:
        return Value::of(raw.value.boolean != 0);
    case VIR_TYPED_PARAM_STRING:
        return Value::copy_of(raw.value.text == nullptr ? "" : raw.value.text);
    default:
        return std::nullopt;
    }
}

bool is_known(const modvirt_parameter &raw) noexcept
{
    return raw.type >= VIR_TYPED_PARAM_INT && raw.type <= VIR_TYPED_PARAM_STRING && raw.name != nullptr &&
           std::strlen(raw.name) < VIR_TYPED_PARAM_FIELD_LENGTH;
}

} // namespace

bool assign(virTypedParameter &target, const modvirt_parameter &raw) noexcept
{
    target = {};
    if (!is_known(raw))
        return false;
    std::optional<Value> value = value_of(raw);
    if (!value)
        return false;
    std::memcpy(target.field, raw.name, std::strlen(raw.name) + 1);
    value->move_to(target);
    return true;
}

List::~List()
{
    for (virTypedParameter &item : m_items)
        if (item.type == VIR_TYPED_PARAM_STRING)
            std::free(item.value.s);
}

void List::append(const modvirt_parameter &raw)
{
    if (!is_known(raw))
        return;
    m_items.emplace_back();
    if (assign(m_items.back(), raw))
        return;
    m_items.pop_back();
    throw std::bad_alloc();
}

// The first one tells the size of each: a driver's may be longer than those known here.
void List::append(const modvirt_parameter *raw, uint64_t count)
{
    const auto *bytes = reinterpret_cast<const char *>(raw);
    for (uint64_t index = 0; index < count; ++index)
        append(*reinterpret_cast<const modvirt_parameter *>(bytes + index * raw->struct_size));
}

size_t List::move_to(virTypedParameterPtr target, size_t room) noexcept
{
    const size_t size = std::min(room, m_items.size());
    std::copy_n(m_items.begin(), size, target);
    m_items.erase(m_items.begin(), m_items.begin() + static_cast<std::ptrdiff_t>(size));
    return size;
}

virTypedParameterPtr List::release() noexcept
{
    const size_t size = m_items.size() * sizeof(virTypedParameter);
    auto *array = size == 0 ? nullptr : static_cast<virTypedParameterPtr>(std::malloc(size));
    if (array != nullptr) {
        std::memcpy(array, m_items.data(), size);
        m_items.clear();
    }
    return array;
}

} // namespace modvirt::typed
