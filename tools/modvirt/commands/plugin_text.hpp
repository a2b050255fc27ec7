// SPDX-License-Identifier: LGPL-2.1-or-later
// The library's answers about plugins as text for people.
#pragma once

#include "base/json.hpp"

#include <string>

namespace modvirt::cli {

std::string plugin_list_text(const JsonValue &answer);
std::string plugin_show_text(const JsonValue &answer);
std::string plugin_explain_text(const JsonValue &answer);
std::string plugin_doctor_text(const JsonValue &answer);
std::string plugin_matrix_text(const JsonValue &answer);

} // namespace modvirt::cli
