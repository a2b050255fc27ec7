// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt_cli libmodvirt
// corpus: tools/modvirt/tests/fuzz/seeds/*.json
//
// What people type for QEMU's monitor, and what comes back from it: whatever is accepted as JSON can be laid
// out anew without another meaning.
#include "base/qmp_text.hpp"

#include <modvirt/error.hpp>

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace modvirt::cli;
    const std::string text(reinterpret_cast<const char *>(data), size);
    if (!json_complaint(text)) {
        const std::string compact = compact_json(text);
        require(!json_complaint(compact));
        require(compact_json(pretty_json(text)) == compact);
        static_cast<void>(json_member(text, "return"));
    }
    try {
        require(!json_complaint(qmp_command({"command", text})));
    } catch (const modvirt::Error &) {
        // The text is neither an object nor members of one.
    }
    require(!json_complaint(qmp_command({text})));
    return 0;
}
