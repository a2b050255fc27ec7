// SPDX-License-Identifier: MIT
#include "kit/capabilities/schema.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "module.hpp"

namespace modvirt::capabilities {

namespace {

// Read without anything that has no meaning, and written again.
std::string rewritten(const std::string &text, const xml::Schema &schema)
{
    xml::ReadOptions options;
    options.strictness = xml::Strictness::Strict;
    return xml::format(xml::parse(*modvirt_xml_interface_v1(), text, schema, options));
}

} // namespace

TEST(HostCapabilities, AreReadAsLibvirtWritesThem)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/host.txt",
                                [](const std::string &text) { return rewritten(text, host_schema()); });
}

TEST(DomainCapabilities, AreReadAsLibvirtWritesThem)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/domain.txt",
                                [](const std::string &text) { return rewritten(text, domain_schema()); });
}

TEST(CapabilitiesSchema, IsSound)
{
    document::expect_sound(host_schema());
    document::expect_sound(domain_schema());
}

TEST(CapabilitiesSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    document::expect_random_documents_to_read_back(host_schema(), 500, 50);
    document::expect_random_documents_to_read_back(domain_schema(), 500, 50);
}

} // namespace modvirt::capabilities
