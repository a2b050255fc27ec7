// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-config
// corpus: tests/fuzz/seeds/configuration/* core/config/modvirt.conf.example
//
// Any bytes as a configuration file.
#include "config/configuration.hpp"

#include <cstddef>
#include <cstdint>
#include <modvirt/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    try {
        modvirt::config::read_text({reinterpret_cast<const char *>(data), size}, "modvirt.conf");
    } catch (const modvirt::Error &error) {
        // A refusal names the place, on one line.
        if (!error.message().starts_with("modvirt.conf:") ||
            error.message().find('\n') != std::string::npos) {
            __builtin_trap();
        }
    }
    return 0;
}
