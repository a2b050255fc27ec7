// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-storage modvirt-xml-static
// corpus: sdk/kit/storage/tests/golden/volume.txt
//
// Any bytes as the document of a storage volume.
#include "kit/storage/volume.hpp"
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    modvirt::fuzz::round_trip(
        modvirt::fuzz::text_of(data, size), [](std::string_view text, const modvirt::xml::ReadOptions &options) {
            return modvirt::storage::format(
                *modvirt::storage::parse_volume(*modvirt_xml_interface_v1(), text, {}, options));
        });
    return 0;
}
