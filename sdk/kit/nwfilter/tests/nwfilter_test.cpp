// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "kit/document/tests/schema_checks.hpp"
#include "kit/nwfilter/binding.hpp"
#include "kit/nwfilter/filter.hpp"
#include "kit/nwfilter/schema.hpp"
#include "module.hpp"

namespace modvirt::nwfilter {

TEST(NetworkFilter, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/filter.txt", [](const std::string &text) {
        return format(*parse_filter(*modvirt_xml_interface_v1(), text));
    });
}

TEST(NetworkFilter, KeepsTheOrderOfRulesAndReferences)
{
    const FilterPtr filter =
        parse_filter(*modvirt_xml_interface_v1(),
                     "<filter name='f'><rule action='drop' direction='in'/><filterref filter='a'/>"
                     "<rule action='accept' direction='in'/><filterref filter='b'/></filter>");
    const std::string text = format(*filter);
    EXPECT_LT(text.find("'drop'"), text.find("filter='a'"));
    EXPECT_LT(text.find("filter='a'"), text.find("'accept'"));
    EXPECT_LT(text.find("'accept'"), text.find("filter='b'"));
    EXPECT_EQ(filter->refers, (std::vector<std::string_view>{"a", "b"}));
}

TEST(NetworkFilterBinding, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/binding.txt", [](const std::string &text) {
        return format(*parse_binding(*modvirt_xml_interface_v1(), text));
    });
}

TEST(NetworkFilterSchema, IsSound)
{
    for (const auto *schema : {&filter_schema(), &binding_schema()}) {
        document::expect_sound(*schema);
        document::expect_random_documents_to_read_back(*schema, 500, 20);
    }
}

} // namespace modvirt::nwfilter
