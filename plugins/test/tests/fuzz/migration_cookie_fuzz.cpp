// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-test-driver
// corpus: tests/fuzz/seeds/migration-cookie/*
//
// Any bytes as what the other side of a migration left: a cookie is the same when it is written and read again.
#include <cstddef>
#include <cstdint>
#include <string>

#include <modvirt/error.hpp>

#include "migration_cookie.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    try {
        const modvirt::test::MigrationCookie cookie = modvirt::test::decode({data, size});
        const std::string written = modvirt::test::encode(cookie);
        if (modvirt::test::decode({reinterpret_cast<const uint8_t *>(written.data()), written.size()}) != cookie)
            __builtin_trap();
    } catch (const modvirt::Error &) { // bytes that are no cookie
    }
    return 0;
}
