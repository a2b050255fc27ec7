// SPDX-License-Identifier: MIT
#include "kit/network/config.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/network/port.hpp"
#include "module.hpp"

namespace modvirt::network {

TEST(NetworkDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/network.txt", [](const std::string &text) {
        return format(*parse(*modvirt_xml_interface_v1(), text));
    });
}

TEST(NetworkPortDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/port.txt", [](const std::string &text) {
        return format(*parse_port(*modvirt_xml_interface_v1(), text));
    });
}

} // namespace modvirt::network
