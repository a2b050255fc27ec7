// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-storage modvirt-xml-static
// corpus: sdk/kit/storage/tests/golden/pool.txt
//
// Any bytes as the document of a storage pool.
#include "kit/storage/pool.hpp"
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    modvirt::fuzz::round_trip(
        modvirt::fuzz::text_of(data, size), [](std::string_view text, const modvirt::xml::ReadOptions &options) {
            return modvirt::storage::format(
                *modvirt::storage::parse_pool(*modvirt_xml_interface_v1(), text, {}, options));
        });
    return 0;
}
