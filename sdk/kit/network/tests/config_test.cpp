// SPDX-License-Identifier: MIT
#include "kit/network/config.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::network {

namespace {

ConfigPtr read(std::string_view text, const Options &options = {})
{
    return parse(*modvirt_xml_interface_v1(), text, options);
}

} // namespace

TEST(NetworkConfig, KnowsWhatADriverAsksFor)
{
    const ConfigPtr config = read("<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/>"
                                  "<domain name='example.org'/></network>");
    EXPECT_EQ(config->name, "lan");
    EXPECT_EQ(config->forward, Forward::Bridge);
    EXPECT_EQ(config->bridge, "br0");
    EXPECT_EQ(config->dns_domain, "example.org");
    EXPECT_FALSE(config->owns_bridge());
}

TEST(NetworkConfig, GetsAUuidOfItsOwn)
{
    Options options;
    options.random = [](std::span<uint8_t> bytes) { std::ranges::fill(bytes, uint8_t{0xab}); };
    EXPECT_NE(format(*read("<network><name>lan</name></network>", options))
                  .find("<uuid>abababab-abab-4bab-abab-abababababab</uuid>"),
              std::string::npos);
}

TEST(NetworkConfig, TellsHowManyGuestsAreOnIt)
{
    const ConfigPtr config = read("<network connections='7'><name>lan</name></network>");
    EXPECT_TRUE(format(*config).starts_with("<network>\n"));
    EXPECT_TRUE(format(*config, 2).starts_with("<network connections='2'>\n"));
}

TEST(NetworkConfig, KeepsOptionsOfDnsmasqForADriverThatRunsIt)
{
    const char *const text = "<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>"
                             "<name>lan</name><dnsmasq:options><dnsmasq:option value='foo=bar'/>"
                             "</dnsmasq:options></network>";
    EXPECT_EQ(format(*read(text)).find("foo=bar"), std::string::npos);
    Options options;
    options.keep_dnsmasq_namespace = true;
    EXPECT_NE(format(*read(text, options)).find("<dnsmasq:option value='foo=bar'/>"), std::string::npos);
}

TEST(NetworkConfig, SaysWhereAMistakeIsAndWhatWasMeant)
{
    try {
        parse(*modvirt_xml_interface_v1(), "<network>\n  <name>lan</name>\n  <brigde name='a'/>\n</network>",
              {}, {xml::Strictness::Strict, nullptr});
        FAIL() << "accepted";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::XmlInvalidSchema);
        EXPECT_EQ(error.message(),
                  "line 3, column 3: unknown element 'brigde' in 'network'; did you mean 'bridge'?");
    }
}

TEST(NetworkConfig, IsCheckedAfterAChange)
{
    const ConfigPtr config = read("<network><name>lan</name></network>");
    const ConfigPtr named = with_edit(*config, {}, [](xml::Editor &editor) {
        editor.root().child_or_new("bridge").set_attribute("name", "virbr9");
    });
    EXPECT_EQ(named->bridge, "virbr9");
    EXPECT_EQ(config->bridge, "");
    EXPECT_THROW(
        with_edit(*config, {}, [](xml::Editor &editor) { editor.root().child("name")->set_text(""); }),
        Error);
}

} // namespace modvirt::network
