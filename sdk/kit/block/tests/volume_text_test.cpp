// SPDX-License-Identifier: MIT
#include "kit/block/volume_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace modvirt::block {
namespace {

TEST(TheTextOfAVolume, TellsPlaceSizeAndBackingStore)
{
    const FoundVolume volume{.type = 1,
                             .name = "web",
                             .key = "k<1>",
                             .path = "/nonexistent/web",
                             .format = {},
                             .capacity = 8192,
                             .allocation = 4096};
    EXPECT_EQ(format_volume(volume, {{"/dev/sda", 0, 4096}, {"/dev/sda", 8192, 12288}, {"/dev/sdb", 0, 512}},
                            "/dev/guests/origin"),
              "<volume type='block'>\n"
              "  <name>web</name>\n"
              "  <key>k&lt;1&gt;</key>\n"
              "  <source>\n"
              "    <device path='/dev/sda'>\n"
              "      <extent start='0' end='4096'/>\n"
              "      <extent start='8192' end='12288'/>\n"
              "    </device>\n"
              "    <device path='/dev/sdb'>\n"
              "      <extent start='0' end='512'/>\n"
              "    </device>\n"
              "  </source>\n"
              "  <capacity unit='bytes'>8192</capacity>\n"
              "  <allocation unit='bytes'>4096</allocation>\n"
              "  <physical unit='bytes'>8192</physical>\n"
              "  <target>\n"
              "    <path>/nonexistent/web</path>\n"
              "  </target>\n"
              "  <backingStore>\n"
              "    <path>/dev/guests/origin</path>\n"
              "  </backingStore>\n"
              "</volume>\n");
}

TEST(TheTextOfAVolume, TellsOwnerModeAndTimesOfItsNode)
{
    const FoundVolume volume{.type = 1, .name = "n", .key = "n", .path = "/dev/null", .format = "linux", .capacity = 1,
                             .allocation = 1};
    const std::string text = format_volume(volume, {});
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("<source>")));
    EXPECT_THAT(text, testing::HasSubstr("<format type='linux'/>\n    <permissions>\n      <mode>0"));
    EXPECT_THAT(text, testing::ContainsRegex("<atime>[0-9]+(\\.[0-9]{9})?</atime>"));
    EXPECT_THAT(text, testing::HasSubstr("<btime>0</btime>"));
}

} // namespace
} // namespace modvirt::block
