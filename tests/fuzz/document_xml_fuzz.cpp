// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-catalog modvirt-xml-static
// corpus: sdk/kit/*/tests/golden/*.txt
//
// Any bytes as a document of whichever kind its root says. What one kind accepts has targets of its own where
// drivers define it; here no kind may crash, and every refusal must have something to say.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kit/catalog/catalog.hpp"
#include "module.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    namespace catalog = modvirt::catalog;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const catalog::Verdict verdict = catalog::validate(*modvirt_xml_interface_v1(), text);
    if (verdict.kind == nullptr && verdict.error.empty())
        std::abort();
    for (const modvirt::xml::Finding &finding : verdict.dropped)
        if (finding.message.empty())
            std::abort();
    return 0;
}
