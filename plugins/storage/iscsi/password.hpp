// SPDX-License-Identifier: LGPL-2.1-or-later
// Passwords of CHAP: a document names one, a file that only root may read holds it.
#pragma once

#include <string>
#include <string_view>

namespace modvirt::storage_iscsi {

// What `directory`/`name` holds, without a newline at its end. Throws AuthFailed when there is no such file, when others may
// read it, or when it is empty. `name` is the UUID or the usage of a secret; with a '/' it is refused.
std::string read_password(const std::string &directory, std::string_view name);

} // namespace modvirt::storage_iscsi
