// SPDX-License-Identifier: MIT
#include "kit/domain/schema.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/random_document.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "kit/domain/config.hpp"
#include "module.hpp"

namespace modvirt::domain {

using document::RandomDocument;

TEST(DomainSchema, IsSound)
{
    document::expect_sound(schema());
}

TEST(DomainSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    document::expect_random_documents_to_read_back(schema(), 3000, 300);
}

TEST(DomainSchema, CompletesRandomDocumentsOrSaysWhyNot)
{
    uint32_t accepted = 0;
    const std::string head =
        "<domain type='test'><name>a</name><memory>1048576</memory><os><type>hvm</type></os>";
    for (uint32_t seed = 0; seed < 3000; ++seed) {
        const std::string devices = RandomDocument(seed).make(devices_rule());
        try {
            const ConfigPtr config = parse(*modvirt_xml_interface_v1(), head + devices + "</domain>");
            const ConfigPtr again = parse(*modvirt_xml_interface_v1(), format(*config));
            EXPECT_EQ(again->uuid, config->uuid);
            ++accepted;
        } catch (const Error &error) {
            EXPECT_NE(error.code(), ErrorCode::Ok);
        }
    }
    EXPECT_GT(accepted, 50u);
}

} // namespace modvirt::domain
