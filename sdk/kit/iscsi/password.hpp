// SPDX-License-Identifier: MIT
// Passwords of CHAP: a document names a secret, or else a file that only its owner may read. Since 1.0.
#pragma once

#include <string>
#include <string_view>

#include <modvirt/secret_source.hpp>

#include "kit/xml/document.hpp"

namespace modvirt::iscsi {

// What `directory`/`name` holds, without a newline at its end. Throws AuthFailed when there is no such file, when others may
// read it, or when it is empty or too long. `name` is the UUID or the usage of a secret; with a '/' it is refused.
std::string read_password(const std::string &directory, std::string_view name);

// The secret which <auth> names; that of no UUID when it names none.
WantedSecret secret_of(const xml::Element &auth);

// The value of a secret as a password. Throws AuthFailed when it is too long for one, or has a zero byte.
std::string password_in(const SecretBytes &value);

// The value of the secret which <auth> names. A secret that there is not, or that has no value, may have a file in `directory`
// instead, as read_password() takes it. Throws NoSecret or AuthFailed, which say what to do.
std::string password_of(const xml::Element &auth, const SecretSource &secrets, const std::string &directory);

} // namespace modvirt::iscsi
