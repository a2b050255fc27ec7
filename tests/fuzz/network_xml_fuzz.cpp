// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-network modvirt-xml-static
// corpus: sdk/kit/network/tests/golden/*.txt
//
// Any bytes as a network document.
#include "kit/network/config.hpp"
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    modvirt::fuzz::round_trip(
        modvirt::fuzz::text_of(data, size), [](std::string_view text, const modvirt::xml::ReadOptions &options) {
            return modvirt::network::format(
                *modvirt::network::parse(*modvirt_xml_interface_v1(), text, {}, options));
        });
    return 0;
}
