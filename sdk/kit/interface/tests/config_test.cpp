// SPDX-License-Identifier: MIT
#include "kit/interface/config.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "kit/interface/schema.hpp"
#include "module.hpp"

namespace modvirt::interface {

TEST(InterfaceDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/interface.txt", [](const std::string &text) {
        return format(*parse(*modvirt_xml_interface_v1(), text));
    });
}

TEST(InterfaceDocument, HasASoundSchema)
{
    document::expect_sound(schema());
    document::expect_random_documents_to_read_back(schema(), 1000, 100);
}

TEST(InterfaceDocument, KnowsWhatADriverAsksFor)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(),
                                   "<interface type='vlan' name='eth0.4'><mac address='52:54:00:00:00:01'/>"
                                   "<vlan tag='4'><interface name='eth0'/></vlan></interface>");
    EXPECT_EQ(config->name, "eth0.4");
    EXPECT_EQ(config->type, Type::Vlan);
    EXPECT_EQ(config->mac, "52:54:00:00:00:01");
}

} // namespace modvirt::interface
