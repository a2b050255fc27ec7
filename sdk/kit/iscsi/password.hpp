// SPDX-License-Identifier: MIT
// Passwords of CHAP: a document names one, a file that only its owner may read holds it. Since 1.0.
#pragma once

#include <string>
#include <string_view>

#include "kit/xml/document.hpp"

namespace modvirt::iscsi {

// What `directory`/`name` holds, without a newline at its end. Throws AuthFailed when there is no such file, when others may
// read it, or when it is empty or too long. `name` is the UUID or the usage of a secret; with a '/' it is refused.
std::string read_password(const std::string &directory, std::string_view name);

// That of the secret which <auth> names.
std::string read_password_of(const xml::Element &auth, const std::string &directory);

} // namespace modvirt::iscsi
