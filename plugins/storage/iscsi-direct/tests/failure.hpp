// SPDX-License-Identifier: LGPL-2.1-or-later
// How a call fails.
#pragma once

#include "modvirt/error.hpp"

namespace modvirt::storage_iscsi_direct {

// What it throws; ErrorCode::Ok when it does not.
template <class Call>
Error failure(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

} // namespace modvirt::storage_iscsi_direct
