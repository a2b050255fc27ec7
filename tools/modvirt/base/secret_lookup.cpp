// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/secret_lookup.hpp"

#include "base/failure.hpp"

#include <algorithm>

namespace modvirt::cli {

Secret find_secret(Session &session, const Arguments &arguments)
{
    const std::string text = arguments.required_text("secret");
    Secret secret(virSecretLookupByUUIDString(session.connection(), text.c_str()));
    if (!secret)
        fail("failed to get secret '{}'", text);
    return secret;
}

std::vector<Secret> list_secrets(Session &session, unsigned flags)
{
    virSecretPtr *raw = nullptr;
    const int count = virConnectListAllSecrets(session.connection(), &raw, flags);
    const std::unique_ptr<virSecretPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list node secrets");
    std::vector<Secret> secrets(raw, raw + count);
    std::stable_sort(secrets.begin(), secrets.end(), [](const Secret &one, const Secret &other) {
        return secret_uuid(one) < secret_uuid(other);
    });
    return secrets;
}

std::string secret_uuid(const Secret &secret)
{
    char text[VIR_UUID_STRING_BUFLEN] = "";
    return virSecretGetUUIDString(secret.get(), text) < 0 ? "" : text;
}

std::vector<std::string> complete_secret(Session &session, const Arguments &)
{
    std::vector<std::string> uuids;
    for (const Secret &secret : list_secrets(session, 0))
        uuids.push_back(secret_uuid(secret));
    return uuids;
}

} // namespace modvirt::cli
