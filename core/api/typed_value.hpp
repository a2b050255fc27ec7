// SPDX-License-Identifier: LGPL-2.1-or-later
// One value of a typed parameter, and how it is read from text.
#pragma once

#include <optional>
#include <utility>

#include <libvirt/libvirt.h>

namespace modvirt::typed {

// Owns its text until it is moved to a parameter.
class Value {
public:
    static Value of(int value) noexcept;
    static Value of(unsigned int value) noexcept;
    static Value of(long long value) noexcept;
    static Value of(unsigned long long value) noexcept;
    static Value of(double value) noexcept;
    static Value of(bool value) noexcept;
    // Nothing without memory.
    static std::optional<Value> copy_of(const char *text) noexcept;

    Value(Value &&other) noexcept : m_param(std::exchange(other.m_param, {})) {}
    Value &operator=(Value &&) = delete;
    ~Value();

    // Sets type and value of `target`, which must own nothing.
    void move_to(virTypedParameter &target) noexcept;

private:
    Value() = default;

    virTypedParameter m_param{};
};

// "int", "uint" and so on; "(null)" for a number that is no type.
[[nodiscard]] const char *type_name(int type) noexcept;

// Reads decimal numbers, doubles, "0", "1", "true" and "false" in either case, and text as it is; nothing may
// follow a number. `name` is for messages. Throws Error and std::bad_alloc.
[[nodiscard]] Value parse(const char *name, int type, const char *text);

} // namespace modvirt::typed
