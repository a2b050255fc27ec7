// SPDX-License-Identifier: LGPL-2.1-or-later
// Finds the secret that a command is about, lists secrets, and offers UUIDs for completion.
#pragma once

#include "base/handles.hpp"
#include "base/session.hpp"

namespace modvirt::cli {

using Secret = std::unique_ptr<virSecret, Release<virSecretFree>>;

// The secret whose UUID the option "secret" is. Throws when there is none.
Secret find_secret(Session &session, const Arguments &arguments);
// `flags` are VIR_CONNECT_LIST_SECRETS_*. By UUID.
std::vector<Secret> list_secrets(Session &session, unsigned flags);

// Empty when the library cannot tell.
std::string secret_uuid(const Secret &secret);

std::vector<std::string> complete_secret(Session &session, const Arguments &arguments);

} // namespace modvirt::cli
