// SPDX-License-Identifier: LGPL-2.1-or-later
// Reading typed parameters that a caller sets.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "modvirt/plugin.hpp"

namespace modvirt::test {

// The alternatives of a parameter's value.
enum class ValueType : uint8_t { Int, UInt, LLong, ULLong, Double, Boolean, String };

struct KnownParameter {
    std::string_view name;
    ValueType type;
};

// Throws ArgumentUnsupported for a name that is not known, and InvalidArg for a value of another type or a
// name that comes twice.
void check_parameters(const Parameters &given, std::span<const KnownParameter> known);

// The value of checked parameters; null when it is not given.
template <class Type>
const Type *find_value(const Parameters &given, std::string_view name)
{
    for (const Parameter &parameter : given) {
        if (parameter.name == name)
            return std::get_if<Type>(&parameter.value);
    }
    return nullptr;
}

} // namespace modvirt::test
