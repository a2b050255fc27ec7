// SPDX-License-Identifier: MIT
#include "kit/contents/source.hpp"

#include <gtest/gtest.h>

#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "module.hpp"

namespace modvirt::contents {
namespace {

Source read_source(const std::string &target)
{
    return source_of(xml::parse(*modvirt_xml_interface_v1(),
                                "<volume><name>a</name><capacity unit='bytes'>4096</capacity>" + target + "</volume>",
                                storage::volume_schema()),
                     "/a");
}

TEST(ASource, IsAnImageOrRaw)
{
    EXPECT_EQ(read_source("<target><format type='qcow2'/></target>").format, "qcow2");
    EXPECT_EQ(read_source("<target><format type='linux-lvm'/></target>").format, "raw"); // a partition
    EXPECT_EQ(read_source("").format, "raw");
    EXPECT_EQ(read_source("").capacity, 4096u);
    EXPECT_EQ(read_source("").path, "/a");
}

} // namespace
} // namespace modvirt::contents
