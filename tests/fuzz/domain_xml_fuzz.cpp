// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-domain modvirt-xml-static
// corpus: sdk/kit/domain/tests/golden/*.xml
//
// Any bytes as a domain document.
#include "kit/domain/config.hpp"
#include "round_trip.hpp"

namespace domain = modvirt::domain;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    modvirt::fuzz::round_trip(
        modvirt::fuzz::text_of(data, size), [](std::string_view text, const modvirt::xml::ReadOptions &options) {
            const domain::ConfigPtr config =
                domain::parse(*modvirt_xml_interface_v1(), text, {}, {options.strictness, options.findings});
            domain::FormatOptions everything;
            everything.secrets = domain::Secrets::Include;
            return domain::format(*config, everything);
        });
    return 0;
}
