// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/typed_parameter.hpp"

#include "base/failure.hpp"

namespace modvirt::cli {

std::string parameter_text(const virTypedParameter &parameter)
{
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return fmt::format("{}", parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
        return fmt::format("{}", parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
        return fmt::format("{}", parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
        return fmt::format("{}", parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE:
        return fmt::format("{:f}", parameter.value.d);
    case VIR_TYPED_PARAM_BOOLEAN:
        return parameter.value.b ? "yes" : "no";
    case VIR_TYPED_PARAM_STRING:
        return parameter.value.s ? parameter.value.s : "";
    default:
        fail("unimplemented parameter type {}", parameter.type);
    }
}

} // namespace modvirt::cli
