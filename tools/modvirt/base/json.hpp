// SPDX-License-Identifier: LGPL-2.1-or-later
// What --json prints: one JSON value and a line end. Lists are arrays of objects, descriptions are objects;
// members keep the order of the text form, sizes name their unit, what is not known is null.
#pragma once

#include "base/session.hpp"

#include <nlohmann/json.hpp>

namespace modvirt::cli {

using JsonValue = nlohmann::ordered_json;

// Was JSON asked for, for this command or for all?
bool wants_json(const Session &session, const Arguments &arguments);
void print_json(Session &session, const JsonValue &value);

// A text alone: {"MEMBER": text} where JSON is asked for, otherwise the text and `end`.
void print_member(Session &session, const Arguments &arguments, const char *member, std::string_view text,
                  std::string_view end = "\n");

// Bytes that are no UTF-8 are replaced: JSON cannot carry them.
JsonValue json_text(std::string_view text);
JsonValue json_text(const char *text);

// The value of a parameter in its own type.
JsonValue json_of(const virTypedParameter &parameter);
JsonValue json_of(std::span<const virTypedParameter> parameters);

} // namespace modvirt::cli
