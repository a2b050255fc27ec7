// SPDX-License-Identifier: LGPL-2.1-or-later
// Keeps what running guests need from being deleted, overwritten and shrunk: their volumes, the volumes that those stand on,
// and the pools that these are in.
#pragma once

#include <string>

#include <modvirt/values.hpp>

#include "kit/storage/pool.hpp"
#include "kit/storage_use/claims.hpp"

namespace modvirt::storage_manager {

// Thread-safe. `verb` says what is wanted: "delete".
class Protection {
public:
    explicit Protection(storage_use::Claims claims) : m_claims(claims) {}

    // No guest starts with the volume as long as the claim lasts. Throws OperationInvalid that names the guest which needs it
    // now, or says that another program has the image open.
    [[nodiscard]] storage_use::Claim change(const storage::Pool &pool, const FoundVolume &volume, const char *verb) const;

    // The same for all that is in the pool, and for the devices that it is made of.
    [[nodiscard]] storage_use::Claim change_contents(const storage::Pool &pool, const char *verb) const;
    [[nodiscard]] storage_use::Claim change_devices(const storage::Pool &pool, const char *verb) const;

private:

    storage_use::Claims m_claims;
};

} // namespace modvirt::storage_manager
