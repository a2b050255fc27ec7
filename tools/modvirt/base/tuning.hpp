// SPDX-License-Identifier: LGPL-2.1-or-later
// What the commands that tune a domain have in common: the parameters that were given are changed, and where
// none was given all are shown.
#pragma once

#include "base/json.hpp"
#include "base/parameter_changes.hpp"
#include "base/typed_parameter.hpp"

#include <functional>

namespace modvirt::cli {

// The two calls of one kind of parameters, with what they have to be told besides the parameters.
struct ParameterCalls {
    // As those of the library: with no room it tells how many there are.
    std::function<int(virTypedParameterPtr, int *)> get;
    std::function<int(virTypedParameterPtr, int)> set;
};

// What is said above the library's own reason.
struct ParameterComplaints {
    std::string_view counting;
    std::string_view reading;
    std::string_view changing;
};

// How values are shown where they are more than numbers.
struct ParameterView {
    std::string (*text)(const virTypedParameter &) = parameter_text;
    JsonValue (*json)(std::span<const virTypedParameter>) = json_of;
};

void change_or_show(Session &session, const Arguments &arguments, const ParameterCalls &calls,
                    const ParameterComplaints &complaints, const ParameterChanges &changes,
                    const ParameterView &view = {});

// `name           : value`, a line each, or the object of JSON.
void show_parameters(Session &session, const Arguments &arguments, std::span<const virTypedParameter> values,
                     const ParameterView &view = {});

} // namespace modvirt::cli
