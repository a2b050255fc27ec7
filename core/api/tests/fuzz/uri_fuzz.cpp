// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-uri
// corpus: tests/fuzz/seeds/uri/*
//
// Any bytes as the URI of a connection. Its parts hold together, or it is refused by name.
#include "uri.hpp"

#include <cstddef>
#include <cstdint>
#include <modvirt/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    try {
        const modvirt::Uri uri = modvirt::Uri::parse(text);
        const std::size_t parts =
            uri.scheme.size() + uri.user.size() + uri.server.size() + uri.path.size() + uri.query.size();
        if (uri.scheme.empty() || uri.port < 0 || uri.port > 65535 || parts > size ||
            uri.path.find('\0') != std::string::npos)
            __builtin_trap();
    } catch (const modvirt::Error &error) {
        // One that names no driver is no error of the URI's own.
        const bool is_named = error.domain() == modvirt::ErrorDomain::Uri ||
                              error.code() == modvirt::ErrorCode::NoConnect;
        if (!is_named || error.message().find(text) == std::string::npos)
            __builtin_trap();
    }
    return 0;
}
