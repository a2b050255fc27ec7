// SPDX-License-Identifier: LGPL-2.1-or-later
// Typed parameters from a driver, in libvirt's form.
#pragma once

#include <utility>
#include <vector>

#include <libvirt/libvirt.h>

#include <modvirt/plugin.h>

namespace modvirt::typed {

// Makes `target` a copy of a driver's parameter. False without memory, or when the driver's is none: `target`
// then owns nothing.
bool assign(virTypedParameter &target, const modvirt_parameter &raw) noexcept;

// An array of parameters that owns their text.
class List {
public:
    List() = default;
    List(List &&other) noexcept : m_items(std::exchange(other.m_items, {})) {}
    List(const List &) = delete;
    List &operator=(const List &) = delete;
    ~List();

    // Parameters that are none are left out. Throw std::bad_alloc.
    void append(const modvirt_parameter &raw);
    void append(const modvirt_parameter *raw, uint64_t count);

    // A callback's type lets it write; it must not.
    [[nodiscard]] virTypedParameterPtr data() const noexcept
    {
        return m_items.empty() ? nullptr : m_items.data();
    }
    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_items.size()); }
    // Gives the first ones away, as many as there is room for; answers how many.
    size_t move_to(virTypedParameterPtr target, size_t room) noexcept;
    // Gives an array to free with virTypedParamsFree; null without memory, and when the list is empty.
    [[nodiscard]] virTypedParameterPtr release() noexcept;

private:
    mutable std::vector<virTypedParameter> m_items;
};

} // namespace modvirt::typed
