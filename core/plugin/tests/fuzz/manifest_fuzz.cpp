// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-plugin
// corpus target: plugin-sample
//
// Any bytes as a plugin's file. manifest_mutation_test.cpp beside this damages the parts that matter.
#include "plugin/module_file.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    try {
        if (const auto manifest =
                modvirt::plugin::read_manifest({reinterpret_cast<const std::byte *>(data), size})) {
            modvirt::plugin::check_abi(*manifest, "fuzzed.so");
        }
    } catch (const modvirt::plugin::Rejection &rejection) {
        // A rejection says what is wrong and what to do, on one line each.
        const std::string text = std::string(rejection.what()) + rejection.hint();
        if (rejection.message().empty() || rejection.hint().empty() || text.find('\n') != std::string::npos) {
            __builtin_trap();
        }
    }
    return 0;
}
