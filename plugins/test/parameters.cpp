// SPDX-License-Identifier: LGPL-2.1-or-later
#include "parameters.hpp"

#include <algorithm>

namespace modvirt::test {

namespace {

constexpr std::string_view type_names[] = {"int", "uint", "llong", "ullong", "double", "boolean", "string"};

} // namespace

void check_parameters(const Parameters &given, std::span<const KnownParameter> known)
{
    for (auto each = given.begin(); each != given.end(); ++each) {
        const auto is_same = [&](const auto &other) { return other.name == each->name; };
        const auto found = std::find_if(known.begin(), known.end(), is_same);
        if (found == known.end())
            throw Error(ErrorCode::ArgumentUnsupported, "parameter '" + each->name + "' not supported",
                        ErrorDomain::Nowhere);
        const auto wanted = static_cast<std::size_t>(found->type);
        if (each->value.index() != wanted)
            throw Error(ErrorCode::InvalidArg, "invalid type '" +
                                                   std::string(type_names[each->value.index()]) +
                                                   "' requested for parameter '" + each->name +
                                                   "', expected '" + std::string(type_names[wanted]) + "'",
                        ErrorDomain::Nowhere);
        if (std::any_of(given.begin(), each, is_same))
            throw Error(ErrorCode::InvalidArg, "parameter '" + each->name + "' occurs multiple times",
                        ErrorDomain::Nowhere);
    }
}

} // namespace modvirt::test
