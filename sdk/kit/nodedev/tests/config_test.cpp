// SPDX-License-Identifier: MIT
#include "kit/nodedev/config.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "kit/nodedev/schema.hpp"
#include "module.hpp"

namespace modvirt::nodedev {

TEST(NodeDeviceDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/device.txt", [](const std::string &text) {
        return format(*parse(*modvirt_xml_interface_v1(), text));
    });
}

TEST(NodeDeviceDocument, HasASoundSchema)
{
    document::expect_sound(schema());
    document::expect_random_documents_to_read_back(schema(), 1000, 100);
}

TEST(NodeDeviceDocument, KnowsWhatADriverAsksFor)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(),
                                   "<device><parent>scsi_host1</parent><capability type='scsi_host'>"
                                   "<capability type='fc_host'><wwnn>2000000012341234</wwnn>"
                                   "<wwpn>1000000056785678</wwpn></capability></capability></device>");
    EXPECT_EQ(config->name, "new device");
    EXPECT_EQ(config->parent, "scsi_host1");
    EXPECT_EQ(config->wwnn, "2000000012341234");
    EXPECT_EQ(config->wwpn, "1000000056785678");
    EXPECT_EQ(config->capabilities, (std::vector<std::string_view>{"scsi_host", "fc_host"}));
}

} // namespace modvirt::nodedev
