// SPDX-License-Identifier: MIT
#include "kit/secret/config.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "kit/secret/schema.hpp"
#include "module.hpp"

namespace modvirt::secret {

TEST(SecretDocument, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/secret.txt", [](const std::string &text) {
        return format(*parse(*modvirt_xml_interface_v1(), text));
    });
}

TEST(SecretDocument, HasASoundSchema)
{
    document::expect_sound(schema());
    document::expect_random_documents_to_read_back(schema(), 500, 50);
}

TEST(SecretDocument, KnowsWhatADriverAsksFor)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(),
                                   "<secret private='yes'><uuid>8dd2d3f4a5b64c3e9f10112233445566</uuid>"
                                   "<usage type='iscsi'><target>disk</target></usage></secret>");
    EXPECT_EQ(config->usage, Usage::Iscsi);
    EXPECT_EQ(config->usage_id, "disk");
    EXPECT_TRUE(config->private_value);
    EXPECT_FALSE(config->ephemeral);
    EXPECT_EQ(config->uuid[0], 0x8d);
}

} // namespace modvirt::secret
