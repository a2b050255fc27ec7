// SPDX-License-Identifier: LGPL-2.1-or-later
// The record that open-iscsi keeps of a target, as the file which it is. iscsiadm makes and deletes it, and takes a password as an
// argument alone, which every process of the host can read: so what a login says is written to the file here.
#pragma once

#include <string>

#include "kit/iscsi/target.hpp"

namespace modvirt::storage_iscsi {

struct Login {
    std::string user;
    std::string password;
};

// Lets that record log in with CHAP; `interface` is empty for open-iscsi's own. `directory` is where the records are. Throws
// AuthFailed for a user or password that a record cannot hold, OperationFailed when there is no such record, and SystemError.
void write_login(const std::string &directory, const iscsi::Target &target, const std::string &interface, const Login &login);

} // namespace modvirt::storage_iscsi
