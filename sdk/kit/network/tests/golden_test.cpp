// SPDX-License-Identifier: MIT
#include "kit/network/config.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "module.hpp"

namespace modvirt::network {

TEST(NetworkDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/network.txt", [](const std::string &text) {
        return format(*parse(*modvirt_xml_interface_v1(), text));
    });
}

} // namespace modvirt::network
