// SPDX-License-Identifier: LGPL-2.1-or-later
// Owners for what the C API hands out.
#pragma once

#include <cstdlib>
#include <libvirt/libvirt.h>
#include <memory>
#include <span>
#include <vector>

namespace modvirt::cli {

template <auto Free>
struct Release {
    template <typename T>
    void operator()(T *pointer) const
    {
        static_cast<void>(Free(pointer));
    }
};

using Connection = std::unique_ptr<virConnect, Release<virConnectClose>>;
using Domain = std::unique_ptr<virDomain, Release<virDomainFree>>;
using Stream = std::unique_ptr<virStream, Release<virStreamFree>>;

struct FreeMemory {
    void operator()(void *pointer) const { std::free(pointer); }
};

// Text that the library allocated.
using LibraryText = std::unique_ptr<char, FreeMemory>;

// A list of parameters, with room for `capacity` of them.
class TypedParameters {
public:
    TypedParameters() = default;
    explicit TypedParameters(int capacity) : m_values(static_cast<size_t>(capacity)), m_count(capacity) {}
    TypedParameters(const TypedParameters &) = delete;
    TypedParameters &operator=(const TypedParameters &) = delete;
    TypedParameters(TypedParameters &&) = default;
    TypedParameters &operator=(TypedParameters &&) = default;
    ~TypedParameters() { virTypedParamsClear(m_values.data(), m_count); }

    [[nodiscard]] virTypedParameterPtr data() { return m_values.data(); }
    [[nodiscard]] int *count() { return &m_count; }
    [[nodiscard]] std::span<const virTypedParameter> values() const
    {
        return {m_values.data(), static_cast<size_t>(m_count)};
    }

private:
    std::vector<virTypedParameter> m_values;
    int m_count = 0;
};

} // namespace modvirt::cli
